import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import { keep } from "../../src/supervise/keeper.ts";
import { until } from "../support/until.ts";

function keepFixture(behaviour: string) {
  const events: TapEvent[] = [];
  const keeper = keep(
    { role: "fixture", config: { behaviour } },
    {
      observe: (event) => events.push(event),
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
