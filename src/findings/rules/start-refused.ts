/** The CSMS did not accept the token of a transaction that had begun. */
import { nothing, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";
import { meaningOfStatus } from "./token-status.ts";
import { evidenceOf, nameOfTransaction } from "./transaction-wording.ts";

export const startRefused = statelessRule(
  {
    id: "start-refused",
    title: "The CSMS did not accept the token of a transaction",
    severity: "warning",
    side: "csms",
    clause: "OCPP 1.6 §4.8; OCPP 2.0.1 Part 2 §E05",
    explanation:
      "The station had begun a transaction (its own list or cache allowed the token, or it was offline) and told the CSMS, which answered that the token is not accepted. The station then has to stop the flow of energy or the transaction, as its configuration says (StopTransactionOnInvalidId in 1.6, StopTxOnInvalidId in 2.x).",
    remedy:
      "Look the token up in the CSMS. If it was refused for being in use (ConcurrentTx), look for an earlier transaction that was never stopped. If the station's list or cache still has it as accepted, send it a new list or clear its cache.",
  },
  {
    transaction({ change, transaction, cause }, link) {
      const { refusal } = transaction;
      if (change !== "refused" || refusal === null) return nothing;
      const { status } = refusal;
      return [
        {
          sentence: `The CSMS answered ${cause?.request?.action ?? "the start"} of ${nameOfTransaction(transaction)} with ${cut(status)}: ${meaningOfStatus(status)}.`,
          evidence: evidenceOf(link, transaction.start, refusal),
          details: { transactionKey: transaction.key, status },
        },
      ];
    },
  },
);
