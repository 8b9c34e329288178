import { expect, it } from "vitest";
import { rangedActions, rangesOf } from "../../../src/findings/rules/number-ranges.ts";
import { actionsOf } from "../../../src/ocpp/schemas.ts";

it("names actions that exist", () => {
  for (const action of rangedActions) {
    expect([...actionsOf("1.6"), ...actionsOf("2.0.1")], action).toContain(action);
  }
});

it("has bounds of calls and of results, by version", () => {
  const meterStart = rangesOf("1.6", "StartTransaction", "call").map(({ place }) =>
    place.join("."),
  );
  expect(meterStart).toEqual(["connectorId", "meterStart"]);
  expect(rangesOf("2.0.1", "StatusNotification", "call").map(({ min }) => min)).toEqual([1, 1]);
  expect(rangesOf("1.6", "BootNotification", "result").length).toBe(1);
  expect(rangesOf("2.1", "StartTransaction", "call")).toEqual([]);
  expect(rangesOf("1.6", "__proto__", "call")).toEqual([]);
});
