import { expect, it } from "vitest";
import { faultIn } from "../../src/translate/gate.ts";

const heartbeat = (currentTime: string) =>
  faultIn("csms", { action: "Heartbeat", kind: "response", payload: { currentTime } });
const status = {
  ...{ timestamp: "2026-05-01T10:00:00.000Z", connectorStatus: "Available" },
  ...{ evseId: 1, connectorId: 1 },
};
const faultOf = (payload: object) =>
  faultIn("csms", {
    action: "StatusNotification",
    kind: "request",
    payload: { ...status, ...payload },
  });

it("what follows schema and strictness passes", () => {
  expect(faultOf({})).toBeNull();
  expect(heartbeat("2026-05-01T10:00:00Z")).toBeNull();
});

it("nothing else does", () => {
  expect(faultOf({ connectorStatus: "Charging" })).toContain("connectorStatus");
  expect(faultOf({ timestamp: "2026-05-01T10:00:00.1234Z" })).toContain("no time in UTC");
  expect(faultOf({ timestamp: "2026-05-01T12:00:00+02:00" })).toContain("no time in UTC");
  expect(faultOf({ evseId: 2 ** 31 })).toContain("32 bits");
  expect(faultIn("csms", { action: "Nonsense", kind: "request", payload: {} })).toContain("has no");
  expect(
    faultIn("station", { action: "GetVariables", kind: "request", payload: {} }),
  ).not.toBeNull();
});
