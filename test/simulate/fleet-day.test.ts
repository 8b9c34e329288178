import { expect, it } from "vitest";
import { planDay } from "../../src/simulate/fleet-day.ts";

const options = { seed: "x", stations: 50, sessions: 203, dayMs: 86_400_000 };

it("is the same for a seed, and another for another", () => {
  expect(planDay(options)).toEqual(planDay(options));
  expect(planDay(options)).not.toEqual(planDay({ ...options, seed: "y" }));
});

it("has every session once, in its time, on a connector that is free by then", () => {
  const days = planDay(options);
  const sessions = days.flatMap(({ acts }) => acts.filter(({ kind }) => kind === "session"));
  expect(days).toHaveLength(50);
  expect(sessions).toHaveLength(203);
  const tokens = sessions.map((act) => (act.kind === "session" ? act.idToken : ""));
  expect(new Set(tokens).size).toBe(203);
  for (const { acts } of days) {
    expect([...acts].sort((one, other) => one.atMs - other.atMs)).toEqual(acts);
    const freeAt = new Map<number, number>();
    for (const act of acts) {
      expect(act.atMs).toBeGreaterThanOrEqual(0);
      expect(act.atMs).toBeLessThan(options.dayMs);
      if (act.kind !== "session") continue;
      expect(act.atMs).toBeGreaterThanOrEqual(freeAt.get(act.connectorId) ?? 0);
      freeAt.set(act.connectorId, act.atMs + act.durationMs);
    }
  }
});

it("has all kinds of trouble, and shrinks with the day", () => {
  const acts = planDay(options).flatMap((day) => day.acts);
  expect(new Set(acts.map(({ kind }) => kind)).size).toBe(4);
  const short = planDay({ ...options, dayMs: 8_640 }).flatMap((day) => day.acts);
  expect(short.map(({ kind }) => kind)).toEqual(acts.map(({ kind }) => kind));
  expect(short.at(-1)?.atMs).toBeCloseTo((acts.at(-1)?.atMs ?? 0) / 10_000, 3);
});
