import { expect, it } from "vitest";
import { createInForce } from "../../src/disturbances/in-force.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { kept, testBook, testTime } from "./line.ts";

const drop = { does: { kind: "drop" } };
const traits = { sender: "station", type: "call", action: "A" } as const;

function world(...first: Parameters<typeof testBook>[0]) {
  const time = testTime();
  const book = testBook(first);
  const events: TapEvent[] = [];
  const inForce = createInForce({ book, ...time, observe: (event) => void events.push(event) });
  const names = (station = "CP-1") => inForce.of(station).map((active) => active.kept.name);
  return { time, book, events, inForce, names };
}

it("each station has its own, by name", () => {
  const { names, inForce } = world(
    kept("b", drop),
    kept("a", drop),
    kept("c", { ...drop, station: "X" }),
  );
  expect([names(), names("X"), names("Y")]).toEqual([["a", "b"], ["c"], []]);
  expect(inForce.count()).toBe(3);
});

it("one that has ended acts no more, without the board, and is told", () => {
  const past = kept("past", { ...drop, until: "2026-11-22T08:59:59Z" });
  const { names, time, events, inForce } = world(kept("f", drop), past);
  expect(names()).toEqual(["f"]);
  let changes = 0;
  const stop = inForce.watch(() => (changes += 1));
  // The wall clock goes back; an hour is an hour.
  time.advance(1_800_000);
  time.advance(1_800_000);
  expect([names(), changes, time.timers()]).toEqual([[], 1, 0]);
  expect(events).toEqual([{ name: "faultEnded", fault: "f", stationId: "CP-1" }]);
  stop();
});

it("goes on counting while another is set, and begins anew when it is set again", () => {
  const once = kept("once", { ...drop, count: 1 });
  const { inForce, book, names, time } = world(once);
  expect(inForce.of("CP-1")[0]?.chooses(traits)).toBe(true);
  book.set(once, kept("other", drop));
  expect(names()).toEqual(["once", "other"]);
  expect(inForce.of("CP-1")[0]?.chooses(traits)).toBe(false);
  book.set(kept("once", { ...drop, count: 1 }, "later"));
  expect(inForce.of("CP-1")[0]?.chooses(traits)).toBe(true);
  book.set();
  expect([names(), time.timers()]).toEqual([[], 0]);
});
