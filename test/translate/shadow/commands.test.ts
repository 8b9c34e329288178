import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/exchange/message.ts";
import { shadowAnswer } from "../../../src/translate/shadow/commands.ts";
import { schemaFaults } from "../../support/ocpp-schemas.ts";

const info = { statusInfo: { reasonCode: "NotEnabled", additionalInfo: "shadow" } };
const component = { name: "AuthCtrlr" };
const variable = { name: "Enabled" };

/** By action: what the CSMS asks where that matters, what it is told, and what it is simulated. */
const rows: readonly (readonly [string, JsonObject, JsonObject, JsonObject])[] = [
  ...[
    ...["CancelReservation", "CertificateSigned", "ChangeAvailability", "ClearCache"],
    ...["DataTransfer", "GetLog", "InstallCertificate", "PublishFirmware", "UpdateFirmware"],
    ...["RequestStartTransaction", "RequestStopTransaction", "ReserveNow", "Reset"],
    ...["SetChargingProfile", "SetDisplayMessage", "SetMonitoringBase", "SetMonitoringLevel"],
    "SetNetworkProfile",
  ].map((action) => row(action, "Rejected", "Accepted")),
  row("ClearChargingProfile", "Unknown", "Accepted"),
  row("ClearDisplayMessage", "Unknown", "Accepted"),
  row("DeleteCertificate", "Failed", "Accepted"),
  row("SendLocalList", "Failed", "Accepted"),
  row("UnlockConnector", "UnlockFailed", "Unlocked"),
  row("CustomerInformation", "Rejected", null),
  row("GetCompositeSchedule", "Rejected", null),
  row("GetDisplayMessages", "Unknown", null),
  row("GetInstalledCertificateIds", "NotFound", null),
  row("GetMonitoringReport", "NotSupported", null),
  ["UnpublishFirmware", {}, { status: "NoFirmware" }, { status: "Unpublished" }],
  ["CostUpdated", {}, {}, {}],
  [
    "SetVariables",
    { setVariableData: [{ attributeValue: "secret", component, variable }] },
    {
      setVariableResult: [
        { ...{ attributeStatus: "Rejected", component, variable }, ...attributeInfo() },
      ],
    },
    { setVariableResult: [{ attributeStatus: "Accepted", component, variable }] },
  ],
  [
    "SetVariableMonitoring",
    { setMonitoringData: [{ value: 1, type: "Delta", severity: 5, component, variable }] },
    {
      setMonitoringResult: [
        { ...{ status: "Rejected", type: "Delta", severity: 5 }, component, variable, ...info },
      ],
    },
    {
      setMonitoringResult: [
        { status: "Accepted", type: "Delta", severity: 5, component, variable },
      ],
    },
  ],
  [
    "ClearVariableMonitoring",
    { id: [4] },
    { clearMonitoringResult: [{ status: "Rejected", id: 4, ...info }] },
    { clearMonitoringResult: [{ status: "Accepted", id: 4 }] },
  ],
];

function row(action: string, negative: string, positive: string | null) {
  const refusal = { status: negative, ...info };
  return [action, {}, refusal, positive === null ? refusal : { status: positive }] as const;
}

function attributeInfo(): JsonObject {
  return { attributeStatusInfo: info.statusInfo };
}

it.each(rows)(
  "%s is refused as §16 says, and the answer is legal",
  (action, payload, told, simulated) => {
    for (const [simulateAccept, wanted] of [[false, told] as const, [true, simulated] as const]) {
      const answer = shadowAnswer(action, payload, { simulateAccept });
      expect(answer).toEqual(wanted);
      const text = JSON.stringify([3, "1", answer]);
      const entry = {
        ...{ stationId: "", sender: "csms" as const, messageId: "1", isBinary: false },
        ...{ type: "callResult" as const, action, text },
      };
      expect(schemaFaults([entry], "2.0.1")).toEqual([]);
    }
  },
);

it("reads are left to the translator, and so is what nobody knows", () => {
  const reads = [
    ...["GetVariables", "GetBaseReport", "GetReport", "GetTransactionStatus"],
    ...["GetLocalListVersion", "GetChargingProfiles", "Nonsense", "__proto__"],
  ];
  for (const action of reads) {
    expect(shadowAnswer(action, {}, { simulateAccept: false }), action).toBeNull();
  }
});

it.each([
  ["BootNotification", true],
  ["Heartbeat", true],
  ["StatusNotification", true],
  ["TransactionEvent", true],
  ["MeterValues", false],
  ["LogStatusNotification", false],
  ["FirmwareStatusNotification", false],
  ["SignChargingStationCertificate", false],
])("a trigger of %s is served from what is known: %s", (requestedMessage, isServed) => {
  const answer = shadowAnswer("TriggerMessage", { requestedMessage }, { simulateAccept: true });
  expect(answer).toEqual(isServed ? null : { status: "Rejected", ...info });
});

it("all 40 commands of 2.0.1 are either read or refused", () => {
  const known = new Set(rows.map(([action]) => action));
  expect(known.size + 6 + 1).toBe(40);
});
