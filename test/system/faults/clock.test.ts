/** The machine's wall clock is set forwards and backwards by hours while messages pass. */
import { beforeAll, expect, it } from "vitest";
import { type BentWorld, bentWorld } from "../../support/bent-world.ts";
import { everyRole, type Stage, startStage } from "../../support/fault-stage.ts";
import { endAfterAll, keptForAll } from "../../support/lifetime.ts";

const HOURS_MS = 6 * 3_600_000;
const LOAD = { stations: 5 } as const;
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
    stage = await startStage({ env: world.env, roles: everyRole });
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
  stage.store.query(
    "SELECT sentence FROM findings WHERE rule = 'call-timeout' AND startsWith(station_id, {prefix:String})",
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
