import { expect, it } from "vitest";
import { triggerNotHonoured } from "../../../src/findings/rules/trigger-not-honoured.ts";
import { record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;

function triggered(payload: string, { answer = "Accepted", action = "TriggerMessage" } = {}) {
  const told = record({ rules: [triggerNotHonoured] });
  const link = told.link().open();
  const again = () =>
    link.csms(`[2,"t","${action}",${payload}]`).station(`[3,"t",{"status":"${answer}"}]`);
  return { told, link: again(), again };
}

it("tells a message that was promised and did not come", () => {
  const { told, link } = triggered(`{"requestedMessage":"MeterValues","connectorId":1}`);
  link.station(`[2,"m","MeterValues",{"connectorId":2,"meterValue":[]}]`).tick(31_000);
  link.tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1, 2],
      details: { requestedMessage: "MeterValues", connectorId: 1, times: 1 },
      sentence: "The station agreed to send MeterValues of connector 1, but did not within 31.1 s.",
    },
  ]);
});

it("tells a station that never sends it at the first, the tenth, the hundredth time", () => {
  const { told, link, again } = triggered(`{"requestedMessage":"MeterValues"}`);
  for (let times = 1; times < 12; times += 1) {
    link.tick(MINUTE_MS);
    again();
  }
  expect(told.findings().map(({ sentence }) => sentence)).toEqual([
    "The station agreed to send MeterValues, but did not within 60 s.",
    "The station agreed to send MeterValues, but did not within 60 s, for the 10th time in a row.",
  ]);
});

it.each([
  [`{"requestedMessage":"MeterValues","connectorId":1}`, `"MeterValues",{"connectorId":1}`],
  [`{"requestedMessage":"MeterValues"}`, `"MeterValues",{"connectorId":3}`],
  [
    `{"requestedMessage":"StatusNotification","connectorId":0}`,
    `"StatusNotification",{"connectorId":2}`,
  ],
  [
    `{"requestedMessage":"StatusNotification","evse":{"id":1,"connectorId":1}}`,
    `"StatusNotification",{"evseId":1,"connectorId":1}`,
  ],
  [
    `{"requestedMessage":"MeterValues","evse":{"id":1}}`,
    `"TransactionEvent",{"triggerReason":"Trigger","evse":{"id":1}}`,
  ],
  [`{"requestedMessage":"SignChargingStationCertificate"}`, `"SignCertificate",{}`],
  [`{"requestedMessage":"BootNotification"}`, `"BootNotification",{}`],
])("is silent where %s brings %s", (payload, sent) => {
  const { told, link } = triggered(payload);
  link.station(`[2,"m",${sent}]`, { afterMs: 20_000 }).tick(MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("is silent where the message came before the answer", () => {
  const told = record({ rules: [triggerNotHonoured] });
  const link = told.link().open();
  link
    .csms(`[2,"t","TriggerMessage",{"requestedMessage":"Heartbeat"}]`)
    .station(`[2,"h","Heartbeat",{}]`)
    .station(`[3,"t",{"status":"Accepted"}]`)
    .tick(MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("is silent where nothing was promised", () => {
  for (const one of [
    triggered(`{"requestedMessage":"MeterValues"}`, { answer: "NotImplemented" }),
    triggered(`{"requestedMessage":"CustomTrigger","customTrigger":"x"}`),
    triggered(`{"requestedMessage":5}`),
  ]) {
    one.link.tick(5 * MINUTE_MS);
    expect(one.told.findings()).toEqual([]);
  }
});

it("is silent where the link ended before", () => {
  const { told, link } = triggered(`{"requestedMessage":"MeterValues"}`);
  link.close().tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("follows the security extension's triggers, too", () => {
  const { told, link } = triggered(`{"requestedMessage":"SignChargePointCertificate"}`, {
    action: "ExtendedTriggerMessage",
  });
  link.station(`[2,"h","Heartbeat",{}]`).tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringContaining("to send SignChargePointCertificate, but did not") },
  ]);
});
