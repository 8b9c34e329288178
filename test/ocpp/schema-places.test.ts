import { expect, it } from "vitest";
import { isOptional, timePlacesOf } from "../../src/ocpp/schema-places.ts";

const meterValues = { version: "1.6", action: "MeterValues", kind: "request" } as const;

it("finds the times of a message, through lists and definitions", () => {
  expect(timePlacesOf(meterValues)).toEqual([["meterValue", "*", "timestamp"]]);
  const heartbeat = { version: "1.6", action: "Heartbeat", kind: "response" } as const;
  expect(timePlacesOf(heartbeat)).toEqual([["currentTime"]]);
  const event = { version: "2.0.1", action: "TransactionEvent", kind: "request" } as const;
  expect(timePlacesOf(event)).toEqual(
    expect.arrayContaining([["timestamp"], ["meterValue", "*", "timestamp"]]),
  );
});

it("finds none where there are none, and in messages that do not exist", () => {
  expect(timePlacesOf({ ...meterValues, kind: "response" })).toEqual([]);
  expect(timePlacesOf({ ...meterValues, action: "constructor" })).toEqual([]);
});

it("tells optional fields from required and unknown ones", () => {
  const ask = (...path: string[]) => isOptional(meterValues, path);
  expect(ask("transactionId")).toBe(true);
  expect(ask("connectorId")).toBe(false);
  expect(ask("meterValue", "0", "timestamp")).toBe(false);
  expect(ask("meterValue", "0", "sampledValue", "3", "unit")).toBe(true);
  expect(ask("x")).toBe(false);
  expect(ask()).toBe(false);
  const status = { version: "2.0.1", action: "Authorize", kind: "request" } as const;
  expect(isOptional(status, ["idToken", "additionalInfo"])).toBe(true);
});
