import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { faultSignalsOf } from "../../../src/findings/rules/fault-signals.ts";
import type { OcppVersion } from "../../../src/ocpp/versions.ts";

function signals(version: OcppVersion, action: string, callPayload: Json) {
  return faultSignalsOf(version, { type: "call", messageId: "1", action, callPayload });
}

const event = (fields: Record<string, Json>): Json => ({
  eventData: [
    {
      ...{ eventId: 1, trigger: "Delta", actualValue: "x", component: { name: "ChargingStation" } },
      ...{ variable: { name: "Problem" }, ...fields },
    },
  ],
});

it("reads the codes of 1.6", () => {
  const payload = { connectorId: 1, status: "Faulted", errorCode: "GroundFailure", info: "RCD" };
  expect(signals("1.6", "StatusNotification", payload)).toEqual([
    {
      ...{ key: "1", name: "connector 1", fault: "GroundFailure", isOut: true },
      facts: {
        ...{ status: "Faulted", errorCode: "GroundFailure", info: "RCD" },
        meaning: "the residual current device has tripped",
      },
    },
  ]);
  const fine = { connectorId: 1, status: "Charging", errorCode: "NoError" };
  expect(signals("1.6", "StatusNotification", fine)).toMatchObject([{ fault: "", isOut: false }]);
  const weak = { connectorId: 0, status: "Available", errorCode: "WeakSignal" };
  expect(signals("1.6", "StatusNotification", weak)).toMatchObject([
    { fault: "WeakSignal", isOut: false },
  ]);
});

it("reads the status of 2.x", () => {
  const payload = { evseId: 2, connectorId: 1, connectorStatus: "Faulted" };
  expect(signals("2.0.1", "StatusNotification", payload)).toMatchObject([
    { key: "2/1", fault: "Faulted", isOut: true },
  ]);
});

it("reads the events that are faults: problems, states and alerts, raised and cleared", () => {
  const of = (fields: Record<string, Json>) => signals("2.1", "NotifyEvent", event(fields))[0];
  expect(of({ actualValue: "true", techCode: "E7" })).toMatchObject({
    ...{ name: "the component ChargingStation", fault: "Problem", isOut: false },
    facts: { component: "ChargingStation", variable: "Problem", techCode: "E7" },
  });
  expect(of({ actualValue: "false" })).toMatchObject({ fault: "" });
  expect(of({ actualValue: "true", cleared: true })).toMatchObject({ fault: "" });
  const state = { name: "AvailabilityState" };
  expect(of({ variable: state, actualValue: "Faulted" })).toMatchObject({ isOut: true });
  expect(of({ variable: state, actualValue: "Available" })).toMatchObject({ fault: "" });
  const alert = { trigger: "Alerting", variable: { name: "Temperature" } };
  expect(
    of({ ...alert, component: { name: "EVSE", evse: { id: 2, connectorId: 1 } } }),
  ).toMatchObject({
    ...{ key: "EVSE//Temperature/2/1", name: "the component EVSE of EVSE 2, connector 1" },
    fault: "Temperature",
  });
  expect(of({ ...alert, cleared: true })).toMatchObject({ fault: "" });
});

it("says nothing of other events, other actions and nonsense", () => {
  expect(signals("2.0.1", "NotifyEvent", event({ variable: { name: "Power" } }))).toEqual([]);
  expect(signals("2.0.1", "NotifyEvent", { eventData: [null, 5, []] })).toEqual([]);
  expect(signals("1.6", "NotifyEvent", event({ actualValue: "true" }))).toEqual([]);
  expect(signals("1.6", "StatusNotification", null)).toEqual([]);
  expect(signals("1.6", "Heartbeat", {})).toEqual([]);
});
