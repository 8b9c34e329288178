/** Energy flows although the CSMS did not accept the token. */
import { nothing, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";
import { evidenceOf, nameOfTransaction, refOf } from "./transaction-wording.ts";

/** Unit: Wh. A contactor needs seconds to open; below this nobody has charged. */
const ENERGY_WH_MIN = 100;

export const startAfterRefusal = statelessRule(
  {
    id: "start-after-refusal",
    title: "Energy flows although the token was refused",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §4.8, §9.1 (StopTransactionOnInvalidId); OCPP 2.0.1 Part 2 §E05",
    explanation:
      "The CSMS said that the token of this transaction is not accepted, and the meter went on. Somebody is charging who may not, and whoever operates the station pays for it. A little is allowed where MaxEnergyOnInvalidId says so.",
    remedy:
      "Read StopTransactionOnInvalidId (2.x: StopTxOnInvalidId) and MaxEnergyOnInvalidId of the station. If the first is true and the second is 0 or absent, the firmware ignores the refusal: report it to the manufacturer, and stop such transactions from the CSMS.",
  },
  {
    transaction({ change, transaction, cause }, link) {
      const { refusal, energyWh, findings } = transaction;
      if (change === "refused" || refusal === null || energyWh === null) return nothing;
      const sinceWh = energyWh - refusal.energyWh;
      if (sinceWh < ENERGY_WH_MIN || findings.includes("start-after-refusal")) return nothing;
      return [
        {
          sentence: `The station let ${Math.round(sinceWh)} Wh flow in ${nameOfTransaction(transaction)} after the CSMS had answered its token with ${cut(refusal.status)}.`,
          evidence: evidenceOf(link, refusal, refOf(link, cause)),
          details: { transactionKey: transaction.key, status: refusal.status, energyWh: sinceWh },
        },
      ];
    },
  },
);
