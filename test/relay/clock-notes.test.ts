import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { noteClock } from "../../src/relay/clock-notes.ts";
import { lookAtTurnsEnd } from "../../src/relay/turn.ts";
import { memorySpool } from "../support/relay.ts";
import { messageOf } from "../support/spool.ts";

const HOUR_US = 3_600_000_000;
const NOW_US = 1_790_000_000_000_000;

it.each([HOUR_US, -HOUR_US])(
  "a clock that is set by %s µs is noted behind what came before",
  (byUs) => {
    const spool = memorySpool();
    const events: TapEvent[] = [];
    const listeners = new Set<(byUs: number) => void>();
    const clock = {
      nowUs: () => NOW_US,
      onSet(listener: (byUs: number) => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const end = noteClock("here", { clock, spool, observe: (event) => void events.push(event) });
    const tap = { bytes: () => void spool.append(messageOf(newLinkId(), 1)) };
    lookAtTurnsEnd(tap, "station", Buffer.from("x"), NOW_US);
    for (const listener of listeners) listener(byUs);
    expect(spool.records).toMatchObject([
      { kind: "message" },
      {
        kind: "note",
        receivedAtUs: Math.min(NOW_US, NOW_US + byUs),
        body: { note: "clock-set", instance: "here", byUs },
      },
    ]);
    expect(events).toEqual([{ name: "clockSet", byMs: byUs / 1000 }]);
    end?.();
    expect(listeners.size).toBe(0);
  },
);
