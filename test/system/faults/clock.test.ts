/** The machine's wall clock is set forwards and backwards by hours while messages pass. */
import { beforeAll, describe, expect, it } from "vitest";
import { type BentWorld, bentWorld } from "../../support/bent-world.ts";
import { everyRole, type Stage, startStage } from "../../support/fault-stage.ts";
import { endAfterAll, keptForAll } from "../../support/lifetime.ts";
import { connectPlainStation, startPlainCsms } from "../../support/peers.ts";
import { until } from "../../support/until.ts";

const HOURS_MS = 6 * 3_600_000;
const LOAD = { stations: 5 } as const;
/** Of the exchanges. The recorder waits two seconds more for what a relay may still be writing. */
const TIMEOUT_MS = 5_000;
const SILENT_MS = 3_000;
/** The record is made as fast as ever, whatever the clock says. */
const SOON_MS = 15_000;

let stage: Stage;
let world: BentWorld;
/** What the clock of the program is off by. */
let clockMs = 0;

endAfterAll();
beforeAll(() =>
  keptForAll(async () => {
    world = await bentWorld();
    const csms = await startPlainCsms();
    const args = ["--upstream", csms.url, "--exchange.timeout-ms", String(TIMEOUT_MS)];
    stage = await startStage({ csms, args, env: world.env, roles: everyRole });
  }),
);

async function newestAgeMs(prefix: string): Promise<number> {
  const [row] = await stage.store.query<{ at: string }>(
    `SELECT toUnixTimestamp64Micro(max(received_at)) AS at FROM messages
WHERE startsWith(station_id, {prefix:String})
  AND seq = (SELECT max(seq) FROM messages WHERE startsWith(station_id, {prefix:String}))`,
    { prefix },
  );
  return Date.now() + clockMs - Number(row?.at) / 1000;
}

const timeoutsOf = async (prefix: string) =>
  stage.store.query<{ readonly waitedMs: string }>(
    `SELECT JSONExtractInt(details, 'waitedMs') AS waitedMs FROM findings
WHERE rule = 'call-timeout' AND startsWith(station_id, {prefix:String})`,
    { prefix },
  );

it.each([
  ["set forwards by six hours", "FORWARDS", HOURS_MS],
  ["set back by six hours", "BACK", -HOURS_MS],
  ["set back once more", "AGAIN", -HOURS_MS],
])("%s: all is recorded as soon as ever, at the time of the clock", async (how, prefix, byMs) => {
  const load = await stage.load(`wall clock ${how}`, { ...LOAD, prefix });
  await load.pass(200);
  clockMs += byMs;
  await world.bend({ clockMs });
  await load.pass(200);
  const beganMs = performance.now();
  await load.settle();
  expect(performance.now() - beganMs).toBeLessThan(SOON_MS);
  expect(Math.abs(await newestAgeMs(prefix))).toBeLessThan(60_000);
});

it("calls after the clock was set back do not time out by the time before", async () => {
  expect(await timeoutsOf("BACK")).toEqual([]);
  expect(await timeoutsOf("AGAIN")).toEqual([]);
});

describe.each([
  ["forwards", HOURS_MS],
  ["back", -HOURS_MS],
])("a call that is open while the clock is set %s", (how, byMs) => {
  /** The CSMS has called, the clock was set, and for a while nothing at all was said. */
  async function openCall(id: string) {
    const station = await connectPlainStation(`${stage.served.stationUrl}/${id}`);
    const leg = [...stage.csms.legs].find(([path]) => path.endsWith(`/${id}`))?.[1];
    leg?.send('[2,"held","Reset",{"type":"Soft"}]');
    await until(() => station.received.length > 0, "the station is called");
    const before = stage.told("clockSet", "relay");
    clockMs += byMs;
    await world.bend({ clockMs });
    await until(() => stage.told("clockSet", "relay") > before, "the relay notices");
    const setMs = performance.now();
    await until(() => performance.now() - setMs > SILENT_MS, "nothing is said");
    return station;
  }

  it("takes as long as it took", async () => {
    const id = `ANSWERED-${how}`;
    const station = await openCall(id);
    station.send('[3,"held",{"status":"Accepted"}]');
    const latencyMs = async () => {
      const [row] = await stage.store.query<{ us: string }>(
        "SELECT latency_us AS us FROM messages WHERE station_id = {id:String} AND sender = 'station'",
        { id },
      );
      return row === undefined ? null : Number(row.us) / 1000;
    };
    await until(async () => (await latencyMs()) !== null, "the answer is recorded");
    expect(await latencyMs()).toBeGreaterThan(SILENT_MS);
    expect(await latencyMs()).toBeLessThan(60_000);
    expect(await timeoutsOf(id)).toEqual([]);
  });

  it("times out as late as ever", async () => {
    const id = `NEVER-${how}`;
    await openCall(id);
    await until(async () => (await timeoutsOf(id)).length > 0, "the time-out is told", 30_000, 100);
    const [{ waitedMs } = { waitedMs: 0 }] = await timeoutsOf(id);
    expect(Number(waitedMs)).toBeGreaterThanOrEqual(TIMEOUT_MS);
    expect(Number(waitedMs)).toBeLessThan(60_000);
  });
});
