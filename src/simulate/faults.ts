/**
 * Misbehaviour on request, as data. In: a fault. Out: the messages that it puts on the wire, or the
 * plan for the next answers. Every fault here was reported from the field; what a finding must say
 * about it is another folder's.
 */
import { assert } from "../base/assert.ts";
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { OcppVersion } from "../ocpp/versions.ts";

/** Sent at once, beside whatever else is going on. */
export type MessageFault =
  /** A call whose JSON ends in the middle. */
  | { readonly fault: "json-truncated" }
  /** A call with a list that begins with a comma: `"sampledValue":[,{`. */
  | { readonly fault: "json-empty-item" }
  /** A correct call followed by NUL bytes. */
  | { readonly fault: "json-trailing-nul" }
  | { readonly fault: "message-empty" }
  /** A correct call in a binary message. */
  | { readonly fault: "message-binary" }
  /** MessageTypeId 9, which no version knows. */
  | { readonly fault: "message-type-unknown" }
  /** A JSON object instead of an array. */
  | { readonly fault: "message-not-array" }
  /** A number as message id; the standard demands a string. */
  | { readonly fault: "message-id-number" }
  /** 50 characters; the standard allows 36. */
  | { readonly fault: "message-id-too-long" }
  /** Two different calls with one id. */
  | { readonly fault: "message-id-reused" }
  /** The same call twice, byte by byte. */
  | { readonly fault: "message-retransmitted" }
  /** That many calls (default 3) without waiting for an answer. */
  | { readonly fault: "calls-overlapping"; readonly calls?: number }
  /** A result for an id that nobody used. */
  | { readonly fault: "answer-unmatched" }
  /** A CALLERROR for an unused id, with text instead of an object as details. */
  | { readonly fault: "call-error-details-text" }
  /** A correct but large DataTransfer of about that many bytes. */
  | { readonly fault: "message-large"; readonly bytes: number };

/**
 * Changes the next answers that fit: those to `action`, or to any call; `times` of them (default
 * 1).
 */
export type AnswerFault = {
  readonly action?: string;
  readonly times?: number;
} & (
  | { readonly fault: "answer-missing" }
  | { readonly fault: "answer-late"; readonly afterMs: number }
  | { readonly fault: "answer-duplicate" }
  | { readonly fault: "answer-truncated" }
  | { readonly fault: "answer-error"; readonly errorCode: string }
);

/** Done to the leg as a whole. */
export type LegFault =
  /** The TCP connection ends without a Close frame. */
  | { readonly fault: "drop"; readonly how: "fin" | "reset" }
  /** Nothing is read or sent any more, and the connection stays: a peer that lost power. */
  | { readonly fault: "half-open" }
  | { readonly fault: "close"; readonly code: number; readonly reason?: string }
  /** Bytes straight into the TCP stream, as hexadecimal text: illegal frames, garbage. */
  | { readonly fault: "bytes"; readonly hex: string };

export type Fault = MessageFault | AnswerFault | LegFault;

export type FaultyMessage = { readonly text: string; readonly isBinary: boolean };

export type FaultContext = {
  readonly sender: Sender;
  readonly ocppVersion: OcppVersion;
  readonly newMessageId: () => string;
  readonly nowMs: () => number;
};

