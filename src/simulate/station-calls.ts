/**
 * How a station calls: as its habits write it, at once or until it is answered. In: its leg and its
 * gate. Out: answers.
 */
import type { JsonObject } from "../exchange/message.ts";
import { asWritten, type Habits16 } from "./habits-16.ts";
import type { Random } from "./random.ts";
import { callReliably, type OnlineGate, TRIES_MAX } from "./reliable-call.ts";
import type { Answer, Rpc } from "./rpc.ts";
import type { StationOptions } from "./station-contract.ts";
import { createTransactionQueue, type TransactionQueue } from "./transaction-queue.ts";

export type StationCalls = {
  readonly call: (action: string, payload: JsonObject, messageId?: string) => Promise<Answer>;
  /** For what must not get lost. */
  readonly queue: TransactionQueue;
};

export function createStationCalls(
  { version, triesMax = TRIES_MAX }: Pick<StationOptions, "version" | "triesMax">,
  parts: {
    readonly habits: Habits16;
    readonly random: Random;
    readonly gate: OnlineGate;
    /** Null while no leg is open. */
    readonly rpc: () => Rpc | null;
  },
): StationCalls {
  const { habits, random, gate } = parts;
  const call: StationCalls["call"] = async (action, payload, messageId) => {
    const written = version === "1.6" ? asWritten(payload, habits) : payload;
    return parts.rpc()?.call(action, written, messageId) ?? { type: "linkClosed" };
  };
  const isRepeated = (action: string) =>
    habits.repeatShare > 0 && action !== "MeterValues" && random.chance(habits.repeatShare);
  const queue = createTransactionQueue((action, payload) => {
    const messageId = habits.keepsMessageIds ? random.uuid() : undefined;
    return callReliably(gate, (made) => call(action, made, messageId), payload, triesMax);
  }, isRepeated);
  return { call, queue };
}
