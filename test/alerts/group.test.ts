import { expect, it } from "vitest";
import {
  count,
  forgetOld,
  isReached,
  newGroup,
  partsOf,
  rank,
  startAnew,
} from "../../src/alerts/group.ts";
import { limits } from "../../src/base/limits.ts";
import { alert, found, HOSTILE, NOON_US } from "./samples.ts";

const fresh = () =>
  newGroup("faults", { key: "k", parts: {} }, { nowUs: NOON_US, foundUs: NOON_US });
const MINUTE_US = 60_000_000;

it("is what its findings have in common, in safe text", () => {
  expect(partsOf(found(), ["rule", "model"])).toEqual({ rule: "call-timeout", model: "One" });
  expect(partsOf(found({ station: HOSTILE }), ["station"])["station"]).not.toMatch(/\p{Cc}/u);
});

it("takes the stations and findings that its alert asks for, within the time", () => {
  const of = alert({ atLeast: { stations: 3, findings: 4, withinMs: 60_000 } });
  const group = fresh();
  const add = (station: string, atUs: number) => {
    count(group, found({ station, atUs }), { nowUs: NOON_US, room: 100, alert: of });
    return isReached(group, of);
  };
  expect(add("A", NOON_US)).toBe(false);
  expect(add("B", NOON_US + 50_000_000)).toBe(false);
  // One noisy station is one station.
  expect(add("B", NOON_US + 51_000_000)).toBe(false);
  expect(add("B", NOON_US + 52_000_000)).toBe(false);
  // The first station's finding has left the window.
  expect(add("C", NOON_US + 2 * MINUTE_US - 10_000_000)).toBe(false);
  expect(add("A", NOON_US + 2 * MINUTE_US - 10_000_000)).toBe(true);
});

it("forgets stations that have left the window, and all when it has been told", () => {
  const of = alert();
  const group = fresh();
  for (const [station, atUs] of [
    ["A", 0],
    ["B", 3_600_000_000],
  ] as const) {
    const each = found({ station, atUs: NOON_US + atUs });
    count(group, each, { nowUs: NOON_US, room: 100, alert: of });
  }
  forgetOld(group, of);
  expect(group.stations.size).toBe(1);
  startAnew(group, NOON_US);
  expect([group.phase, group.findings, group.stations.size]).toEqual(["told", 0, 0]);
});

it("remembers a bounded number of stations, and says that there are more", () => {
  const group = fresh();
  for (let number = 0; number < 2 * limits.alertGroupStationsMax; number += 1) {
    const each = found({ station: `CP-${number}` });
    count(group, each, { nowUs: NOON_US, room: 50_000, alert: alert() });
  }
  expect(group.stations.size).toBe(limits.alertGroupStationsMax);
  expect(group.isMoreStations).toBe(true);
  expect(group.names).toHaveLength(limits.alertStationsNamed);
  const full = fresh();
  count(full, found(), { nowUs: NOON_US, room: 0, alert: alert() });
  expect([full.stations.size, full.isMoreStations, full.findings]).toEqual([0, true, 1]);
});

it("is as severe as its worst finding, and quotes only where its alert does", () => {
  const group = fresh();
  const options = { nowUs: NOON_US, room: 1, alert: alert() };
  count(group, found({ severity: "warning", rule: "one" }), options);
  count(group, found({ severity: "error", rule: "two" }), options);
  count(group, found({ severity: "note", rule: "three" }), options);
  expect([group.severity, group.rule, group.quote]).toEqual(["error", "two", ""]);
  const quoting = fresh();
  count(quoting, found(), { ...options, alert: alert({ quote: true }) });
  expect(quoting.quote).toContain("did not answer");
  expect(rank("error")).toBeGreaterThan(rank("warning"));
});
