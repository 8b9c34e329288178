import { describe, expect, it } from "vitest";
import { createLane, failureError } from "../../src/fleet/lane.ts";
import { until } from "../support/until.ts";
import { askedBackend, failure } from "./asked-backend.ts";

function laneOf() {
  const { backend, tries } = askedBackend();
  const room = { calls: 0, bytes: 0, isFull: false };
  const outcomes: string[] = [];
  const lane = createLane(
    { name: "S", token: "mine" },
    {
      backend,
      take(bytes) {
        if (room.isFull) return "full on order";
        room.calls += 1;
        room.bytes += bytes;
        return null;
      },
      give(bytes) {
        room.calls -= 1;
        room.bytes -= bytes;
      },
      answered: ({ kind }) => outcomes.push(kind),
    },
  );
  return { lane, tries, room, outcomes };
}

const one = (key: string, value: number | null = 1) => [{ key, value }];
const codeOf = (written: Promise<void>) =>
  written.then(
    () => "stored",
    (thrown: { readonly code: string }) => thrown.code,
  );

describe("one lane", () => {
  it("tries one write at a time; what is called meanwhile goes together, the last of a key", async () => {
    const { lane, tries, room, outcomes } = laneOf();
    const written = [lane.write(one("a", 1)), lane.write(one("a", 2)), lane.write(one("b", 3))];
    written.push(lane.write(one("a", null)));
    expect(tries).toHaveLength(1);
    expect(room.calls).toBe(4);
    tries[0]?.answer({ kind: "stored" });
    await written[0];
    await until(() => tries.length === 2, "the next try");
    expect(tries.map(({ request }) => request)).toEqual([
      { name: '"S"', token: "mine", seq: 1, stored: 0, changes: [['"a"', "1"]] },
      {
        ...{ name: '"S"', token: "mine", seq: 2, stored: 1 },
        changes: [
          ['"a"', null],
          ['"b"', "3"],
        ],
      },
    ]);
    tries[1]?.answer({ kind: "stored" });
    await Promise.all(written);
    expect(room).toEqual({ calls: 0, bytes: 0, isFull: false });
    expect(outcomes).toEqual(["stored", "stored"]);
  });

  it("fails all that waits with what failed; the same write may be called again at once", async () => {
    const { lane, tries, room } = laneOf();
    const behind = [lane.write(one("a")), lane.write(one("b"))];
    const again = behind[0]?.catch(() => lane.write(one("a")));
    const results = Promise.all(behind.map(codeOf));
    tries[0]?.answer(failure);
    expect(await results).toEqual(["STATE_UNAVAILABLE", "STATE_UNAVAILABLE"]);
    await until(() => tries.length === 2, "the write is tried again");
    expect(tries[1]?.request).toMatchObject({ seq: 2, stored: 0, changes: [['"a"', "1"]] });
    tries[1]?.answer({ kind: "stored" });
    await again;
    expect(room.calls).toBe(0);
  });

  it("lets nothing overtake a write that was refused at once", async () => {
    const { lane, tries, room } = laneOf();
    room.isFull = true;
    const refused = lane.write(one("a"));
    room.isFull = false;
    const behind = lane.write(one("b"));
    expect(await Promise.all([refused, behind].map(codeOf))).toEqual(["STATE_BUSY", "STATE_BUSY"]);
    expect(tries).toEqual([]);
    const later = lane.write(one("a"));
    tries[0]?.answer({ kind: "stored" });
    await later;
  });

  it("finds the one write that is too much, and those behind it do not overtake it", async () => {
    const { lane, tries } = laneOf();
    const results = ["a", "b", "c", "d"].map((key) => codeOf(lane.write(one(key))));
    tries[0]?.answer({ kind: "stored" });
    await until(() => tries.length === 2, "three together");
    tries[1]?.answer({ kind: "limit", problem: "too much" });
    await until(() => tries.length === 3, "the first alone");
    tries[2]?.answer({ kind: "stored" });
    await until(() => tries.length === 4, "the second alone");
    tries[3]?.answer({ kind: "limit", problem: "too much" });
    expect(await Promise.all(results)).toEqual(["stored", "stored", "STATE_LIMIT", "STATE_BUSY"]);
    expect(tries.map(({ request }) => request.changes.length)).toEqual([1, 3, 1, 1]);
  });

  it("that is taken rejects for ever", async () => {
    const { lane, tries } = laneOf();
    const results = ["a", "b"].map((key) => codeOf(lane.write(one(key))));
    tries[0]?.answer({ kind: "taken" });
    expect(await Promise.all(results)).toEqual(["STATE_TAKEN", "STATE_TAKEN"]);
    expect(await codeOf(lane.write(one("c")))).toBe("STATE_TAKEN");
    expect(tries).toHaveLength(1);
    await lane.end();
  });

  it("ends after its writes, whatever they come to", async () => {
    const { lane, tries } = laneOf();
    const result = codeOf(lane.write(one("a")));
    const order: string[] = [];
    void result.then(() => order.push("written"));
    const ended = lane.end().then(() => order.push("ended"));
    expect(await codeOf(lane.write(one("b")))).toBe("STATE_CLOSED");
    tries[0]?.answer(failure);
    await ended;
    expect(await result).toBe("STATE_UNAVAILABLE");
    expect(order.sort()).toEqual(["ended", "written"]);
  });
});

it("a failure is an error of the catalogue", () => {
  expect(failureError("in the test", failure)).toMatchObject({
    message: "The state kept in the test cannot be used: on order.",
    remedy: "Wait.",
  });
});
