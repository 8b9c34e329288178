/**
 * What cannot cross between the versions. Each entry is met by some block, becomes a finding
 * `translation-lossy` (carried, but not whole) or `translation-refused` (not carried), and says
 * what stands in for what was lost.
 */
export type Loss = {
  readonly rule: "translation-lossy" | "translation-refused";
  /** Completes "This cannot cross: …". */
  readonly what: string;
  readonly instead: string;
};

const lossy = (what: string, instead: string): Loss => ({
  rule: "translation-lossy",
  what,
  instead,
});
const refused = (what: string, instead: string): Loss => ({
  rule: "translation-refused",
  what,
  instead,
});

export const ledger = {
  "status-detail": lossy(
    "2.0.1 has five statuses, 1.6 has nine",
    "charging states in transactions",
  ),
  "model-too-long": lossy("2.0.1 allows 20 characters of a model", "the whole in the device model"),
  "measurand-unknown": lossy("2.0.1 has no such measurand", "a NotifyEvent where one is possible"),
  "sample-unreadable": lossy("a sample is no number", "nothing: it is left out"),
  "signed-data-too-long": lossy("2.0.1 allows 2,500 characters of signed data", "the bare reading"),
  "time-unusable": lossy("a time cannot be true or cannot be read", "the time of arrival"),
  "authorization-nuance": lossy("1.6 has fewer reasons to refuse a token", "Invalid or Blocked"),
  "message-for-driver": lossy(
    "1.6 has no message for the driver",
    "a DataTransfer where the station has a display for it",
  ),
  "token-alias": lossy("1.6 allows 20 characters of a token", "an alias that is translated back"),
  "tokens-differ-by-type": lossy("1.6 tells tokens apart by their text only", "the accepted one"),
  "install-time": lossy("1.6 has no time of installation", "installation after the download"),
  "sales-tariff": lossy("1.6 has no tariff in a schedule", "the schedule without it"),
  "stop-unknown": refused("the station names a transaction that nobody knows", "an empty answer"),
  "event-after-end": refused("2.0.1 allows nothing after Ended", "nothing"),
  "transaction-lost": lossy("the station never ended a transaction", "an end that we made"),
  "action-refused": refused("1.6 has nothing for this command", "the refusal that 2.0.1 defines"),
  "per-evse-reset": refused("1.6 cannot reset one EVSE", "Rejected"),
  "phase-to-use": refused("1.6 cannot choose a phase", "Rejected"),
  "several-schedules": refused("1.6 allows one schedule in a profile", "Rejected"),
  "external-constraints": refused("1.6 has no external constraints", "Rejected"),
  "log-type": refused("1.6 has no security log", "Rejected"),
  "certificate-type": refused("1.6 has no certificates of this kind", "Rejected"),
  "signed-firmware": refused("the station does not check signatures of firmware", "Rejected"),
  "security-event-type": refused("the CSMS wants no unlisted security events", "nothing"),
} as const satisfies Record<string, Loss>;

export type LossId = keyof typeof ledger;

/** A loss that repeats is told at once, then at the 10th, 100th …: its number is in the finding. */
export function isTold(count: number): boolean {
  return /^10*$/.test(String(count));
}