/** The messages of a fault, in the order they are sent. */
export function messagesOf(fault: MessageFault, context: FaultContext): readonly FaultyMessage[] {
  const id = context.newMessageId();
  // Both have an empty payload in every version.
  const action = context.sender === "station" ? "Heartbeat" : "GetLocalListVersion";
  const call = (messageId: string | number = id) => JSON.stringify([2, messageId, action, {}]);
  const text = (value: string): FaultyMessage => ({ text: value, isBinary: false });
  switch (fault.fault) {
    case "json-truncated":
      return [text(largePayloadCall(id, context).slice(0, -12))];
    case "json-empty-item":
      return [text(largePayloadCall(id, context).replace(/\[\{([^[]*)$/, "[,{$1"))];
    case "json-trailing-nul":
      return [text(`${call()}\0\0\0`)];
    case "message-empty":
      return [text("")];
    case "message-binary":
      return [{ text: call(), isBinary: true }];
    case "message-type-unknown":
      return [text(JSON.stringify([9, id, action, {}]))];
    case "message-not-array":
      return [text(JSON.stringify({ messageTypeId: 2, messageId: id, action, payload: {} }))];
    case "message-id-number":
      return [text(call(Number.parseInt(id.replace(/\D/g, "").slice(0, 6) || "1", 10)))];
    case "message-id-too-long":
      return [text(call(id.padEnd(50, "-0123456789")))];
    case "message-id-reused":
      return [text(call()), text(JSON.stringify([2, id, "DataTransfer", { vendorId: "reuse" }]))];
    case "message-retransmitted":
      return [text(call()), text(call())];
    case "calls-overlapping":
      return Array.from({ length: fault.calls ?? 3 }, () => text(call(context.newMessageId())));
    case "answer-unmatched":
      return [text(JSON.stringify([3, id, {}]))];
    case "call-error-details-text":
      return [text(JSON.stringify([4, id, "InternalError", "it broke", "see log"]))];
    case "message-large": {
      const data = "x".repeat(fault.bytes);
      return [text(JSON.stringify([2, id, "DataTransfer", { vendorId: "ocpptap", data }]))];
    }
  }
}

/** A call whose payload has lists, as its sender and version would send it. */
function largePayloadCall(id: string, context: FaultContext): string {
  const timestamp = new Date(context.nowMs()).toISOString();
  if (context.sender === "csms") {
    const call =
      context.ocppVersion === "1.6"
        ? ["SendLocalList", { listVersion: 7, updateType: "Full", localAuthorizationList: [{}] }]
        : ["GetVariables", { getVariableData: [{ component: { name: "OCPPCommCtrlr" } }] }];
    return JSON.stringify([2, id, ...call]);
  }
  const isOld = context.ocppVersion === "1.6";
  const where = isOld ? { connectorId: 1 } : { evseId: 1 };
  const sampledValue = [
    { value: isOld ? "4711" : 4711, measurand: "Energy.Active.Import.Register" },
  ];
  const payload = { ...where, meterValue: [{ timestamp, sampledValue }] };
  return JSON.stringify([2, id, "MeterValues", payload]);
}

/** The armed faults of one peer's answers, used up in the order they were armed. */
export type AnswerFaults = {
  readonly arm: (fault: AnswerFault) => void;
  /**
   * The fault for the answer to a call of that action, counted as used; null for a correct answer.
   */
  readonly take: (action: string) => AnswerFault | null;
};

export function createAnswerFaults(): AnswerFaults {
  const armed: { readonly fault: AnswerFault; left: number }[] = [];
  return {
    arm(fault) {
      assert(armed.length < limits.simulatedFaultsMax, "a peer has a bounded list of faults");
      armed.push({ fault, left: fault.times ?? 1 });
    },
    take(action) {
      const index = armed.findIndex(
        ({ fault }) => fault.action === undefined || fault.action === action,
      );
      const found = armed[index];
      if (found === undefined) return null;
      found.left -= 1;
      if (found.left <= 0) armed.splice(index, 1);
      return found.fault;
    },
  };
}

export function isMessageFault(fault: Fault): fault is MessageFault {
  return !isAnswerFault(fault) && !isLegFault(fault);
}

export function isAnswerFault(fault: Fault): fault is AnswerFault {
  switch (fault.fault) {
    case "answer-missing":
    case "answer-late":
    case "answer-duplicate":
    case "answer-truncated":
    case "answer-error":
      return true;
    default:
      return false;
  }
}

export function isLegFault(fault: Fault): fault is LegFault {
  switch (fault.fault) {
    case "drop":
    case "half-open":
    case "close":
    case "bytes":
      return true;
    default:
      return false;
  }
}
