/** A transaction that cannot go on, and of which no stop came. */
import type { UnfinishedCause } from "../../sessions/transaction.ts";
import { nothing, statelessRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { evidenceOf, nameOfTransaction } from "./transaction-wording.ts";

const causes = {
  "new-start": "another transaction began on the same connector",
  boot: "the station booted again, and sent no stop after it",
  available: "the station says that its connector is available again",
  "too-many": "the station began more transactions than any has connectors",
} satisfies Record<UnfinishedCause, string>;

export const transactionUnfinished = statelessRule(
  {
    id: "transaction-unfinished",
    title: "A transaction was never stopped",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.10; OCPP 2.0.1 Part 2 §E06, §E11",
    explanation:
      "The station began a transaction and never said that it ended, though something shows that it did. The CSMS keeps it open: it cannot be billed, and where a token may charge only once at a time its owner is refused everywhere else.",
    remedy:
      "Look at what the station does when it loses power or its link: it has to keep the stop and send it as soon as it is connected and accepted. In the CSMS, close the transaction with the last meter value that came.",
  },
  {
    transaction({ change, transaction, details, atUs }, link) {
      // What is missing in the record may be the stop.
      if (change !== "unfinished" || transaction.recordGaps > 0) return nothing;
      for (const detail of details) {
        if (detail.kind !== "unfinished") continue;
        const { start, startedAtUs, lastAtUs, evidence } = transaction;
        const seen = start === null ? "was first seen" : "began";
        return [
          {
            sentence: `The station sent no stop for ${nameOfTransaction(transaction)}, which ${seen} ${duration(atUs - startedAtUs)} ago, but ${causes[detail.why]}.`,
            evidence: evidenceOf(link, start, evidence.at(-1), detail.shownBy),
            details: {
              transactionKey: transaction.key,
              why: detail.why,
              silentMs: Math.round((atUs - lastAtUs) / 1000),
            },
          },
        ];
      }
      return nothing;
    },
  },
);
