import { expect, it } from "vitest";
import { meterValuesMissing } from "../../../src/findings/rules/meter-values-missing.ts";
import { type RecordedLink, record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;
const start = `[2,"s","StartTransaction",{"connectorId":1,"idTag":"A"}]`;
const values = `[2,"m","MeterValues",{"connectorId":1,"meterValue":[]}]`;
const status = (text: string) =>
  `[2,"n","StatusNotification",{"connectorId":1,"status":"${text}"}]`;

function set(link: RecordedLink, seconds: number, answer = "Accepted") {
  const payload = { key: "MeterValueSampleInterval", value: `${seconds}` };
  return link
    .csms(`[2,"c","ChangeConfiguration",${JSON.stringify(payload)}]`)
    .station(`[3,"c",{"status":"${answer}"}]`);
}

function charging(seconds: number, answer?: string) {
  const told = record({ rules: [meterValuesMissing] });
  const link = set(told.link().open(), seconds, answer).station(start).station(status("Charging"));
  return { told, link };
}

it("tells a station that charges and sends nothing at the interval it accepted", () => {
  const { told, link } = charging(60);
  link.tick(2 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
  link.tick(MINUTE_MS).tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [3],
      sentence:
        "The station has charged for 3 min on connector 1, but has sent no meter values, though its sample interval is 60 s.",
      details: { intervalS: 60 },
    },
  ]);
});

it("is silent where values come, where it does not charge, and where it has ended", () => {
  for (const said of [values, status("SuspendedEV"), `[2,"x","StopTransaction",{}]`]) {
    const { told, link } = charging(60);
    link.station(said, { afterMs: MINUTE_MS }).tick(10 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
});

it("is silent without an interval that the station has", () => {
  for (const { told, link } of [charging(0), charging(60, "Rejected")]) {
    link.tick(10 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
  const { told, link } = charging(60);
  set(link, 0).tick(10 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("is silent where messages are missing from the record", () => {
  const { told, link } = charging(60);
  link.gap(5, 6).tick(10 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("follows transactions of 2.x", () => {
  const told = record({ rules: [meterValuesMissing] });
  const variable = `"component":{"name":"SampledDataCtrlr"},"variable":{"name":"TxUpdatedInterval"}`;
  const event = (type: string, rest = "") =>
    `[2,"e","TransactionEvent",{"eventType":"${type}","transactionInfo":{"transactionId":"t-1","chargingState":"Charging"}${rest}}]`;
  const link = told.link().open({ subprotocol: "ocpp2.0.1" });
  link
    .csms(`[2,"g","GetVariables",{"getVariableData":[{${variable}}]}]`)
    .station(
      `[3,"g",{"getVariableResult":[{"attributeStatus":"Accepted","attributeValue":"30",${variable}}]}]`,
    )
    .station(event("Started"))
    .tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringContaining("on transaction t-1, but has sent no meter values") },
  ]);
  link.station(event("Started")).station(event("Updated", `,"meterValue":[{}]`)).tick(MINUTE_MS);
  link.tick(10 * MINUTE_MS);
  expect(told.findings()).toHaveLength(1);
});

it("goes on where it was after a restart", () => {
  const saved = [60, [["1", 3, 5, null]], 0];
  const run = meterValuesMissing.open(saved);
  expect(run.save()).toEqual(saved);
  expect(run.dueUs()).toBe(Number.POSITIVE_INFINITY);
  expect(meterValuesMissing.open("odd").dueUs()).toBe(Number.POSITIVE_INFINITY);
});
