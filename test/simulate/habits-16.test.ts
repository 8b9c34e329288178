import { expect, it } from "vitest";
import { asWritten, drawHabits, numberSaid, tidyHabits } from "../../src/simulate/habits-16.ts";
import { createRandom } from "../../src/simulate/random.ts";
import { until } from "../support/until.ts";
import { leapingDeps, testCsms, testStation } from "./peers.ts";

const MINUTE_MS = 60_000;
const payload = {
  timestamp: "2026-05-01T10:00:00.000Z",
  meterValue: [
    { timestamp: "2026-05-01T10:00:00.000Z", sampledValue: [{ value: "12" }, { value: "1.5" }] },
  ],
};

it("writes times and numbers its own way, also deep inside, and nothing else", () => {
  expect(asWritten(payload, tidyHabits)).toBe(payload);
  const of = (more: object) => JSON.stringify(asWritten(payload, { ...tidyHabits, ...more }));
  expect(of({ clock: "1970" })).toContain('"meterValue":[{"timestamp":"1970-01-01T10:00:00.000Z"');
  expect(of({ clock: "ahead" })).toMatch(/^\{"timestamp":"2026-05-02T10:00:00.000Z"/);
  expect(of({ clock: "no zone" })).toMatch(/^\{"timestamp":"2026-05-01T10:00:00.000"/);
  expect(of({ hasDecimalCommas: true })).toContain('[{"value":"12,0"},{"value":"1,5"}]');
});

it("says another number only of what began offline", () => {
  const session = { given: 5, beganOffline: true, nth: 2 };
  expect(numberSaid({ placeholder: null }, session)).toBe(5);
  expect(numberSaid({ placeholder: 0 }, session)).toBe(0);
  expect(numberSaid({ placeholder: "foreign" }, session)).toBe(900_002);
  expect(numberSaid({ placeholder: 0 }, { ...session, beganOffline: false })).toBe(5);
  expect(numberSaid({ placeholder: null }, { ...session, given: null })).toBe(-1);
});

it("draws the same mixture for a seed, and every habit sooner or later", () => {
  expect(drawHabits(createRandom("a"))).toEqual(drawHabits(createRandom("a")));
  const drawn = Array.from({ length: 100 }, (_, seed) => drawHabits(createRandom(seed)));
  expect(new Set(drawn.map(({ clock }) => clock)).size).toBe(4);
  expect(new Set(drawn.map(({ placeholder }) => placeholder)).size).toBe(4);
});

type Told = readonly [action: string, id: string, payload: Readonly<Record<string, unknown>>];

async function told(options: Parameters<typeof testStation>[1]) {
  const deps = leapingDeps();
  const csms = await testCsms({}, deps);
  const reconnect = { minMs: 1_000, maxMs: 1_000 };
  const station = testStation(csms.url, { reconnect, connectors: 2, ...options }, deps);
  await station.event("accepted");
  const calls = (): Told[] =>
    csms.traffic
      .entries({ sender: "station", type: "call" })
      .map(({ text }) => JSON.parse(text) as [2, string, string, Record<string, unknown>])
      .map(([, id, action, said]) => [action, id, said]);
  return { csms, station, calls };
}

it("charges offline and tells it afterwards, in order, with the number it likes", async () => {
  const habits = { chargesOffline: true, placeholder: -1 } as const;
  const { station, calls } = await told({ habits, meterEveryMs: MINUTE_MS });
  station.stayOffline(60 * MINUTE_MS);
  await station.event("legClosed");
  const outcome = await station.session({ durationMs: 3 * MINUTE_MS });
  expect(outcome).toMatchObject({ status: "finished", samples: 2 });
  expect(station.kept()).toBe(4);
  await until(() => station.kept() === 0, "all is told");
  const actions = /^(Start|Stop)Transaction|MeterValues/;
  const kept = calls().filter(([action]) => actions.test(action));
  expect(kept.map(([action, , said]) => [action, said["transactionId"]])).toEqual([
    ["StartTransaction", undefined],
    ["MeterValues", -1],
    ["MeterValues", -1],
    ["StopTransaction", -1],
  ]);
});

it.each([true, false])("what is sent again keeps its message id: %s", async (keepsMessageIds) => {
  const { csms, station, calls } = await told({ habits: { keepsMessageIds } });
  csms.misbehave("CP-1", { fault: "answer-missing", action: "StartTransaction" });
  const session = station.session({ durationMs: MINUTE_MS });
  await csms.traffic.find({ action: "StartTransaction" });
  station.drop();
  await session;
  const ids = calls().flatMap(([action, id]) => (action === "StartTransaction" ? [id] : []));
  expect(ids).toHaveLength(2);
  expect(ids[0] === ids[1]).toBe(keepsMessageIds);
});

it("repeats itself, and tells meter values after the stop", async () => {
  const { station, calls } = await told({ habits: { repeatShare: 1, lateMeterShare: 1 } });
  await station.session({ durationMs: MINUTE_MS / 2 });
  await until(() => station.kept() === 0, "all is told");
  const actions = calls().map(([action]) => action);
  expect(actions.filter((action) => action === "StartTransaction")).toHaveLength(2);
  expect(actions.filter((action) => action === "StopTransaction")).toHaveLength(2);
  expect(actions.indexOf("MeterValues")).toBeGreaterThan(actions.indexOf("StopTransaction"));
});

it.each([
  { forgets: true, stops: 0, status: "aborted" },
  { forgets: false, stops: 1, status: "finished" },
])("loses its power, and forgets: $forgets", async ({ forgets, stops, status }) => {
  const { csms, station, calls } = await told({ habits: { chargesOffline: true } });
  const session = station.session({ durationMs: 60 * MINUTE_MS });
  await csms.traffic.find({ action: "StartTransaction", type: "callResult" });
  station.cutPower({ ms: 5 * MINUTE_MS, forgets });
  expect(await session).toMatchObject({ status });
  expect(await station.session()).toMatchObject({ status: "occupied" });
  await until(() => csms.stations().length === 1 && station.kept() === 0, "it is back");
  await until(
    () => calls().filter(([action]) => action === "BootNotification").length === 2,
    "it booted",
  );
  const told16 = calls().filter(([action]) => action === "StopTransaction");
  expect(told16.map(([, , said]) => said["reason"])).toEqual(Array(stops).fill("PowerLoss"));
});

it("one car at a time where connectors share a power path", async () => {
  const { csms, station } = await told({ habits: { sharesPower: true } });
  const session = station.session({ durationMs: MINUTE_MS });
  await csms.traffic.find({ action: "StartTransaction" });
  expect(await station.session({ connectorId: 2 })).toMatchObject({ status: "occupied" });
  await session;
});

it("is hasty: sends all before it is accepted", async () => {
  const deps = leapingDeps();
  const csms = await testCsms({ bootStatus: () => "Pending" }, deps);
  const station = testStation(csms.url, { habits: { isHasty: true } }, deps);
  await station.event("accepted");
  await station.session({ durationMs: MINUTE_MS });
  expect(csms.traffic.entries({ action: "StopTransaction" })).toHaveLength(2);
});

it("tells a status only sometimes", async () => {
  const { station, calls } = await told({ habits: { statusShare: 0 } });
  const before = calls().length;
  await station.session({ durationMs: MINUTE_MS / 2 });
  const actions = calls().slice(before);
  expect(actions.filter(([action]) => action === "StatusNotification")).toEqual([]);
});

it("answers slowly", async () => {
  const { csms } = await told({ habits: { answerAfterMs: 30 } });
  const startedMs = performance.now();
  expect(await csms.sendCall("CP-1", "ClearCache", {})).toMatchObject({ type: "result" });
  expect(performance.now() - startedMs).toBeGreaterThan(25);
});
