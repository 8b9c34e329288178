import { afterAll, beforeAll, expect, it } from "vitest";
import { groupFindings } from "../../src/query/findings.ts";
import { findNewSince } from "../../src/query/firmware.ts";
import { exchange, openTold, type Told } from "./diagnosis/told.ts";

let told: Told;
const bootWith = (firmwareVersion: string) =>
  [
    "BootNotification",
    { chargePointVendor: "ACME", chargePointModel: "One", firmwareVersion },
    { status: "Accepted", currentTime: "2026-09-21T14:13:20Z", interval: 300 },
  ] as const;

beforeAll(async () => {
  told = await openTold();
  const tell = (station: string, firmware: string, frames: readonly string[], afterMs = 100) =>
    told.tell(station, (link) => {
      link.tick(afterMs);
      exchange(link, bootWith(firmware), { id: "b" });
      for (const frame of frames) link.station(frame);
    });
  const [broken, misspelt] = ["[2,", '[2,"h","Hartbeat",{}]'];
  await tell("A", "1.0", [misspelt]);
  await tell("B", "1.0", []);
  await tell("A", "1.1", [broken, broken, misspelt], 60_000);
  await tell("C", "2.0", [broken], 120_000);
});
afterAll(() => told.close());

const since = (firmware: string) =>
  findNewSince(
    { vendor: "", model: "One", firmware, fromUs: null, toUs: null },
    told.deps(3_600_000),
  );

it("tells what came with a firmware from what was there before", async () => {
  const found = await since("1.1");
  expect(found).toMatchObject({
    stations: { since: 1, before: 2 },
    earlier: [{ firmware: "1.0" }],
  });
  const byRule = new Map(found?.rules.map((rule) => [rule.rule, rule]));
  expect(found?.rules[0]).toMatchObject({ rule: "json-invalid", isNew: true });
  expect(byRule.get("json-invalid")?.since).toEqual({ findings: 2, stations: 1, share: 1 });
  expect(byRule.get("action-unknown")).toMatchObject({
    isNew: false,
    before: { findings: 1, stations: 1, share: 0.5 },
  });
});

it("has nothing to compare the first firmware with, and none that never ran", async () => {
  const first = await since("1.0");
  expect(first).toMatchObject({ stations: { since: 2, before: 0 }, earlier: [] });
  expect(first?.rules.every(({ isNew }) => !isNew)).toBe(true);
  expect(await since("9.9")).toBeNull();
});

it("counts findings under the firmware of their time", async () => {
  const request = {
    ...{ q: "finding:json-invalid", fromUs: null, toUs: null, limit: 10 },
    ...{ vendor: "", model: "", firmware: "" },
  };
  const groups = await groupFindings(request, "firmware", told.deps(3_600_000));
  expect(groups.map(({ key, findings }) => [key, findings])).toEqual([
    ["ACME One 1.1", 2],
    ["ACME One 2.0", 1],
  ]);
});
