import { expect, it } from "vitest";
import { createLane, type Entry } from "../../src/disturbances/lane.ts";
import { testTime } from "./line.ts";

function world() {
  const time = testTime();
  const gone: number[] = [];
  const stuck = new Set<number>();
  const lane = createLane(time.wait);
  const entry = (seq: number, owner: object | null = null): Entry => ({
    ...{ seq, owner },
    go() {
      if (stuck.has(seq)) return false;
      gone.push(seq);
      return true;
    },
  });
  return { time, gone, stuck, lane, entry };
}

it("what waits for nothing goes at once, and nothing overtakes what waits", () => {
  const { lane, entry, gone, time } = world();
  lane.hold(entry(1), 0);
  lane.hold(entry(2), 100);
  lane.hold(entry(3), 50);
  lane.hold(entry(4), 0);
  time.advance(99);
  expect(gone).toEqual([1]);
  time.advance(1);
  expect([gone, lane.isEmpty(), time.timers()]).toEqual([[1, 2, 3, 4], true, 0]);
});

it("what waits for the next one goes right behind it, also when that waits itself", () => {
  const { lane, entry, gone, time } = world();
  lane.putBehindNext(entry(1), 1_000);
  lane.hold(entry(2), 100);
  lane.hold(entry(3), 0);
  expect(lane.isNextAwaited()).toBe(true);
  time.advance(100);
  expect([gone, lane.isNextAwaited(), time.timers()]).toEqual([[2, 1, 3], false, 0]);
});

it("what came before does not count as the next one; when none comes it goes in its own place", () => {
  const { lane, entry, gone, time } = world();
  lane.hold(entry(1), 100);
  lane.putBehindNext(entry(2), 200);
  time.advance(100);
  expect(gone).toEqual([1]);
  lane.hold(entry(3), 5_000);
  time.advance(100);
  expect(gone).toEqual([1, 2]);
});

it("releases what nobody wants any more, and what others want stays", () => {
  const { lane, entry, gone } = world();
  const [one, other] = [{}, {}];
  lane.hold(entry(1, one), 1_000);
  lane.hold(entry(2, other), 1_000);
  lane.putBehindNext(entry(3, one), 1_000);
  lane.release((owner) => owner === other);
  expect([gone, lane.isNextAwaited()]).toEqual([[1], false]);
  lane.release(() => false);
  expect(gone).toEqual([1, 2, 3]);
});

it("what cannot go stands in the way until it can, or until the end", () => {
  const { lane, entry, gone, stuck, time } = world();
  stuck.add(1);
  lane.hold(entry(1), 0);
  lane.hold(entry(2), 0);
  lane.pump();
  expect(gone).toEqual([]);
  stuck.clear();
  lane.pump();
  expect(gone).toEqual([1, 2]);
  stuck.add(3);
  lane.hold(entry(3), 0);
  lane.hold(entry(4), 1_000);
  lane.end();
  stuck.clear();
  lane.pump();
  expect([gone, lane.isEmpty(), time.timers()]).toEqual([[1, 2], true, 0]);
});
