/** Remote stops that the station accepted, and after which the transaction went on. */
import { textIn, valueIn } from "../fields.ts";
import { cut, duration, Party } from "../wording.ts";
import { promiseRule } from "./promise-rule.ts";
import { noteSaid, type Promised, saidInstead } from "./promises.ts";

/** To open the contactor, let go of the car, and tell; a few seconds in practice. */
const WITHIN_US = 60_000_000;
const ID_CHARS_MAX = 64;
/** States in which no energy is wanted any more, though 2.x may keep the transaction open. */
const STOPPED: ReadonlySet<string> = new Set(["EVConnected", "Idle"]);

export const remoteStopNotStopped = promiseRule(
  {
    id: "remote-stop-not-stopped",
    title: "An accepted remote stop did not stop the transaction",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §5.12; OCPP 2.0.1 Part 2 F03",
    explanation:
      "Accepted means that the station is going to stop the transaction. It then has to report that it has: with a StopTransaction, or in 2.x with a TransactionEvent. Until it does, the driver goes on being charged, and the CSMS keeps the transaction open.",
    remedy:
      "See whether the station knows the transaction by that number; some accept a stop for any. If it really stops but does not say so, look for a StopTransaction that waits in its queue. Otherwise stop at the station, and report it to its maker.",
  },
  {
    scope: "station",
    asking: ["RemoteStopTransaction", "RequestStopTransaction"],
    heeding: ["StopTransaction", "TransactionEvent", "BootNotification"],
    wanted(callPayload) {
      const want = idIn(callPayload, "transactionId");
      return want === "" ? null : { want, connectorId: null, evseId: null, idToken: "" };
    },
    accepting: ["Accepted"],
    withinUs: () => WITHIN_US,
    hear(promised, { action, callPayload, atUs }) {
      if (action === "StopTransaction") return idIn(callPayload, "transactionId") === promised.want;
      if (action === "BootNotification") {
        if (promised.answerSeq > 0) noteSaid(promised, "a restart", atUs);
      } else if (idIn(callPayload, "transactionInfo", "transactionId") === promised.want) {
        return isStopped(promised, callPayload, atUs);
      }
      return false;
    },
    tell: (promised, { waitedUs }) => ({
      sentence: `${Party.station} agreed to stop transaction ${cut(promised.want)}, but did not report its end within ${duration(waitedUs)}${saidInstead(promised)}.`,
      details: { transactionId: promised.want, waitedMs: Math.round(waitedUs / 1000) },
    }),
  },
);

/** 2.x may keep the transaction open until the cable is out (TxStopPoint). */
function isStopped(promised: Promised, callPayload: unknown, atUs: number): boolean {
  if (textIn(callPayload, "eventType") === "Ended") return true;
  if (textIn(callPayload, "triggerReason") === "RemoteStop") return true;
  const state = textIn(callPayload, "transactionInfo", "chargingState");
  if (STOPPED.has(state)) return true;
  if (promised.answerSeq > 0 && state !== "") noteSaid(promised, state, atUs);
  return false;
}

/** A number in 1.6, text in 2.x. */
function idIn(callPayload: unknown, ...names: readonly string[]): string {
  const id = valueIn(callPayload, ...names);
  const isId = typeof id === "string" || typeof id === "number";
  return isId ? String(id).slice(0, ID_CHARS_MAX) : "";
}
