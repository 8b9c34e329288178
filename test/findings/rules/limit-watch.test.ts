import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../../src/base/ids.ts";
import type { LinkFacts } from "../../../src/findings/happening.ts";
import {
  beginWatch,
  dueUsOf,
  isSameLimit,
  judgeOverdue,
  judgeReading,
  judgeState,
  limitedMemory,
  placeIn,
} from "../../../src/findings/rules/limit-watch.ts";

const linkId = newLinkId();
const link: LinkFacts = {
  ...{ linkId, stationId: parseStationId("CP-1"), instance: "test", version: "1.6" },
  ...{ openedAtUs: 0, bootAtUs: null, exchangeTimeoutMs: 30_000 },
  leg: "both",
};
const change = { linkId, seq: 3, atUs: 0, limit: 16, unit: "A", profileId: 5 } as const;
const sixteen = { ...change, purpose: "TxProfile", stackLevel: 0 };
const minute = 60_000_000;

function watched(limit = 16) {
  const state = limitedMemory.begin();
  const place = placeIn(state, "connector 1");
  place.watch = beginWatch({ ...sixteen, limit }, null);
  return { state, place };
}

function momentOf(currentA: number | null, powerW: number | null = null) {
  return { atUs: minute, registerWh: null, resolutionWh: 1, powerW, currentA, productW: null };
}

it("is due only while something charges", () => {
  const { state, place } = watched();
  expect(dueUsOf(state)).toBe(Number.POSITIVE_INFINITY);
  Object.assign(place, { isCharging: true, chargingSinceUs: minute });
  expect(dueUsOf(state)).toBe(11 * minute);
  expect(judgeOverdue(state, 10 * minute, link)).toEqual([]);
  expect(judgeOverdue(state, 11 * minute, link)).toHaveLength(1);
  expect(dueUsOf(state)).toBe(Number.POSITIVE_INFINITY);
});

it("gives car and station time to follow, and judges once", () => {
  const { place } = watched();
  const judge = (atUs: number, ampere: number) =>
    judgeReading("connector 1", place, { moment: momentOf(ampere), seq: 9, atUs, link });
  expect(judge(1_000_000, 15)).toEqual([]);
  expect([judge(20_000_000, 15), judge(30_000_000, 15)].flat()).toHaveLength(1);
  expect(judge(40_000_000, 32)).toEqual([]);
});

it("compares an ampere limit with power where no current is told", () => {
  const { place } = watched();
  const at = { moment: momentOf(null, 22_000), seq: 9, atUs: minute, link };
  const reports = [1, 2, 3].flatMap(() => judgeReading("connector 1", place, at));
  expect(reports).toMatchObject([{ severity: "warning", details: { measuredUnit: "W" } }]);
});

it("asks the station's state about a pause only", () => {
  const told = { place: "connector 1", transactionId: "", state: "SuspendedEVSE", reason: "" };
  const at = { told, seq: 9, atUs: minute, link };
  expect(judgeState("connector 1", watched(16).place, at)).toEqual([]);
  expect(judgeState("connector 1", watched(0).place, at)).toMatchObject([
    { severity: "note", evidence: [3, 9], details: { next: "SuspendedEVSE" } },
  ]);
});

it("knows a limit again, and remembers a bounded number of places", () => {
  const { state, place } = watched();
  expect(isSameLimit(place.watch, { ...sixteen, atUs: 9 })).toBe(true);
  expect(isSameLimit(place.watch, { ...sixteen, limit: 10 })).toBe(false);
  expect(isSameLimit(null, sixteen)).toBe(false);
  for (let at = 0; at < 100; at += 1) placeIn(state, `connector ${at}`);
  expect(state.places.size).toBe(16);
});

it("comes back as it was saved, and whatever was saved", () => {
  const { state } = watched();
  const saved = JSON.parse(JSON.stringify(limitedMemory.save(state)));
  expect(limitedMemory.parse(saved)).toEqual(state);
  for (const other of [null, 5, "x", [1, 2], [{}, [[1], ["a", {}], null]]]) {
    expect(() => limitedMemory.parse(other)).not.toThrow();
  }
});
