import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { openCutover } from "../../src/cutover/cutover.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { boardOfPlans, config, planBody } from "./board.ts";

it("of a console without Redis: it is the one that carries plans out", async () => {
  const { board, overrides } = await boardOfPlans();
  const query = { reader: { query: async () => [] }, clock: systemClock, retentionDays: 1 };
  const cutover = await openCutover(() => config, {
    ...{ board, overrides, query, clock: systemClock, observe: () => undefined },
    runDir: await openRunDir(await tempDir()),
  });
  whenOver(cutover.close);
  const named = { ...planBody, steps: [{ stations: ["A"] }] };
  await cutover.desk.put("p", named, "ops");
  const given = { body: {}, from: "ops", signal: AbortSignal.timeout(60_000) };
  await cutover.desk.order("p", "start", given);
  await until(async () => (await board.read("overrides"))?.texts.has("A") === true, "it is sent");
  expect(cutover.problem()).toBeNull();
});
