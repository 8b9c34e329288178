/**
 * The calls of one shadowed station and what became of them. In: what station and primary CSMS said
 * to each other, and what the translator would have answered. Out: comparisons of the two CSMSs'
 * answers, and calls with their results to learn from. Promised: a bounded number is remembered;
 * what nobody answers is forgotten.
 */
import type { StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { CallError, CallResult, Json } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import type { Observe } from "../../observe/events.ts";
import type { Overheard } from "./overheard.ts";

/** What one side made of a call. Unit of latency: ms. */
export type Verdict = { readonly status: string; readonly latencyMs: number };

export type Comparison = {
  readonly action: string;
  readonly primary: Verdict;
  readonly shadow: Verdict;
  readonly isSame: boolean;
};

/** `atMs`: of the record. */
export type Said = {
  readonly messageId: string;
  readonly action: string;
  readonly callPayload: Json;
  readonly atMs: number;
};

export type Exchanges = {
  readonly stationCall: (call: Said) => void;
  readonly csmsCall: (call: Said) => void;
  /** The station's, to a call of its primary CSMS; null for nothing to learn. */
  readonly stationAnswer: (answer: CallResult | CallError) => Overheard | null;
  readonly primaryAnswer: (
    answer: CallResult | CallError,
    atMs: number,
  ) => { readonly overheard: Overheard | null; readonly comparison: Comparison | null };
  /** When the station's call was given to the translator, by the clock of `shadowAnswer`. */
  readonly shadowAsked: (messageId: string, atMs: number) => void;
  /** `isReal`: the CSMS was there to be asked. Null until the primary has answered, too. */
  readonly shadowAnswer: (messageId: string, answer: Answer) => Comparison | null;
  /** A new connection: answers to calls of the old one never come. */
  readonly clear: () => void;
};

export type Answer = {
  readonly status: string;
  readonly atMs: number;
  readonly isReal: boolean;
  /** Before that all but a boot is refused, which says nothing. */
  readonly isRegistered: boolean;
};

type Asked = Said & {
  readonly shadowAskedMs: number | null;
  readonly primary: Verdict | null;
  readonly shadow: Verdict | null;
};

/** What the other CSMS answers itself; all else is acknowledged by ocpptap. */
const compared = new Set(["Authorize", "BootNotification", "DataTransfer", "StartTransaction"]);

export function createExchanges(): Exchanges {
  const ofStation = new Map<string, Asked>();
  const ofCsms = new Map<string, Said>();

  const settled = (asked: Asked): Comparison | null => {
    const { messageId, action, primary, shadow } = asked;
    if (primary === null || shadow === null) {
      ofStation.set(messageId, asked);
      return null;
    }
    ofStation.delete(messageId);
    return { action, primary, shadow, isSame: primary.status === shadow.status };
  };

  return {
    stationCall(call) {
      remember(ofStation, { ...call, shadowAskedMs: null, primary: null, shadow: null });
    },
    csmsCall: (call) => remember(ofCsms, call),
    stationAnswer(answer) {
      const asked = ofCsms.get(answer.messageId);
      ofCsms.delete(answer.messageId);
      return asked === undefined ? null : overheardOf(asked, answer);
    },
    primaryAnswer(answer, atMs) {
      const asked = ofStation.get(answer.messageId);
      if (asked === undefined) return { overheard: null, comparison: null };
      const primary = { status: statusOf(answer), latencyMs: atMs - asked.atMs };
      return { overheard: overheardOf(asked, answer), comparison: settled({ ...asked, primary }) };
    },
    shadowAsked(messageId, atMs) {
      const asked = ofStation.get(messageId);
      if (asked !== undefined) ofStation.set(messageId, { ...asked, shadowAskedMs: atMs });
    },
    shadowAnswer(messageId, { status, atMs, isReal, isRegistered }) {
      const asked = ofStation.get(messageId);
      if (asked === undefined) return null;
      const { action } = asked;
      const isSaid = isReal && (isRegistered || action === "BootNotification");
      if (!isSaid || !compared.has(action)) {
        // The primary's answer may still be to come, and teaches something.
        if (asked.primary !== null) ofStation.delete(messageId);
        return null;
      }
      const latencyMs = atMs - (asked.shadowAskedMs ?? atMs);
      return settled({ ...asked, shadow: { status, latencyMs } });
    },
    clear() {
      ofStation.clear();
      ofCsms.clear();
    },
  };
}

/** The oldest goes first; a message id that comes again is another call. */
function remember<T extends Said>(calls: Map<string, T>, call: T): void {
  calls.delete(call.messageId);
  calls.set(call.messageId, call);
  const [oldest] = calls.keys();
  if (calls.size > limits.shadowCallsMax && oldest !== undefined) calls.delete(oldest);
}

function overheardOf(asked: Said, answer: CallResult | CallError): Overheard | null {
  if (answer.type !== "callResult") return null;
  return { action: asked.action, request: asked.callPayload, result: answer.callPayload };
}

/** In 1.6's words: `idTagInfo.status`, `status`, "done" for an answer that has none, or the error. */
export function statusOf(answer: CallResult | CallError): string {
  if (answer.type !== "callResult") return `error ${answer.errorCode}`;
  const { callPayload } = answer;
  const status = textIn(callPayload, "idTagInfo", "status") || textIn(callPayload, "status");
  return status === "" ? "done" : status;
}

export function tell(stationId: StationId, compared: Comparison, observe: Observe): void {
  const { action, primary, shadow, isSame } = compared;
  const latency = { primaryMs: primary.latencyMs, shadowMs: shadow.latencyMs };
  observe({ name: "shadowCompared", action, outcome: isSame ? "same" : "different", ...latency });
  if (isSame) return;
  const statuses = { primary: primary.status, shadow: shadow.status };
  observe({ name: "shadowDiffered", stationId, action, ...statuses });
}
