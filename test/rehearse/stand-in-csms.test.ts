import { expect, it } from "vitest";
import { validate } from "../../src/ocpp/validator.ts";
import { acceptAll } from "../../src/rehearse/stand-in-csms.ts";

const said = [
  ...["Authorize", "BootNotification", "DataTransfer", "FirmwareStatusNotification"],
  ...["Get15118EVCertificate", "GetCertificateStatus", "Heartbeat", "LogStatusNotification"],
  ...["MeterValues", "NotifyCustomerInformation", "NotifyEvent", "NotifyReport"],
  ...["ReportChargingProfiles", "ReservationStatusUpdate", "SecurityEventNotification"],
  ...["SignCertificate", "StatusNotification", "TransactionEvent"],
];

it.each(said)("answers %s as 2.0.1 has it, and accepts", (action) => {
  const answer = acceptAll(action, { idToken: { idToken: "A", type: "Local" } }, 0);
  const verdict = validate({ version: "2.0.1", action, kind: "response" }, answer);
  expect(verdict).toEqual({ kind: "valid" });
  expect(JSON.stringify(answer)).not.toContain("Rejected");
});

it("says nothing of a token where none was asked about", () => {
  expect(acceptAll("TransactionEvent", {}, 0)).toEqual({});
});
