import { expect, it } from "vitest";
import { createActive, diceOf } from "../../src/disturbances/active.ts";
import { kept } from "./line.ts";

const traits = { sender: "station", type: "call", action: "StatusNotification" } as const;

function chosen(disturbance: object, times = 12, name = "f"): string {
  const active = createActive(kept(name, { does: { kind: "drop" }, ...disturbance }));
  return Array.from({ length: times }, () => (active.chooses(traits) ? "x" : ".")).join("");
}

it("chooses each, every nth, and no more than it may", () => {
  expect(chosen({})).toBe("xxxxxxxxxxxx");
  expect(chosen({ every: 3 })).toBe("..x..x..x..x");
  expect(chosen({ every: 3, count: 2 })).toBe("..x..x......");
});

it("throws the same dice for the same name, and others for another", () => {
  const one = chosen({ probability: 0.5 }, 200, "one");
  expect(chosen({ probability: 0.5 }, 200, "one")).toBe(one);
  expect(chosen({ probability: 0.5 }, 200, "other")).not.toBe(one);
  const hits = one.split("x").length - 1;
  expect(hits).toBeGreaterThan(70);
  expect(hits).toBeLessThan(130);
  const roll = diceOf("a name");
  for (let n = 0; n < 1_000; n += 1) {
    const is = roll();
    expect(is >= 0 && is < 1).toBe(true);
  }
});

it.each([
  [{ action: "StatusNotification" }, true],
  [{ action: "Status*" }, true],
  [{ action: "*" }, true],
  [{ action: "Status" }, false],
  [{ action: "*Values" }, false],
  [{ action: "a-b" }, false],
  [{ type: "call" }, true],
  [{ type: "callResult" }, false],
  [{ sender: "csms" }, false],
])("%j fits a call of StatusNotification: %j", (disturbance, is) => {
  expect(chosen(disturbance, 1)).toBe(is ? "x" : ".");
});

it("what cannot be read fits where nothing is asked of it", () => {
  const unread = { sender: "station", type: null, action: null } as const;
  expect(createActive(kept("f", { does: { kind: "drop" } })).chooses(unread)).toBe(true);
  const drop = { does: { kind: "drop" } };
  expect(createActive(kept("f", { ...drop, action: "A*" })).chooses(unread)).toBe(false);
  expect(createActive(kept("f", { ...drop, type: "call" })).chooses(unread)).toBe(false);
});

it("is of no concern any more when it has acted as often as it may", () => {
  const active = createActive(kept("f", { does: { kind: "drop" }, count: 1 }));
  expect([active.concerns("station"), active.concerns("csms")]).toEqual([true, false]);
  active.chooses(traits);
  expect([active.concerns("station"), active.acted()]).toEqual([false, 1]);
});
