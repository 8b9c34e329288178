/**
 * OCPP-J (1.6 §4, 2.0.1 Part 4 §4) as both simulated peers speak it. In: texts from the other side
 * and calls of our own. Out: texts to send and one `Answer` for every call. A well-behaved peer has
 * one call outstanding; the others wait in line. Answer faults that were armed are applied here.
 */

import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import type { AnswerFaults } from "./faults.ts";
import { parseJson } from "./json-fields.ts";
import type { Cancel, SimulatedTime, Timers } from "./time.ts";
import type { Traffic, TrafficEntry } from "./traffic.ts";

/** What a peer answers to a call; `afterwards` runs when the answer is on its way. */
export type Reply = { readonly afterwards?: () => void } & (
  | { readonly payload: JsonObject }
  | { readonly errorCode: string; readonly errorDescription?: string }
);

/** What became of a call of ours. */
export type Answer =
  | { readonly type: "result"; readonly payload: JsonObject }
  | { readonly type: "error"; readonly errorCode: string; readonly errorDescription: string }
  | { readonly type: "timeout" }
  | { readonly type: "linkClosed" }
  | { readonly type: "notSent"; readonly reason: string };

export type Rpc = {
  /** `messageId`: of an earlier try of the same call; a new one where it is left out. */
  readonly call: (action: string, payload: JsonObject, messageId?: string) => Promise<Answer>;
  /** A message of the other side. */
  readonly receive: (text: string, isBinary: boolean) => void;
  /** Sends any text as it is and remembers it. False where the leg is not open. */
  readonly sendRaw: (text: string, isBinary: boolean) => boolean;
  readonly close: () => void;
};

export type RpcOptions = {
  readonly stationId: string;
  readonly self: Sender;
  readonly callTimeoutMs: number;
  readonly newMessageId: () => string;
  readonly handle: (action: string, payload: JsonObject) => Reply;
  readonly transmit: (text: string, isBinary: boolean) => boolean;
  readonly traffic: Traffic;
  readonly answerFaults: AnswerFaults;
  /** How long every answer takes. Real ms. */
  readonly answerAfterMs?: number;
};

type Waiting = {
  readonly action: string;
  readonly payload: JsonObject;
  readonly ownId: string | undefined;
  readonly resolve: (answer: Answer) => void;
};

type Outstanding = Waiting & { readonly messageId: string; readonly release: Cancel };

/** Message ids of our own calls that are still recognised in a late answer. */
const REMEMBERED_CALLS_MAX = 100;

type RpcDeps = { readonly timers: Timers; readonly time: SimulatedTime };

export function openRpc(options: RpcOptions, deps: RpcDeps): Rpc {
  const other: Sender = options.self === "station" ? "csms" : "station";
  const { stationId, traffic } = options;
  let isClosed = false;
  const calls = createCalls(options, deps);
  const answer = createAnswering(options, { ...deps, isClosed: () => isClosed });

  return {
    call: calls.call,
    receive(text, isBinary) {
      const described = describe(text, other);
      const { type, messageId } = described;
      const action = described.action ?? calls.actionOf(messageId);
      traffic.record({ stationId, ...described, action, text, isBinary });
      const message = parseJson(text);
      if (!Array.isArray(message) || messageId === null) return;
      if (type === "call") answer(messageId, described.action ?? "", message[3]);
      else calls.answered(messageId, message);
    },
    sendRaw(text, isBinary) {
      traffic.record({ stationId, ...describe(text, options.self), text, isBinary });
      return options.transmit(text, isBinary);
    },
    close() {
      isClosed = true;
      calls.close();
    },
  };
}

type Calls = {
  readonly call: Rpc["call"];
  /** An answer came; ignored where no call waits for it. */
  readonly answered: (messageId: string, message: readonly Json[]) => void;
  /** The action of a call of ours, also of one that was given up. */
  readonly actionOf: (messageId: string | null) => string | null;
  readonly close: () => void;
};

