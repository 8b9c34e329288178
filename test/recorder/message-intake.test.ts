import { describe, expect, it } from "vitest";
import { record } from "../support/recording.ts";

describe("a message's row", () => {
  it("carries what was found out about it", () => {
    const recording = record();
    recording
      .link()
      .open()
      .station('[2,"a","StartTransaction",{"connectorId":1,"idTag":"AB12","meterStart":0}]')
      .csms('[3,"a",{"transactionId":77,"idTagInfo":{"status":"Accepted"}}]', { afterMs: 250 });
    expect(recording.rows("messages")).toMatchObject([
      {
        ...{ seq: 1, sender: "station", message_type: "call", message_id: "a" },
        ...{ action: "StartTransaction", connector_id: 1, id_token: "AB12", transaction_id: "" },
        ...{ request_seq: null, latency_us: null, ocpp_version: "1.6", station_id: "CP-1" },
      },
      {
        ...{ seq: 2, sender: "csms", message_type: "callResult", action: "StartTransaction" },
        ...{ request_seq: 1, latency_us: 250_000, transaction_id: "77" },
        ...{ connector_id: 1, id_token: "AB12" },
      },
    ]);
  });

  it("names the message of the other leg that it was translated from", () => {
    const recording = record();
    const station = recording.link().open({ leg: "station" }).station('[2,"1","Heartbeat",{}]');
    const from = { linkId: station.linkId, seq: 1 };
    const csms = recording.link().open({ leg: "csms" });
    csms.station('[2,"own","BootNotification",{}]').note({ note: "translated", seq: 2, from });
    csms.station('[2,"a","Heartbeat",{}]').station('[2,"b","Heartbeat",{}]');
    expect(
      recording.rows("messages").map((row) => [row["leg"], row["from_link_id"], row["from_seq"]]),
    ).toEqual([
      ["station", null, null],
      ["csms", null, null],
      ["csms", station.linkId, 1],
      ["csms", null, null],
    ]);
  });

  it("learns what a station is from the station alone", () => {
    const boot = '[2,"b","BootNotification",{"chargePointVendor":"Acme","chargePointModel":"One"}]';
    const cut =
      '[2,"b","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"A","model":"O"}}]';
    const recording = record();
    const station = recording.link().open({ leg: "station" }).station(boot);
    recording.link().open({ leg: "csms" }).station(cut);
    station.gap(2, 2);
    expect(recording.findings().filter(({ rule }) => rule === "record-gap")).toMatchObject([
      { vendor: "Acme", model: "One" },
    ]);
  });

  it("names the rules that found something in it", () => {
    const recording = record();
    recording.link().open().station('[2,"1","Heartbeat",{}]').station('[2,"2","Heartbeat",{');
    recording.link().open().csms('[3,"9",{}]');
    expect(recording.rows("messages").map((row) => row["findings"])).toEqual([
      [],
      ["json-invalid"],
      ["response-unmatched"],
    ]);
  });

  it("tells the version from the payloads where none was negotiated", () => {
    const recording = record();
    const link = recording.link().open({ subprotocol: null });
    link.station('[2,"1","Heartbeat",{}]');
    link.station('[2,"2","BootNotification",{"chargingStation":{},"reason":"PowerUp"}]');
    link.csms('[3,"2",{}]');
    expect(recording.rows("messages").map((row) => row["ocpp_version"])).toEqual([
      ...["", "2.0.1", "2.0.1"],
    ]);
  });

  it("of a call that could not be parsed is still paired with its answer", () => {
    const recording = record();
    const link = recording.link().open().station('[2,"17","MeterValues",{"a":[,]}]');
    link.csms('[4,"17","FormationViolation","",{}]');
    expect(recording.rows("messages")).toMatchObject([
      { message_type: "malformed", action: "MeterValues", message_id: "17" },
      { message_type: "callError", action: "MeterValues", request_seq: 1 },
    ]);
  });
});

it("keeps a message whose interpretation meets a bug of ours, and tells the bug", () => {
  const recording = record();
  const link = recording.link().open();
  const { pairing } = recording.intake.state;
  const step = pairing.step;
  Object.assign(pairing, {
    step() {
      throw new Error("a bug");
    },
  });
  link.station('[2,"1","Heartbeat",{}]');
  Object.assign(pairing, { step });
  link.csms('[2,"2","Reset",{}]');
  expect(recording.rows("messages")).toMatchObject([
    { seq: 1, message_type: "malformed", payload: '[2,"1","Heartbeat",{}]' },
    { seq: 2, message_type: "call" },
  ]);
  expect(recording.events).toMatchObject([{ name: "bug", role: "recorder", problem: "a bug" }]);
});
