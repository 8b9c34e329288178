import { afterAll, beforeAll, expect, it } from "vitest";
import { readTrend, stepsOf } from "../../src/query/finding-trend.ts";
import { findingRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US } from "./rows.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
  await record.insert({
    findings: [
      findingRow(),
      findingRow({ atUs: EPOCH_US + 1, severity: "warning" }),
      findingRow({ atUs: EPOCH_US + 3_000e6, severity: "note" }),
    ],
  });
});
afterAll(() => record.close());

const scope = { q: "", fromUs: null, toUs: null, vendor: "", model: "", firmware: "" };

it("counts every severity in every step, also where there is nothing", async () => {
  const { steps, stepSeconds } = await readTrend(scope, record.deps);
  expect(stepSeconds).toBe(60);
  expect(steps.length).toBeGreaterThanOrEqual(60);
  expect(steps[0]).toMatchObject({ error: 1, warning: 1, note: 0 });
  expect(steps[50]).toMatchObject({ error: 0, warning: 0, note: 1 });
  expect(steps.reduce((sum, { error, warning, note }) => sum + error + warning + note, 0)).toBe(3);
});

it("counts only what is asked for", async () => {
  const asked = { ...scope, q: "severity:note", fromUs: EPOCH_US };
  const { steps } = await readTrend(asked, record.deps);
  expect(steps.filter(({ note }) => note > 0)).toHaveLength(1);
  expect(steps.every(({ error, warning }) => error + warning === 0)).toBe(true);
});

it("without a beginning and with nothing found, it covers the whole retention", async () => {
  const { stepUs, count } = await stepsOf({ ...scope, q: "finding:none" }, record.deps);
  expect(stepUs * count).toBeGreaterThan(90 * 86_400e6);
});
