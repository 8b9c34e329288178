/**
 * What a station says of its transactions goes in order: nothing passes a message that was not
 * taken yet (1.6 §4.1, 2.0.1 E04). In: calls. Out: the answer to each, as long as it takes.
 */
import type { JsonObject } from "../exchange/message.ts";
import type { Answer } from "./rpc.ts";

export type Send = (
  action: string,
  /** Made at each try. */
  payload: (isOffline: boolean) => JsonObject,
) => Promise<Answer>;

export type TransactionQueue = {
  readonly add: Send;
  /** Those that were not answered yet. */
  readonly waiting: () => number;
};

/** `isRepeated`: whether this one is sent once more although it was answered. */
export function createTransactionQueue(
  send: Send,
  isRepeated: (action: string) => boolean = () => false,
): TransactionQueue {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    waiting: () => waiting,
    add(action, payload) {
      waiting += 1;
      const answer = last.then(() => send(action, payload));
      last = answer
        .then(() => (isRepeated(action) ? send(action, payload) : null))
        .then(() => {
          waiting -= 1;
        });
      return answer;
    },
  };
}
