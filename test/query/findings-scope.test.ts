import { expect, it } from "vitest";
import { scopeOf } from "../../src/query/findings-scope.ts";
import { noStore } from "../console/served.ts";

const deps = { reader: noStore, clock: { nowUs: () => 1e15 }, retentionDays: 1 };
const scope = { q: "", fromUs: 5, toUs: 9, vendor: "", model: "", firmware: "" };

it("what is asked is only ever a parameter", () => {
  const hostile = "'; DROP TABLE findings --";
  const { condition, params } = scopeOf({ ...scope, model: hostile, q: "finding:x" }, deps);
  expect(condition).not.toContain("DROP");
  expect(params).toMatchObject({ model: hostile, p1: "x", fromUs: 5, toUs: 9 });
});

it("a model costs nothing where none is asked for", () => {
  expect(scopeOf(scope, deps).condition).not.toContain("station_boots");
  expect(scopeOf({ ...scope, firmware: "1" }, deps).condition).toContain("firmware = {firmware");
});
