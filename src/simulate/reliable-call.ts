/**
 * For what a station must not lose (transactions: 1.6 §3.7, 2.0.1 E04): the call waits until the
 * station is online, and is tried again when the leg ended or no answer came. In: tries. Out: the
 * answer of the last one.
 */
import type { JsonObject } from "../exchange/message.ts";
import type { Answer } from "./rpc.ts";

/** Whether the CSMS has accepted the station; what waits for it, waits here. */
export type OnlineGate = {
  readonly isOnline: () => boolean;
  readonly set: (isOnline: boolean) => void;
  /** Resolves when online, or when the gate is taken down. */
  readonly whenOnline: () => Promise<void>;
  readonly takeDown: () => void;
  readonly isDown: () => boolean;
};

/** Tries of one call; afterwards it is given up. */
export const TRIES_MAX = 10;

export function createOnlineGate(): OnlineGate {
  let isOnline = false;
  let isDown = false;
  let waiters: (() => void)[] = [];
  const wake = () => {
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  };
  return {
    isOnline: () => isOnline,
    isDown: () => isDown,
    set(value) {
      isOnline = value;
      if (value) wake();
    },
    whenOnline: () =>
      isOnline || isDown ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve)),
    takeDown() {
      isDown = true;
      wake();
    },
  };
}

export async function callReliably(
  gate: OnlineGate,
  call: (payload: JsonObject) => Promise<Answer>,
  payload: (isOffline: boolean) => JsonObject,
  triesMax: number = TRIES_MAX,
): Promise<Answer> {
  let answer: Answer = { type: "linkClosed" };
  let wasOffline = !gate.isOnline();
  for (let tries = 0; tries < triesMax && !gate.isDown(); tries += 1) {
    await gate.whenOnline();
    if (gate.isDown()) break;
    answer = await call(payload(wasOffline));
    if (answer.type === "result" || answer.type === "error") break;
    wasOffline = true;
    // The leg is gone, but its end may not have been told yet: the gate would let us spin.
    if (answer.type === "linkClosed") await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}
