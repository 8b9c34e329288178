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
  // A 2.0.1 station on a 1.6 CSMS.
  "vendor-too-long": lossy("1.6 allows 20 characters of a vendor", "the first 20"),
  "boot-reason": lossy("1.6 has no reason of a boot", "nothing"),
  "stop-reason": lossy("1.6 has fewer reasons of a stop", "the nearest one"),
  "meter-start-unknown": lossy(
    "no reading came with a start",
    "a meterStart of 0, and an end counted from the first reading",
  ),
  "token-anonymous": lossy("1.6 has no session without a token", "the configured idTag"),
  "certificate-check": lossy("1.6 does not check certificates", "the token alone"),
  "sample-not-in-16": lossy("1.6 has no such measurand or unit", "nothing: it is left out"),
  "connectors-share": lossy(
    "connectors of one EVSE share a number unless a topology tells them apart",
    "the busiest of their statuses",
  ),
  "event-not-in-16": refused("1.6 knows of errors only", "an answer of ours"),
  "message-not-in-16": refused("1.6 has no such message of a station", "an answer of ours"),
  "transaction-unstarted": lossy("a session ended before 1.6 would begin it", "its statuses"),
  "key-too-long": refused("1.6 allows 50 characters of a key", "the key is left out"),
  "value-too-long": lossy("1.6 allows 500 characters of a value", "the first 500"),
  "update-refused": lossy("1.6 cannot refuse an update", "DownloadFailed"),
  "update-status": lossy("1.6 has seven statuses of an update", "the nearest one"),
  "log-status": lossy("1.6 has four statuses of an upload", "the nearest one"),
  "file-unnamed": lossy("1.6 takes an upload without a name for none", "the name `unnamed`"),
  "schedule-phase": lossy("1.6 has no phase in a schedule", "the schedule without it"),
  "leg-setting": refused("a setting of the station's own connection to us", "Rejected"),
} as const satisfies Record<string, Loss>;

export type LossId = keyof typeof ledger;

/** A loss that repeats is told at once, then at the 10th, 100th …: its number is in the finding. */
export function isTold(count: number): boolean {
  return /^10*$/.test(String(count));
}
