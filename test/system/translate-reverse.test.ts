/** A strict 2.0.1 station on a strict 1.6 CSMS, over real sockets: neither ever sees a fault. */
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { memoryState } from "../support/memory-state.ts";
import { relayFor } from "../support/relay.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

const boot = {
  ...{ chargingStation: { vendorName: "Acme", model: "Fast-22" }, reason: "PowerUp" },
};
const idToken = { idToken: "9f1c2e7a-55d0-4c1e-8a53-0d6b2a7c1f00", type: "Central" };

function answers16() {
  let next = 101;
  return (action: string): JsonObject | null => {
    const accepted = { idTagInfo: { status: "Accepted" } };
    if (action === "StartTransaction") return { transactionId: next++, ...accepted };
    return action === "Authorize" || action === "StopTransaction" ? accepted : null;
  };
}

/** What a station of today answers to what a 1.6 CSMS is likely to ask. */
function answers201(action: string, payload: JsonObject): JsonObject | null {
  if (action === "GetVariables") {
    const asked = payload["getVariableData"] as readonly JsonObject[];
    const told = { attributeStatus: "Accepted", attributeValue: "300" };
    return { getVariableResult: asked.map((each) => ({ ...each, ...told })) };
  }
  if (action === "SetVariables") {
    const asked = payload["setVariableData"] as readonly JsonObject[];
    return {
      setVariableResult: asked.map(({ attributeValue: _value, ...each }) => ({
        ...each,
        attributeStatus: "Accepted",
      })),
    };
  }
  return null;
}

async function world(more: object = {}) {
  const csms = await startStrictCsms({ protocols: ["ocpp1.6"], answers: answers16() });
  const store = memoryState();
  const translate = { station: "2.0.1", csms: "1.6", ...more };
  const route = { match: "/ocpp/{station}", upstream: csms.url, mode: "translate", translate };
  const relay = await relayFor({ routes: [route] }, { store });
  const station = strictStation(`${relay.url}/ocpp`, {
    ...{ password: "0123456789abcdef", protocols: ["ocpp2.0.1"], answers: answers201 },
  });
  await station.connect();
  await station.call("BootNotification", boot);
  return { csms, relay, station, store };
}

type World = Awaited<ReturnType<typeof world>>;

type Fields = {
  readonly context?: string;
  readonly wh?: number;
  readonly info?: object;
  readonly idToken?: object;
};

/** Events of one session; each call gives the station's answer. */
function session({ station }: Pick<World, "station">, transactionId: string) {
  let seqNo = -1;
  return (eventType: string, more: Fields) => {
    const { context, wh, info, ...fields } = more;
    const timestamp = new Date().toISOString();
    const sampledValue = [{ value: wh, context, measurand: "Energy.Active.Import.Register" }];
    seqNo += 1;
    return station.call("TransactionEvent", {
      ...{ eventType, timestamp, seqNo, triggerReason: "ChargingStateChanged", ...fields },
      ...{ transactionInfo: { transactionId, ...info }, evse: { id: 1, connectorId: 1 } },
      ...(wh === undefined ? {} : { meterValue: [{ timestamp, sampledValue }] }),
    });
  };
}

function faultless({ csms, station }: Pick<World, "csms" | "station">): void {
  expect(csms.faults).toEqual([]);
  expect(station.faults).toEqual([]);
}

function status(connectorStatus: string) {
  return { timestamp: new Date().toISOString(), connectorStatus, evseId: 1, connectorId: 1 };
}

