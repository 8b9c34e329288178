/** The end of a transaction whose beginning is not in the record. */
import { nothing, statelessRule } from "../rule.ts";
import { evidenceOf, nameOfTransaction } from "./transaction-wording.ts";

/** A station that lost power may tell of what began before it was recorded. */
const outages: ReadonlySet<string> = new Set(["PowerLoss", "Reboot", "HardReset", "SoftReset"]);

export const stopWithoutStart = statelessRule(
  {
    id: "stop-without-start",
    title: "A transaction ended that had never begun",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.8, §4.10; OCPP 2.0.1 Part 2 §E01, §E06",
    explanation:
      "The station told the end of a transaction, and its beginning is not in the record. Stations that were offline sometimes lose the start, or send what they kept in the wrong order; some CSMSs answer such a stop with an error, and the station then sends it for ever.",
    remedy:
      "Look for a start with this id in the CSMS. If there is none, the station lost it: look at its memory for messages that could not be sent. The CSMS should answer the stop with a result all the same, so that the station can let it go.",
  },
  {
    transaction({ change, transaction, cause }, link) {
      const { start, messages, recordGaps, stopReason } = transaction;
      if (change !== "ended" || start !== null || messages > 1 || recordGaps > 0) return nothing;
      const mayPrecede = transaction.mayPrecedeRecord || outages.has(stopReason);
      const rest = mayPrecede ? "; it may have begun before this record did" : "";
      const action = cause !== null && "action" in cause.message ? cause.message.action : "a stop";
      return [
        {
          sentence: `The station sent ${action} for ${nameOfTransaction(transaction)}, but no start of it is in the record${rest}.`,
          ...(mayPrecede ? { severity: "note" as const } : {}),
          evidence: evidenceOf(link, transaction.stop),
          details: { transactionKey: transaction.key, transactionId: transaction.transactionId },
        },
      ];
    },
  },
);
