import { expect, it } from "vitest";
import {
  broken,
  curveOf,
  digits,
  gapsOf,
  limitCurve,
  quantity,
  reading,
  scaled,
  scaleOf,
  since,
  thinned,
} from "../../../src/ui/lib/series.ts";

const iso = (s: number) => new Date(s * 1000).toISOString();

it("a curve leaves out what a moment did not say, in the order of time, each moment once", () => {
  const curve = curveOf([iso(30), iso(10), iso(20), iso(30)], [3, 1, null, 4]);
  expect(curve).toEqual({ x: [10, 30], y: [1, 4] });
  expect(curveOf(["no time"], [1])).toEqual({ x: [], y: [] });
});

it("finds gaps by the usual pause, and breaks the line there", () => {
  const curve = { x: [0, 30, 60, 90, 900, 930], y: [1, 2, 3, 4, 5, 6] };
  const gaps = gapsOf(curve);
  expect(gaps).toEqual([{ fromS: 90, toS: 900 }]);
  expect(broken(curve, gaps)).toEqual({
    x: [0, 30, 60, 90, 495, 900, 930],
    y: [1, 2, 3, 4, null, 5, 6],
  });
  expect(gapsOf({ x: [0, 1, 2, 3, 40], y: [] })).toEqual([]);
  expect(gapsOf({ x: [0, 900], y: [1, 2] })).toEqual([]);
});

it("keeps peaks, breaks and both ends when it is thinned", () => {
  const x = Array.from({ length: 10_000 }, (_, index) => index);
  const y = x.map((at) => (at === 4_321 ? 99 : at === 7_000 ? null : at % 7));
  const thin = thinned({ x, y }, 300);
  expect(thin.x.length).toBeLessThanOrEqual(320);
  expect(thin.y).toContain(99);
  expect(thin.y).toContain(null);
  expect([thin.x[0], thin.x.at(-1)]).toEqual([0, 9_999]);
  expect(thin.x).toEqual(thin.x.toSorted((a, b) => a - b));
  expect(thinned({ x: [1], y: [2] }, 300)).toEqual({ x: [1], y: [2] });
});

it("a limit holds until the next one of its unit, or until it is cleared", () => {
  const limits = [
    { at: iso(0), limit: null, unit: null },
    { at: iso(10), limit: 16, unit: "A" },
    { at: iso(20), limit: 7_000, unit: "W" },
    { at: iso(30), limit: null, unit: null },
    { at: iso(40), limit: 8, unit: "A" },
  ];
  expect(limitCurve(limits, "A", 60)).toEqual({ x: [10, 30, 40, 60], y: [16, null, 8, 8] });
  expect(limitCurve(limits, "W", 60)).toEqual({ x: [20, 30, 60], y: [7_000, null, null] });
  expect(limitCurve([], "W", 60)).toEqual({ x: [], y: [] });
});

it("says kilowatts from a thousand watts on, and no more digits than matter", () => {
  expect(scaleOf([1, null, 7_000], "W")).toEqual({ by: 1_000, unit: "kW" });
  expect(scaleOf([32_000], "A")).toEqual({ by: 1, unit: "A" });
  expect(scaled({ x: [1], y: [500] }, 1_000)).toEqual({ x: [1], y: [0.5] });
  expect(quantity(12_412, "Wh")).toBe("12.4 kWh");
  expect(quantity(850, "Wh")).toBe("850 Wh");
  expect(quantity(null, "W")).toBe("—");
  expect([digits(0.126), digits(-45.67), digits(123.4)]).toEqual(["0.13", "-45.7", "123"]);
});

it("an energy register is shown from its start, a reading with all that it says", () => {
  const curve = { x: [1, 2, 3], y: [500, null, 700] };
  expect(since(curve, 400).y).toEqual([100, null, 300]);
  expect(since(curve, null).y).toEqual([0, null, 200]);
  expect([reading(300_512), reading(1_000), reading(null)]).toEqual([
    ...["300.512 kWh", "1 kWh", "—"],
  ]);
});
