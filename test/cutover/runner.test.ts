import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createPlanDesk } from "../../src/cutover/desk.ts";
import { type RunnerDeps, startRunner } from "../../src/cutover/runner.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { whenOver } from "../support/lifetime.ts";
import { until } from "../support/until.ts";
import { boardOfPlans, config, planBody } from "./board.ts";

const OPEN = { last_route: "/old/{station}", opened_us: "1", is_open: 1 };

/** A record that knows these stations, as its tables would tell it. */
function recordOf(ids: readonly string[]) {
  const asked = { isDown: false, lag: 0 };
  const query = async (statement: string) => {
    if (asked.isDown) throw new Error("the store is down");
    if (!statement.includes("FROM links")) return [];
    return ids.map((station_id) => ({ ...OPEN, station_id }));
  };
  return { asked, reader: { query: query as RunnerDeps["query"]["reader"]["query"] } };
}

async function started(ids: readonly string[], isHolder = () => true) {
  const { board, overrides } = await boardOfPlans();
  const { asked, reader } = recordOf(ids);
  const events: TapEvent[] = [];
  const clock = systemClock;
  const runner = startRunner({
    ...{ board, overrides, isHolder, clock, random: () => 0, tickMs: 50 },
    query: { reader, clock, retentionDays: 1 },
    lagSeconds: async () => asked.lag,
    observe: (event) => void events.push(event),
  });
  whenOver(runner.close);
  const desk = createPlanDesk(() => config, { board, clock });
  const given = (body: unknown = {}) => ({
    body,
    from: "ops",
    signal: AbortSignal.timeout(60_000),
  });
  const overridden = async () => [...((await board.read("overrides"))?.texts.keys() ?? [])].sort();
  return { board, overrides, asked, events, runner, desk, given, overridden };
}

it("moves the stations of a plan, tells each step, and takes them back when it is told to", async () => {
  const { desk, given, overridden, events, board } = await started(["A", "B"]);
  await desk.put("p", { ...planBody, perMinute: 6_000 }, "ops");
  expect((await desk.order("p", "start", given())).run.status).toBe("running");
  await until(async () => (await overridden()).length === 2, "both are sent");
  const text = (await board.read("overrides"))?.texts.get("A") ?? "";
  expect(JSON.parse(text)).toMatchObject({
    override: { route: "/new/{station}" },
    setBy: "the console of a, asked from the plan p, step 1",
  });
  await until(async () => (await desk.of("p")).run.movedSinceUs !== null, "both are moved");
  await desk.order("p", "roll-back", given({ of: "plan" }));
  await until(async () => (await desk.of("p")).run.status === "returned", "all are back");
  expect(await overridden()).toEqual([]);
  const trail = (await desk.of("p")).run.trail.map(({ what }) => what);
  expect(trail).toEqual([
    ...["plan given", "start", "chosen", "moved", "watching"],
    ...["roll-back of the plan", "back", "returned"],
  ]);
  const told = events.flatMap((event) => (event.name === "planStepped" ? [event.what] : []));
  expect(told).toEqual(trail);
});

it("without the record it moves nobody, and says so once; by force it still takes back", async () => {
  const { desk, given, overridden, events, asked, runner } = await started(["A"]);
  await desk.put("p", planBody, "ops");
  await desk.order("p", "start", given());
  await until(async () => (await overridden()).length === 1, "it is sent");
  asked.isDown = true;
  await until(() => runner.problem() !== null, "it is blind");
  expect(runner.problem()).toContain("the store is down");
  await desk.order("p", "roll-back", given({ of: "plan", isForced: true }));
  await until(async () => (await overridden()).length === 0, "it is back");
  expect(events.filter(({ name }) => name === "planBlind")).toHaveLength(1);
});

it("a record that is behind is none", async () => {
  const { desk, given, overridden, asked, runner } = await started(["A"]);
  asked.lag = 31;
  await desk.put("p", planBody, "ops");
  await desk.order("p", "start", given());
  await until(() => runner.problem()?.includes("31 s behind") === true, "it says so");
  expect(await overridden()).toEqual([]);
  asked.lag = 0;
  await until(async () => (await overridden()).length === 1, "then it goes on");
  expect(runner.problem()).toBeNull();
});

it("another console that holds the lease does it, and this one nothing", async () => {
  let isHolder = false;
  const { desk, overridden, board } = await started(["A"], () => isHolder);
  await desk.put("p", planBody, "ops");
  const asked = desk.order("p", "start", {
    body: {},
    from: "ops",
    signal: AbortSignal.timeout(100),
  });
  expect((await asked).orders).toHaveLength(1);
  expect([await overridden(), (await board.read("plans"))?.texts.has("p/run")]).toEqual([
    [],
    false,
  ]);
  isHolder = true;
  await until(async () => (await overridden()).length === 1, "its turn");
});

it("what is left of a plan that is gone is tidied away", async () => {
  const { board } = await started([]);
  await board.write("plans", "gone/run", "{}");
  await until(async () => (await board.read("plans"))?.texts.size === 0, "it is gone");
});
