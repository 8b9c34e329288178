import { expect, it } from "vitest";
import { invalidQuery, nearestField, quoted, unknownField } from "../../src/query/invalid.ts";

it.each([
  ["statoin", "station"],
  ["Stations", "station"],
  ["stationId", "station"],
  ["transactionId", "tx"],
  ["messageId", "id"],
  ["latencyMs", "latency"],
  ["payloads.status", "payload"],
  ["zzz", null],
])("the field nearest to %s is %s", (name, field) => {
  expect(nearestField(name)).toBe(field);
});

it("names position, problem and all fields", () => {
  const error = unknownField(3, "statoin");
  expect(error.message).toContain("position 3");
  expect(error.message).toContain('"station"');
  expect(error.remedy).toContain("payload.<path>");
});

it("repeats little of the input, and nothing a terminal would obey", () => {
  expect(quoted("a\u001b[2J")).toBe('"a\\u001b[2J"');
  expect(quoted("x".repeat(500)).length).toBeLessThan(80);
  expect(invalidQuery(1, quoted("\n"), "-").message).not.toContain("\n");
});
