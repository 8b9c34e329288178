/**
 * What one simulated peer sent and received, in order and bounded. In: its messages. Out: entries.
 */
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { createEventLog } from "./event-log.ts";
import type { Cancel } from "./time.ts";

export type TrafficEntry = {
  readonly stationId: string;
  readonly sender: Sender;
  readonly type: "call" | "callResult" | "callError" | "malformed";
  readonly messageId: string | null;
  /** An answer carries its call's action; null where none is known. */
  readonly action: string | null;
  readonly text: string;
  readonly isBinary: boolean;
};

/** Every field that is given must be equal. */
export type TrafficFilter = Partial<
  Pick<TrafficEntry, "stationId" | "sender" | "type" | "messageId" | "action">
>;

export type Traffic = {
  readonly record: (entry: TrafficEntry) => void;
  /** The remembered entries, oldest first. */
  readonly entries: (filter?: TrafficFilter) => readonly TrafficEntry[];
  /** All there ever were, also forgotten ones. */
  readonly total: () => number;
  readonly on: (listener: (entry: TrafficEntry) => void) => Cancel;
  /** The first remembered or future entry that fits; rejects when the peer is closed before. */
  readonly find: (filter: TrafficFilter) => Promise<TrafficEntry>;
  readonly close: () => void;
};

export function createTraffic(entriesMax: number = limits.simulatedTrafficMax): Traffic {
  const log = createEventLog<TrafficEntry>(entriesMax);
  return {
    record: log.record,
    entries: (filter = {}) => log.entries().filter((entry) => fits(entry, filter)),
    total: log.total,
    on: log.on,
    find: (filter) =>
      log.find((entry): entry is TrafficEntry => fits(entry, filter), JSON.stringify(filter)),
    close: log.close,
  };
}

const FILTER_KEYS = ["stationId", "sender", "type", "messageId", "action"] as const;

function fits(entry: TrafficEntry, filter: TrafficFilter): boolean {
  return FILTER_KEYS.every((key) => filter[key] === undefined || filter[key] === entry[key]);
}
