/** "Celcius", as OCPP 1.6 itself once spelt it. */
import { foundAt, hasAt } from "../fields.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";

export const unitMisspelt = statefulRule(
  {
    id: "unit-misspelt",
    title: "A temperature comes in “Celcius”",
    severity: "note",
    side: "station",
    clause: "OCPP 1.6 §7.45, errata",
    explanation:
      "The first edition of OCPP 1.6 misspelt the unit Celsius as “Celcius”; an erratum corrected it. Stations of either spelling are in the field, and the official schema accepts both, so this breaks nothing by itself. A CSMS that knows one spelling only ignores the temperature or refuses the whole message.",
    remedy: "Let the receiver accept both spellings; a new station should send Celsius.",
  },
  countsMemory,
  {
    message({ message, sender, seq }, link, counts) {
      if (link.version !== "1.6" || message.type !== "call") return nothing;
      const { action, callPayload: payload } = message;
      const place = action === "StopTransaction" ? atStop : atSample;
      if (!hasAt(payload, place, isMisspelt)) return nothing;
      const path = foundAt(payload, place).find(({ value }) => isMisspelt(value))?.path ?? "";
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      return [
        {
          sentence: `${Party[sender]} sent ${action} (id ${cut(message.messageId)}) with the unit Celcius in ${cut(path)}; since the erratum it is spelt Celsius${often}.`,
          side: sender,
          evidence: [seq],
          details: { path, messages: counts[sender] },
        },
      ];
    },
  },
  { actions: ["MeterValues", "StopTransaction"], sorts: ["call"] },
);

const atSample = ["meterValue", "*", "sampledValue", "*", "unit"];
const atStop = ["transactionData", "*", "sampledValue", "*", "unit"];

function isMisspelt(unit: unknown): boolean {
  return unit === "Celcius";
}