/** Our own calls: one outstanding, the others in line. */
function createCalls(options: RpcOptions, deps: RpcDeps): Calls {
  const waiting: Waiting[] = [];
  const actionById = new Map<string, string>();
  let outstanding: Outstanding | null = null;
  let isClosed = false;

  const settle = (answer: Answer) => {
    const settled = outstanding;
    outstanding = null;
    settled?.release();
    settled?.resolve(answer);
    sendNext();
  };

  const sendNext = () => {
    if (outstanding !== null || isClosed) return;
    const next = waiting.shift();
    if (next === undefined) return;
    const messageId = next.ownId ?? options.newMessageId();
    remember(actionById, messageId, next.action);
    const text = JSON.stringify([2, messageId, next.action, next.payload]);
    const unhold = deps.time.hold();
    const cancel = deps.timers.after(options.callTimeoutMs, () => settle({ type: "timeout" }));
    const release = () => {
      cancel();
      unhold();
    };
    outstanding = { ...next, messageId, release };
    const { stationId, traffic, self } = options;
    traffic.record({ stationId, ...describe(text, self), text, isBinary: false });
    if (!options.transmit(text, false)) settle({ type: "linkClosed" });
  };

  return {
    call(action, payload, ownId) {
      if (isClosed) return Promise.resolve({ type: "linkClosed" });
      if (waiting.length >= limits.simulatedCallsWaitingMax) {
        return Promise.resolve({ type: "notSent", reason: "too many calls wait for their turn" });
      }
      return new Promise((resolve) => {
        waiting.push({ action, payload, ownId, resolve });
        sendNext();
      });
    },
    answered(messageId, message) {
      if (outstanding?.messageId === messageId) settle(answerOf(message));
    },
    actionOf: (messageId) => actionById.get(messageId ?? "") ?? null,
    close() {
      if (isClosed) return;
      isClosed = true;
      settle({ type: "linkClosed" });
      for (const { resolve } of waiting.splice(0)) resolve({ type: "linkClosed" });
    },
  };
}

/** Answers a call of the other side, correctly or as the armed faults want it. */
function createAnswering(
  options: RpcOptions,
  deps: RpcDeps & { readonly isClosed: () => boolean },
): (messageId: string, action: string, callPayload: Json | undefined) => void {
  const { stationId, traffic, self } = options;
  return (messageId, action, callPayload) => {
    const reply = options.handle(action, isObject(callPayload) ? callPayload : {});
    const { answerAfterMs = 0 } = options;
    const fault = options.answerFaults.take(action);
    const text = answerText(messageId, reply);
    const send = (sent: string) => {
      traffic.record({ stationId, ...describe(sent, self), action, text: sent, isBinary: false });
      options.transmit(sent, false);
    };
    const later = (ms: number, sent: string) =>
      deps.timers.after(ms, () => {
        if (!deps.isClosed()) send(sent);
      });
    switch (fault?.fault) {
      case undefined:
        if (answerAfterMs > 0) later(answerAfterMs, text);
        else send(text);
        break;
      case "answer-missing":
        break;
      case "answer-late":
        later(fault.afterMs, text);
        break;
      case "answer-duplicate":
        send(text);
        send(text);
        break;
      case "answer-truncated":
        send(text.slice(0, -2));
        break;
      case "answer-error":
        send(answerText(messageId, { errorCode: fault.errorCode }));
        break;
    }
    reply.afterwards?.();
  };
}

const TYPE_BY_ID: ReadonlyMap<Json, TrafficEntry["type"]> = new Map([
  [2, "call"],
  [3, "callResult"],
  [4, "callError"],
]);

function describe(
  text: string,
  sender: Sender,
): Pick<TrafficEntry, "type" | "messageId" | "action" | "sender"> {
  const message = parseJson(text);
  const type = Array.isArray(message) ? TYPE_BY_ID.get(message[0] ?? null) : undefined;
  if (!Array.isArray(message) || type === undefined || typeof message[1] !== "string") {
    return { sender, type: "malformed", messageId: null, action: null };
  }
  const action = type === "call" && typeof message[2] === "string" ? message[2] : null;
  return { sender, type, messageId: message[1], action };
}

function answerText(messageId: string, reply: Reply): string {
  return "payload" in reply
    ? JSON.stringify([3, messageId, reply.payload])
    : JSON.stringify([4, messageId, reply.errorCode, reply.errorDescription ?? "", {}]);
}

function answerOf(message: readonly Json[]): Answer {
  if (message[0] === 3) {
    return { type: "result", payload: isObject(message[2]) ? message[2] : {} };
  }
  return {
    type: "error",
    errorCode: String(message[2] ?? ""),
    errorDescription: String(message[3] ?? ""),
  };
}

function remember(actionById: Map<string, string>, messageId: string, action: string): void {
  actionById.set(messageId, action);
  if (actionById.size <= REMEMBERED_CALLS_MAX) return;
  for (const oldest of actionById.keys()) {
    actionById.delete(oldest);
    break;
  }
}
