import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import type { Answered } from "../../../src/query/comparison/differences.ts";
import { leftOutReasons, type Pair, Tally } from "../../../src/query/comparison/tally.ts";

const said = (token: string, ms = 1): Answered => ({
  body: { kind: "result", status: null, token, interval: null, isValid: true },
  latencyUs: ms * 1000,
});

function pair(fields: Partial<Pair> & { readonly tokens?: readonly [string, string] }): Pair {
  const { tokens = ["Accepted", "Accepted"], ...others } = fields;
  return {
    ...{ action: "Authorize", stationId: "CP-1", atUs: 0 },
    old: { answered: said(tokens[0]), place: { linkId: "old", seq: 2 } },
    new: { answered: said(tokens[1]), place: { linkId: "new", seq: 4 } },
    ...others,
  };
}

it("counts each kind of difference, by severity, then count", () => {
  const tally = new Tally();
  const lenient = ["Blocked", "Accepted"] as const;
  const strict = ["Accepted", "Blocked"] as const;
  for (let at = 0; at < 3; at += 1) tally.add(pair({ tokens: lenient, atUs: at * 1e6 }));
  tally.add(pair({ tokens: strict, stationId: "CP-2", atUs: 9e6 }));
  tally.add(pair({}));
  const { pairs, differing, stations, differences } = tally.result();
  expect({ pairs, differing, stations }).toEqual({ pairs: 5, differing: 4, stations: 2 });
  expect(differences).toMatchObject([
    { severity: "error", count: 1, share: 0.2, stationIds: ["CP-2"] },
    {
      ...{ severity: "warning", count: 3, share: 0.6, stations: 1 },
      firstAt: "1970-01-01T00:00:00.000000Z",
      lastAt: "1970-01-01T00:00:02.000000Z",
    },
  ]);
});

it("the example is the newest pair, whatever the order they come in", () => {
  const tally = new Tally();
  for (const seq of [3, 9, 5]) {
    const old = { answered: said("Accepted"), place: { linkId: "old", seq } };
    const other = { answered: said("Blocked"), place: { linkId: "new", seq } };
    tally.add(pair({ atUs: seq, old, new: other }));
  }
  expect(tally.result().differences[0]?.example).toEqual({
    ...{ stationId: "CP-1", old: { linkId: "old", seq: 9 }, new: { linkId: "new", seq: 9 } },
  });
});

it("percentiles are by nearest rank, null where nothing was answered", () => {
  const tally = new Tally();
  const place = { linkId: "l", seq: 1 };
  for (let ms = 1; ms <= 20; ms += 1) {
    const old = { answered: said("Accepted", ms), place };
    tally.add(pair({ old, new: { answered: null, place } }));
  }
  expect(tally.result().actions).toEqual([
    {
      ...{ action: "Authorize", pairs: 20, differing: 20 },
      old: { answered: 20, p50Ms: 10, p95Ms: 19 },
      new: { answered: 0, p50Ms: null, p95Ms: null },
    },
  ]);
});

it("tells only so many kinds, actions and reasons apart, and counts the rest", () => {
  const tally = new Tally();
  const most = limits.comparisonGroupsMax;
  for (let at = 0; at < most + 5; at += 1) {
    tally.add(pair({ action: `A${at}`, tokens: ["Accepted", `T${at}`] }));
    tally.leaveOut("notSent", `A${at}`, 2);
  }
  const { differences, further, actions, leftOut, pairs } = tally.result();
  expect([differences.length, further, pairs]).toEqual([most, 5, most + 5]);
  expect(actions).toHaveLength(most + 1);
  expect(actions.reduce((sum, each) => sum + each.pairs, 0)).toBe(pairs);
  expect(leftOut[0]).toEqual({ reason: "notSent", action: "(other actions)", count: 10 });
  expect(leftOut).toHaveLength(most + 1);
});

it("names some stations of a difference, and counts all", () => {
  const tally = new Tally();
  for (let at = 0; at < 100; at += 1) {
    tally.add(pair({ stationId: `CP-${at}`, tokens: ["Accepted", "Blocked"] }));
  }
  const [difference] = tally.result().differences;
  expect(difference?.stations).toBe(100);
  expect(difference?.stationIds).toHaveLength(limits.comparisonStationsTold);
  expect(new Set(leftOutReasons).size).toBe(leftOutReasons.length);
});

it("makes its medians of a bounded number of latencies, the newest", () => {
  const tally = new Tally();
  const body = { kind: "error", code: "InternalError" } as const;
  const { old, new: now, ...of } = pair({});
  const most = limits.comparisonLatenciesMax;
  for (let at = 0; at < 2 * most; at += 1) {
    const answered = { body, latencyUs: at < most ? 1_000 : 9_000 };
    tally.add({ ...of, old: { ...old, answered }, new: { ...now, answered } });
  }
  const [action] = tally.result().actions;
  expect(action?.old).toEqual({ answered: 2 * most, p50Ms: 9, p95Ms: 9 });
});
