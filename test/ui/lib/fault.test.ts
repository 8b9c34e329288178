import { expect, it } from "vitest";
import { disturbanceSchema } from "../../../src/config/disturbance.ts";
import { deeds, emptyFault, faultOf, leftText } from "../../../src/ui/lib/fault.ts";

const NOW = Date.parse("2026-11-22T09:00:00Z");
const filled = { ...emptyFault, name: "f", station: " CP-1 " };

it("makes what the API takes, of each kind, and leaves out what was not filled in", () => {
  expect(faultOf(filled, NOW)).toEqual({
    ...{ station: "CP-1", sender: "station", does: { kind: "delay", ms: 5_000 } },
    until: "2026-11-22T10:00:00.000Z",
  });
  for (const kind of Object.keys(deeds) as (keyof typeof deeds)[]) {
    expect(disturbanceSchema.safeParse(faultOf({ ...filled, kind }, NOW)).error, kind).toBe(
      undefined,
    );
  }
  const more = {
    every: "2",
    probability: "0.5",
    count: "3",
    action: "Status*",
    type: "call",
  } as const;
  expect(
    faultOf({ ...filled, ...more, kind: "close", code: "1013", reason: "x" }, NOW),
  ).toMatchObject({
    ...{ every: 2, probability: 0.5, count: 3, action: "Status*", type: "call" },
    does: { kind: "close", code: 1013, reason: "x" },
  });
});

it("an answer that is no JSON is said before it is sent", () => {
  expect(() => faultOf({ ...filled, kind: "answer", result: "{" }, NOW)).toThrow(SyntaxError);
});

it("says what is left", () => {
  expect(leftText({ until: "2026-11-22T09:59:00Z" }, NOW)).toBe("ends in 59 min");
  expect(leftText({ until: "2026-11-22T09:00:00Z" }, NOW)).toBe("has ended");
});
