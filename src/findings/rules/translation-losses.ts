/** What the two translation rules have in common: a note of the relay → what it says. */
import type { TranslationLoss } from "../../spool/record.ts";
import type { LinkFacts } from "../happening.ts";
import type { Report, Reports } from "../rule.ts";
import { cut, cutFree } from "../wording.ts";

/** What names a driver's token is nothing for a finding. */
const hiddenDetails: ReadonlySet<string> = new Set(["tokens-differ-by-type"]);

/** What to do about a loss in particular; for the others the rule's own remedy stands. */
export const adviceByLoss: ReadonlyMap<string, string> = new Map([
  [
    "model-too-long",
    "Nothing is lost for charging. A CSMS that tells stations apart by model reads the whole name from the device model.",
  ],
  [
    "sample-unreadable",
    "The station sends a meter value that is no number: look at its firmware; what it meant was not billed.",
  ],
  [
    "signed-data-too-long",
    "Where signed meter values are needed for billing, this station cannot be translated: 2.0.1 has no room for its signatures.",
  ],
  [
    "time-unusable",
    "Set the station's clock: it follows the currentTime of BootNotification and Heartbeat, so one that does not has a fault.",
  ],
  [
    "tokens-differ-by-type",
    "Two tokens of the CSMS have the same text and another type. Give one of them another text: a 1.6 station cannot tell them apart.",
  ],
  [
    "stop-unknown",
    "The station ended a transaction that began before it was translated, or was told to another CSMS. Compare its meter with what was billed.",
  ],
  [
    "transaction-lost",
    "The station forgot a transaction, mostly by a loss of power. Its end is an estimate from the last meter value: check the bill.",
  ],
  [
    "per-evse-reset",
    "Reset the whole station instead, and do not let an operator's page offer more.",
  ],
  ["several-schedules", "Let the CSMS send one schedule in a profile to stations of this model."],
  [
    "signed-firmware",
    "Send an unsigned UpdateFirmware, or allow ocpptap to make one of it with unsignedFirmwareDowngrade in the route.",
  ],
]);

export function lossReports(note: TranslationLoss, { linkId }: LinkFacts, begin: string): Reports {
  const { loss, what, instead, count, from } = note;
  const detail = hiddenDetails.has(loss) ? "" : cutFree(note.detail);
  const advice = adviceByLoss.get(loss);
  const told = detail === "" ? "" : ` (${detail})`;
  // Told at the first, the 10th, the 100th time.
  const times = count > 1 ? ` It is the ${count}th time on this link.` : "";
  const report: Report = {
    sentence: `${begin}: ${cutLong(what)}${told}. In its place: ${cutLong(instead)}.${times}`,
    evidence: from?.linkId === linkId ? [from.seq] : [],
    details: {
      ...{ loss: cut(loss), what: cutLong(what), instead: cutLong(instead), count },
      ...{ detail, from: from === null ? null : { linkId: from.linkId, seq: from.seq } },
      ...(advice === undefined ? {} : { advice }),
    },
  };
  return [report];
}

/** Our own sentences; a record that says otherwise is shortened all the same. */
function cutLong(text: string): string {
  return text.length <= TEXT_CHARS_MAX ? text : `${text.slice(0, TEXT_CHARS_MAX)}…`;
}

const TEXT_CHARS_MAX = 200;
