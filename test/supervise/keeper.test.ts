import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import { keep } from "../../src/supervise/keeper.ts";
import { pulseLimits } from "../../src/supervise/pulse.ts";
import { until } from "../support/until.ts";

function keepFixture(behaviour: string, pulse = pulseLimits) {
  const events: TapEvent[] = [];
  const keeper = keep(
    { role: "fixture", config: { behaviour } },
    {
      observe: (event) => events.push(event),
      pulse,
      program: { module: join(import.meta.dirname, "..", "support", "role-fixture.ts"), args: [] },
    },
  );
  onTestFinished(() => keeper.close());
  const ends = () => events.filter((event) => event.name === "childEnded");
  return { keeper, events, ends };
}

it("waits longer from end to end of a child that keeps ending", async () => {
  const { ends } = keepFixture("refuse");
  await until(() => ends().length >= 3, "three ends");
  expect(ends().map((end) => end.restartMs)).toEqual([200, 400, 800]);
});

it("says why a start failed, each time", async () => {
  const { keeper, events } = keepFixture("refuse");
  await expect(keeper.ready).rejects.toMatchObject({ code: "PORT_IN_USE" });
  expect(events[0]).toMatchObject({ name: "operationFailed", role: "fixture" });
});

it("starts nothing again once it is closed", async () => {
  const { keeper, ends } = keepFixture("run");
  await keeper.ready;
  await keeper.close();
  expect(keeper.pid()).toBeNull();
  expect(ends()).toEqual([]);
});

it("kills a child that hangs, starts it again, and says so", async () => {
  const quick = { askMs: 300, silencesMax: 3, startSilencesMax: 100 };
  const { keeper, events, ends } = keepFixture("run", quick);
  await keeper.ready;
  expect(keeper.troubles()).toBe("");
  const hung = keeper.pid() ?? 0;
  process.kill(hung, "SIGSTOP");
  await until(() => ends().length > 0, "it is killed");
  expect(events.filter(({ name }) => name === "childHung")).toEqual([
    { name: "childHung", role: "fixture", silentMs: 900 },
  ]);
  expect(ends()).toMatchObject([{ how: "SIGKILL", restartMs: 200 }]);
  await until(() => (keeper.pid() ?? hung) !== hung, "another one");
  expect(keeper.troubles()).toBe("fixture was started again once, last after it hung");
});

it("says of a child that keeps ending that somebody must look", async () => {
  const { keeper, events, ends } = keepFixture("refuse");
  await until(() => ends().length >= 5, "five ends");
  expect(events.filter(({ name }) => name === "childLoops")).toMatchObject([
    { role: "fixture", how: "exit code 1", times: 5 },
  ]);
  expect(keeper.troubles()).toBe(
    "fixture was started again 5 times, 5 times in a row, last after exit code 1",
  );
});
