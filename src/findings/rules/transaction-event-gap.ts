/** 2.x: events of a transaction that are missing, repeated or out of order. */
import { nothing, statelessRule } from "../rule.ts";
import { plural } from "../wording.ts";
import { isPowerOfTen } from "./counts.ts";
import { evidenceOf, nameOfTransaction, refOf } from "./transaction-wording.ts";

export const transactionEventGap = statelessRule(
  {
    id: "transaction-event-gap",
    title: "Events of a transaction are missing or out of order",
    severity: "warning",
    side: "station",
    clause: "OCPP 2.0.1 Part 2 §E01 (E01.FR.07), §1.60 TransactionEventRequest.seqNo",
    explanation:
      "Each event of a transaction has a number, one more than the event before. From it a CSMS sees whether it has all of them before it bills. Here the number skipped some, came a second time though it had been answered, or went back.",
    remedy:
      "Look at the station's queue of messages that could not be sent: whether it was full, was lost at a restart, or was sent in another order. The CSMS can ask for the transaction with GetTransactionStatus, and should wait for missing events before it closes the bill.",
  },
  {
    transaction({ transaction, details, cause }, link) {
      for (const detail of details) {
        if (detail.kind !== "seq-no") continue;
        const { expected, seqNo } = detail;
        const missing = seqNo - expected;
        const told = transaction.findings.includes("transaction-event-gap");
        const isMore = missing > 0 && isPowerOfTen(transaction.missingEvents);
        if (told && !isMore) return nothing;
        const how =
          missing > 0
            ? `${plural(missing, "event")} before it ${missing === 1 ? "is" : "are"} missing`
            : `${expected - 1} had been there already`;
        return [
          {
            sentence: `The station sent event ${seqNo} of ${nameOfTransaction(transaction)} where ${expected} was due: ${how}.`,
            evidence: evidenceOf(link, transaction.evidence.at(-2), refOf(link, cause)),
            details: { transactionKey: transaction.key, expected, seqNo },
          },
        ];
      }
      return nothing;
    },
  },
);
