import { expect, it } from "vitest";
import {
  disturbanceSchema,
  disturbanceText,
  parseKeptDisturbance,
} from "../../src/config/disturbance.ts";

const base = { station: "CP-1", sender: "station", until: "2026-11-22T10:00:00Z" };
const drop = { ...base, does: { kind: "drop" } };

it("says in words what is done to which messages", () => {
  const textOf = (more: object) => disturbanceText(disturbanceSchema.parse({ ...drop, ...more }));
  expect(textOf({})).toBe("drop: each message of the station");
  expect(
    textOf({
      ...{ sender: "csms", type: "call", action: "Reset", every: 2, probability: 0.5, count: 3 },
      does: { kind: "delay", ms: 500 },
    }),
  ).toBe(
    "delay by 500 ms: each call Reset of the csms, one in 2, with probability 0.5, 3 times at most",
  );
  expect(textOf({ does: { kind: "close" } })).toContain("reset the link");
  expect(textOf({ does: { kind: "close", code: 1001 } })).toContain("close with 1001");
  expect(textOf({ does: { kind: "answer", result: {} } })).toContain("answer: each");
  expect(textOf({ does: { kind: "answer", error: { code: "Busy" } } })).toContain("answer Busy");
  expect(textOf({ does: { kind: "corrupt", how: "id" } })).toContain("corrupt (id)");
});

it.each([
  { ...drop, station: "" },
  { ...drop, sender: "both" },
  { ...drop, action: "Status Notification" },
  { ...drop, every: 0 },
  { ...drop, probability: 1.5 },
  { ...drop, until: "tomorrow" },
  { ...drop, name: "x" },
  { ...drop, until: undefined },
  { ...base, does: { kind: "explode" } },
  { ...base, does: { kind: "delay", ms: 0 } },
  { ...base, does: { kind: "delay", ms: 1e9 } },
  { ...base, does: { kind: "answer" } },
  { ...base, does: { kind: "answer", result: {}, error: { code: "X" } } },
  { ...base, type: "callResult", does: { kind: "answer", result: {} } },
  { ...base, does: { kind: "close", code: 1005 } },
  { ...base, does: { kind: "close", code: 1000, reason: "é".repeat(62) } },
])("%j is no fault", (body) => {
  expect(disturbanceSchema.safeParse(body).success).toBe(false);
});

it("what others wrote on the board is no fault of ours", () => {
  const kept = { name: "f", disturbance: drop, setAt: "now", setBy: "test" };
  expect(parseKeptDisturbance(JSON.stringify(kept))).toMatchObject({
    disturbance: drop,
  });
  for (const text of ["", "{", "7", JSON.stringify({ ...kept, name: "a b" })]) {
    expect(parseKeptDisturbance(text), text).toBeNull();
  }
});