describe("a day of a 2.0.1 station", () => {
  it("boots, authorizes, charges with meter values, stops", async () => {
    const it = await world();
    const { csms, station } = it;
    expect(csms.of("BootNotification")).toEqual([
      { chargePointVendor: "Acme", chargePointModel: "Fast-22" },
    ]);
    await station.call("StatusNotification", status("Available"));
    await station.call("StatusNotification", status("Occupied"));
    expect(await station.call("Authorize", { idToken })).toEqual({
      idTokenInfo: { status: "Accepted" },
    });
    const tell = session(it, "tx-1");
    const begun = await tell("Started", {
      ...{ idToken, context: "Transaction.Begin", wh: 100.4 },
      info: { chargingState: "EVConnected" },
    });
    expect(begun).toEqual({ idTokenInfo: { status: "Accepted" } });
    const charging = { context: "Sample.Periodic", wh: 150, info: { chargingState: "Charging" } };
    expect(await tell("Updated", charging)).toEqual({});
    const info = { stoppedReason: "EVDisconnected" };
    await tell("Ended", { context: "Transaction.End", wh: 200.6, info });
    await station.call("StatusNotification", status("Available"));
    await until(() => csms.of("StatusNotification").length === 5, "five statuses");
    const [start] = csms.of("StartTransaction");
    expect(start).toMatchObject({ connectorId: 1, idTag: "TL1CM7G7RQSQGXF3VD8W", meterStart: 100 });
    expect(csms.of("MeterValues")).toMatchObject([{ connectorId: 1, transactionId: 101 }]);
    expect(csms.of("StopTransaction")).toMatchObject([
      { transactionId: 101, meterStop: 201, reason: "EVDisconnected" },
    ]);
    expect(csms.of("StatusNotification").map((each) => each["status"])).toEqual([
      ...["Available", "Preparing", "Charging", "Finishing", "Available"],
    ]);
    faultless(it);
  });

  it("obeys the CSMS: remote start and stop, keys, reset", async () => {
    const it = await world();
    const { csms, station } = it;
    const accepted = { status: "Accepted" };
    expect(await csms.call("RemoteStartTransaction", { idTag: "TAG1", connectorId: 1 })).toEqual(
      accepted,
    );
    const token = { idToken: "TAG1", type: "Central" };
    expect(station.got.at(-1)).toMatchObject({
      ...{ action: "RequestStartTransaction", payload: { evseId: 1, idToken: token } },
    });
    const tell = session(it, "tx-2");
    const info = { chargingState: "Charging", remoteStartId: 1 };
    await tell("Started", { idToken: token, context: "Transaction.Begin", wh: 1, info });
    expect(await csms.call("RemoteStopTransaction", { transactionId: 101 })).toEqual(accepted);
    expect(station.got.at(-1)?.payload).toEqual({ transactionId: "tx-2" });
    await tell("Ended", { info: { stoppedReason: "Remote" } });
    expect(await csms.call("GetConfiguration", { key: ["HeartbeatInterval", "Nothing"] })).toEqual({
      configurationKey: [{ key: "HeartbeatInterval", readonly: false, value: "300" }],
      unknownKey: ["Nothing"],
    });
    const change = { key: "ConnectionTimeOut", value: "90" };
    expect(await csms.call("ChangeConfiguration", change)).toEqual(accepted);
    expect(await csms.call("Reset", { type: "Soft" })).toEqual(accepted);
    expect(station.got.at(-1)).toEqual({ action: "Reset", payload: { type: "Immediate" } });
    faultless(it);
  });

  it("goes on with its session when ocpptap comes back with what it had stored", async () => {
    const it = await world();
    const { csms, station, relay, store } = it;
    const tell = session(it, "tx-3");
    const info = { chargingState: "Charging" };
    await tell("Started", { idToken, context: "Transaction.Begin", wh: 10, info });
    await station.close();
    await relay.close();
    const translate = { station: "2.0.1", csms: "1.6" };
    const route = { match: "/ocpp/{station}", upstream: csms.url, mode: "translate", translate };
    const again = await relayFor({ routes: [route] }, { store });
    const back = strictStation(`${again.url}/ocpp`, {
      ...{ password: "0123456789abcdef", protocols: ["ocpp2.0.1"], answers: answers201 },
    });
    await back.connect();
    await back.call("TransactionEvent", {
      ...{ eventType: "Ended", timestamp: new Date().toISOString(), seqNo: 1 },
      ...{ triggerReason: "AbnormalCondition", offline: true },
      transactionInfo: { transactionId: "tx-3", stoppedReason: "PowerLoss" },
      meterValue: [
        {
          timestamp: new Date().toISOString(),
          sampledValue: [{ value: 60, context: "Transaction.End" }],
        },
      ],
    });
    await until(() => csms.of("StopTransaction").length === 1, "the stop");
    expect(csms.of("StopTransaction")).toMatchObject([
      { transactionId: 101, meterStop: 60, reason: "PowerLoss" },
    ]);
    expect(csms.of("StartTransaction")).toHaveLength(1);
    faultless({ csms, station: back });
  });
});
