/**
 * Calls that may not be sent while the station is not accepted.
 *
 * A link without a BootNotification is a reconnect, on which everything is allowed. With the first
 * BootNotification the station is not accepted until the CSMS says so; one that a CSMS triggered,
 * or that an accepted station sends again, changes nothing until its answer.
 */
import type { Sender } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { textIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, type Reports, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";

const phases = ["reconnected", "booting", "Pending", "Rejected", "Accepted"] as const;
type Phase = (typeof phases)[number];

/** Calls before the first BootNotification of a link that are still of its start. */
const START_US = 60_000_000;
/** Actions that a CSMS asked for by TriggerMessage; there are not many kinds. */
const TRIGGERED_MAX = 16;

/** What a CSMS may do while it has answered Pending. 1.6 forbids remote starts and stops only. */
const pendingCsms2: ReadonlySet<string> = new Set([
  ...["SetVariables", "GetVariables", "GetBaseReport", "GetReport", "TriggerMessage"],
  // Their own use cases set up a new station: A02, A05, B09, L01, M04, M05.
  ...["CertificateSigned", "InstallCertificate", "SetNetworkProfile", "UpdateFirmware", "Reset"],
  ...["GetInstalledCertificateIds", "DeleteCertificate", "GetLog", "DataTransfer"],
]);
const remoteControl: ReadonlySet<string> = new Set([
  ...["RemoteStartTransaction", "RemoteStopTransaction"],
  ...["RequestStartTransaction", "RequestStopTransaction"],
]);

/** What answers a command of the CSMS is asked for by it. */
const reports: ReadonlySet<string> = new Set([
  ...["NotifyReport", "LogStatusNotification", "FirmwareStatusNotification", "SignCertificate"],
  ...["DiagnosticsStatusNotification", "SignedFirmwareStatusNotification"],
]);

type State = {
  phase: Phase;
  /** Of the newest change of phase. */
  seq: number;
  /** The first call of the station on this link that came before a BootNotification. */
  early: { readonly action: string; readonly seq: number; readonly atUs: number } | null;
  triggered: readonly string[];
  readonly counts: Record<Sender, number>;
};

export const callBeforeAccepted = statefulRule<State>(
  {
    id: "call-before-accepted",
    title: "A call was sent before the station was accepted",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.2; OCPP 2.0.1 Part 2, B01.FR.10, B02.FR.02, B02.FR.09, B03.FR.08",
    explanation:
      "From its start until the CSMS has accepted it, a station may send BootNotification only, and, while the CSMS keeps it pending, what the CSMS has asked for. The CSMS in turn may not start or stop transactions on a station that it has not accepted, and should leave a rejected one alone. A strict CSMS refuses such calls with SecurityError or drops the link; one that has not yet set up the station loses them, and with them transactions from before the restart.",
    remedy:
      "Let the station hold back its queue until a BootNotification is answered with Accepted. Let the CSMS look at the status it gave before it sends commands.",
  },
  {
    scope: "link",
    begin: () => parse(null),
    save: ({ phase, seq, early, triggered, counts }): Json => [
      phases.indexOf(phase),
      seq,
      early === null ? null : [early.action, early.seq, early.atUs],
      triggered,
      [counts.station, counts.csms],
    ],
    parse,
  },
  {
    gap(_happening, _link, state) {
      unknown(state);
      return nothing;
    },
    note({ body }, _link, state) {
      if (body.note === "opaque") unknown(state);
      return nothing;
    },
    message(happening, link, state) {
      const { message, sender, request, seq, atUs } = happening;
      if (message.type === "callResult") {
        if (sender === "csms" && request?.action === "BootNotification") {
          answered(state, textIn(message.callPayload, "status"), seq);
        }
        return nothing;
      }
      if (message.type !== "call") return nothing;
      if (sender === "csms") return ofCsms(happening, state, link.version === "1.6");
      if (message.action === "BootNotification") return booted(happening, link.openedAtUs, state);
      if (state.phase === "Accepted") return nothing;
      if (state.phase === "reconnected") {
        state.early ??= { action: message.action.slice(0, 100), seq, atUs };
        return nothing;
      }
      return isAsked(message.action, state) ? nothing : told(happening, state);
    },
  },
  { sorts: ["call", "callResult"] },
);

/** The CSMS's answer may be among what is missing, so nothing is judged until the next one. */
function unknown(state: State): void {
  state.phase = "Accepted";
  state.early = null;
}

function answered(state: State, status: string, seq: number): void {
  if (status !== "Accepted" && status !== "Pending" && status !== "Rejected") return;
  if (state.phase !== status) state.counts.station = state.counts.csms = 0;
  state.phase = status;
  state.seq = seq;
  state.early = null;
  if (status === "Accepted") state.triggered = [];
}

/** Calls before it were of a station that had just started, or of one that was asked to boot. */
function booted({ message, seq }: MessageHappening, openedAtUs: number, state: State): Reports {
  const { phase, early } = state;
  const payload = "callPayload" in message ? message.callPayload : null;
  const isTriggered =
    textIn(payload, "reason") === "Triggered" || state.triggered.includes("BootNotification");
  if (phase !== "reconnected" || isTriggered) return nothing;
  state.phase = "booting";
  state.seq = seq;
  state.early = null;
  if (early === null || early.atUs - openedAtUs > START_US) return nothing;
  // A trace's link begins with its first message, wherever the real one began.
  if (early.atUs <= openedAtUs) return nothing;
  state.counts.station += 1;
  return [
    {
      sentence: `The station sent ${cut(early.action)} before its BootNotification; after a start nothing may come first.`,
      evidence: [early.seq, seq],
      details: { action: early.action, status: "" },
    },
  ];
}

function ofCsms(happening: MessageHappening, state: State, is16: boolean): Reports {
  const { message } = happening;
  if (message.type !== "call") return nothing;
  const { action, callPayload } = message;
  if (state.phase !== "Accepted") note(state, textIn(callPayload, "requestedMessage"));
  const isTrigger = action === "TriggerMessage" || action === "ExtendedTriggerMessage";
  switch (state.phase) {
    case "Accepted":
    case "reconnected":
    case "booting":
      return nothing;
    case "Pending": {
      const isAllowed = is16 ? !remoteControl.has(action) : pendingCsms2.has(action);
      return isAllowed || isTrigger ? nothing : told(happening, state);
    }
    case "Rejected":
      return isTrigger ? nothing : told(happening, state);
  }
}

function note(state: State, triggered: string): void {
  if (triggered === "" || state.triggered.includes(triggered)) return;
  state.triggered = [...state.triggered, triggered.slice(0, 100)].slice(-TRIGGERED_MAX);
}

function isAsked(action: string, { phase, triggered }: State): boolean {
  return triggered.includes(action) || (phase === "Pending" && reports.has(action));
}

function told({ message, sender, seq }: MessageHappening, state: State): Reports {
  const { phase, counts } = state;
  counts[sender] += 1;
  if (!isPowerOfTen(counts[sender]) || message.type !== "call") return nothing;
  const often = counts[sender] === 1 ? "" : ` (call ${counts[sender]} of this kind)`;
  const why =
    phase === "booting"
      ? "before its BootNotification was answered"
      : sender === "station"
        ? `although the CSMS had answered its BootNotification with ${phase}`
        : `although it had answered the station's BootNotification with ${phase}`;
  return [
    {
      sentence: `${Party[sender]} sent ${cut(message.action)} (id ${cut(message.messageId)}) ${why}${often}.`,
      side: sender,
      evidence: state.seq > 0 ? [state.seq, seq] : [seq],
      details: { action: message.action, status: phase === "booting" ? "" : phase },
    },
  ];
}

function parse(saved: Json): State {
  const [phase, seq, early, triggered, counts] = listOf(saved);
  const [action, earlySeq, atUs] = listOf(early);
  const [station, csms] = listOf(counts);
  return {
    phase: phases[numberOr(phase, 0)] ?? "reconnected",
    seq: numberOr(seq, 0),
    early:
      typeof action === "string"
        ? { action, seq: numberOr(earlySeq, 0), atUs: numberOr(atUs, 0) }
        : null,
    triggered: listOf(triggered)
      .filter((name) => typeof name === "string")
      .slice(-TRIGGERED_MAX),
    counts: { station: numberOr(station, 0), csms: numberOr(csms, 0) },
  };
}
