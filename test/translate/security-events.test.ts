import { expect, it } from "vitest";
import { securityEventsBlock } from "../../src/translate/security-events.ts";
import { booted, toCsms } from "./stage.ts";

const event = (type: string) => ({ type, timestamp: "2026-05-01T10:00:00Z" });
const typesOf = (closedSecurityEvents: boolean, types: readonly string[]) => {
  const it = booted({ settings: { closedSecurityEvents } });
  return types.flatMap((type) => {
    const sent = toCsms(it.station("SecurityEventNotification", event(type)));
    it.drain();
    return sent.map(([, payload]) => (payload as { type: string }).type);
  });
};

it("handles one action", () => {
  expect(Object.keys(securityEventsBlock.calls ?? {})).toEqual(["SecurityEventNotification"]);
});

it("renames what 2.0.1 calls otherwise, and keeps names of vendors", () => {
  const types = ["InvalidChargePointCertificate", "FirmwareUpdated", "AcmeDoorOpened"];
  const named = ["InvalidChargingStationCertificate", "FirmwareUpdated"];
  expect(typesOf(false, types)).toEqual([...named, "AcmeDoorOpened"]);
  expect(typesOf(true, types)).toEqual(named);
});

it("a CSMS with a closed list gets all that is on it", () => {
  const types = ["MaintenanceLoginAccepted", "MaintenanceLoginFailed", "InvalidTLSVersion"];
  expect(typesOf(true, types)).toEqual(types);
});
