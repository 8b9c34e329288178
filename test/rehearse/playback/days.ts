/** Recorded days for the tests of a replay, in few words. */
import { setImmediate as turn } from "node:timers/promises";
import { newLinkId, parseStationId } from "../../../src/base/ids.ts";
import type { Pace } from "../../../src/rehearse/playback/pace.ts";
import type {
  RecordedAnswer,
  RecordedDay,
  RecordedItem,
  RecordedLink,
  RecordedMessage,
} from "../../../src/rehearse/playback/recorded.ts";

/** 2026-11-20T06:00:00Z. */
export const DAY_US = Date.UTC(2026, 10, 20, 6) * 1000;

export type Told = {
  /** After the beginning of the day. Unit: ms. */
  readonly atMs: number;
  readonly action: string;
  readonly payload?: object;
  /** Null: it was not answered. */
  readonly answer?: object | null;
  readonly tookMs?: number;
  readonly redactions?: readonly string[];
};

export function linkOf(fields: Partial<RecordedLink> = {}): RecordedLink {
  return {
    ...{ linkId: newLinkId(), subprotocol: "ocpp1.6", version: "1.6", target: "/ocpp/CP-1" },
    ...{ openedAtUs: DAY_US, closedAtUs: null, closeCode: null },
    ...fields,
  };
}

/** Calls of a station with their answers, as messages of one link, in their order. */
export function conversation(
  told: readonly Told[],
  { linkId, version }: Pick<RecordedLink, "linkId" | "version">,
): readonly RecordedMessage[] {
  const messages: RecordedMessage[] = [];
  for (const { atMs, action, payload = {}, answer = {}, tookMs = 20, redactions = [] } of told) {
    const seq = messages.length + 1;
    const atUs = DAY_US + atMs * 1000;
    const shared = { linkId, version, action } as const;
    messages.push({
      ...{ ...shared, seq, atUs, sender: "station", redactions, requestSeq: null, latencyUs: null },
      text: JSON.stringify([2, `m${seq}`, action, payload]),
    });
    if (answer === null) continue;
    messages.push({
      ...{ ...shared, seq: seq + 1, atUs: atUs + tookMs * 1000, sender: "csms", redactions: [] },
      ...{ requestSeq: seq, latencyUs: tookMs * 1000 },
      text: JSON.stringify([3, `m${seq}`, answer]),
    });
  }
  return messages;
}

export function itemsOf(
  messages: readonly RecordedMessage[],
  link: RecordedLink,
): readonly RecordedItem[] {
  const items = messages.map((message) => ({
    ...{ kind: "message" as const, atUs: message.atUs, message },
  }));
  const atUs = link.openedAtUs ?? DAY_US;
  const closed = { kind: "closed" as const, atUs: link.closedAtUs ?? 0, link };
  return [{ kind: "opened", atUs, link }, ...items, ...(link.closedAtUs === null ? [] : [closed])];
}

export async function* eachOf<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

/** A day of stations by their ids. */
export function dayOf(
  days: Readonly<Record<string, readonly RecordedItem[]>>,
  answers: readonly RecordedAnswer[] = [],
): RecordedDay {
  return {
    stations: Object.entries(days).map(([id, items]) => ({
      stationId: parseStationId(id),
      messages: items.length,
      firstUs: Math.min(...items.map(({ atUs }) => atUs)),
      lastUs: Math.max(...items.map(({ atUs }) => atUs)),
    })),
    itemsOf: (stationId) => eachOf(days[stationId] ?? []),
    answersOf: async () => answers,
    close: async () => undefined,
  };
}

/** Time that goes on when nothing else can: a day of sleeping takes as long as its work. */
export function leapingPace(startMs: number): Pace {
  let nowMs = startMs;
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  let isLeaping = false;

  async function leap(): Promise<void> {
    isLeaping = true;
    while (sleepers.size > 0) {
      // Whoever can do something without waiting has done it by then.
      for (let turns = 0; turns < 5; turns += 1) await turn();
      const [first] = [...sleepers].sort((one, other) => one.atMs - other.atMs);
      if (first === undefined) break;
      sleepers.delete(first);
      nowMs = Math.max(nowMs, first.atMs);
      first.wake();
    }
    isLeaping = false;
  }

  return {
    nowMs: () => nowMs,
    sleep(ms, signal) {
      if (signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper = { atMs: nowMs + ms, wake: resolve };
      sleepers.add(sleeper);
      signal.addEventListener("abort", () => {
        sleepers.delete(sleeper);
        resolve();
      });
      if (!isLeaping) void leap();
      return promise;
    },
  };
}
