import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { askHealth } from "../../src/observe/status.ts";
import { startRelayRole } from "../../src/roles/relay.ts";
import { startShadowRole } from "../../src/roles/shadow.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";
import { contextFor } from "./context.ts";

const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
const now = () => new Date().toISOString();

/** What a 1.6 CSMS says; its numbers are its own. */
function primaryAnswer(action: string): JsonObject | null {
  const idTagInfo = { status: "Accepted" };
  switch (action) {
    case "Authorize":
      return { idTagInfo };
    case "StartTransaction":
      return { transactionId: 4711, idTagInfo };
    default:
      return null;
  }
}

async function world(more: object = {}, answers?: (action: string) => JsonObject | null) {
  const primary = await startStrictCsms({ protocols: ["ocpp1.6"], answers: primaryAnswer });
  const other = await startStrictCsms(answers === undefined ? {} : { answers });
  const credentials = { mode: "static", password: "the-shadow-password" };
  const translate = { station: "1.6", csms: "2.0.1", credentials };
  const context = await contextFor({
    listen: [{ address: "0" }],
    routes: [{ match: "/ocpp/{station}", upstream: primary.url }],
    shadows: [{ match: "/ocpp/{station}", upstream: other.url, translate, ...more }],
  });
  const relay = await startRelayRole(context);
  onTestFinished(() => relay.close());
  const startShadow = async () => {
    const role = await startShadowRole(context);
    let isClosed = false;
    const close = async () => {
      if (!isClosed) await role.close();
      isClosed = true;
    };
    onTestFinished(close);
    return { ...role, close };
  };
  const station = strictStation(`${relay.address}/ocpp`, { identity: "CP-7", password: "own" });
  const events = () => other.of("TransactionEvent");
  return { primary, other, context, startShadow, station, events };
}

const started = { connectorId: 1, idTag: "CARD", meterStart: 1_000 };

it("plays a station's day to the other CSMS, and the station gets the primary's answers", async () => {
  const { primary, other, context, startShadow, station, events } = await world();
  const role = await startShadow();
  expect(role.address).toBe("/ocpp/{station}");
  await station.connect();
  await station.call("BootNotification", boot);
  const status = { connectorId: 1, status: "Preparing", errorCode: "NoError" };
  await station.call("StatusNotification", status);
  await station.call("Authorize", { idTag: "CARD" });
  const { transactionId } = await station.call("StartTransaction", {
    ...started,
    timestamp: now(),
  });
  expect(transactionId).toBe(4711);
  await until(() => events().length === 1, "the start has crossed");
  const stopped = { transactionId, meterStop: 1_500, timestamp: now() };
  await station.call("StopTransaction", stopped);
  await until(() => events().length === 2, "the end has crossed");
  expect(events().map(({ eventType, seqNo }) => [eventType, seqNo])).toEqual([
    ["Started", 0],
    ["Ended", 1],
  ]);
  expect(other.got.map(({ action }) => action).slice(0, 2)).toEqual([
    ...["BootNotification", "StatusNotification"],
  ]);
  expect(other.handshakes).toEqual([{ identity: "CP-7", password: "the-shadow-password" }]);
  expect([other.faults, primary.faults, station.faults]).toEqual([[], [], []]);
  expect(await askHealth(context.runDir, "shadow")).toMatchObject({
    ...{ ready: true, detail: expect.stringMatching(/^1 of 1 stations connected/) },
  });
});

it("answers the other CSMS from what it saw, and never asks the station", async () => {
  const { primary, other, startShadow, station } = await world();
  await startShadow();
  await station.connect();
  await station.call("BootNotification", boot);
  await primary.call("GetConfiguration", {});
  await until(() => other.of("BootNotification").length === 1, "the boot has crossed");
  const seen = station.got.length;
  const variable = {
    component: { name: "OCPPCommCtrlr" },
    variable: { name: "HeartbeatInterval" },
  };
  expect(await other.call("GetVariables", { getVariableData: [variable] })).toMatchObject({
    getVariableResult: [{ attributeStatus: "Accepted", attributeValue: "300" }],
  });
  const info = { statusInfo: { reasonCode: "NotEnabled", additionalInfo: "shadow" } };
  expect(await other.call("Reset", { type: "Immediate" })).toEqual({ status: "Rejected", ...info });
  const trigger = { requestedMessage: "Heartbeat" };
  expect(await other.call("TriggerMessage", trigger)).toEqual({ status: "Accepted" });
  await until(() => other.of("Heartbeat").length === 1, "the heartbeat is served from here");
  expect(station.got.length).toBe(seen);
});

it("answers as if it had done what was asked, where that is wanted", async () => {
  const { other, startShadow, station } = await world({ simulateAccept: true });
  await startShadow();
  await station.connect();
  await station.call("BootNotification", boot);
  await until(() => other.of("BootNotification").length === 1, "the boot has crossed");
  expect(await other.call("Reset", { type: "Immediate" })).toEqual({ status: "Accepted" });
  expect(station.got).toEqual([]);
});

it("compares what both CSMSs say", async () => {
  const answers = (action: string) =>
    action === "Authorize" ? { idTokenInfo: { status: "Unknown" } } : null;
  const { context, other, startShadow, station } = await world({}, answers);
  await startShadow();
  await station.connect();
  await station.call("BootNotification", boot);
  await until(() => other.of("BootNotification").length === 1, "the boot has crossed");
  await station.call("Authorize", { idTag: "CARD" });
  await station.call("StartTransaction", { ...started, timestamp: now() });
  const line = (action: string, outcome: string) =>
    `ocpptap_shadow_answers_total{action="${action}",outcome="${outcome}",role="test"} 1`;
  await until(async () => {
    const text = await context.observer.metrics.text();
    const lines = [line("StartTransaction", "same"), line("Authorize", "different")];
    return lines.every((each) => text.includes(each));
  }, "both answers are compared");
});

it("goes on where it stopped: one start, one end, and the link that was open", async () => {
  const { context, other, startShadow, station, events } = await world();
  const first = await startShadow();
  await station.connect();
  await station.call("BootNotification", boot);
  const { transactionId } = await station.call("StartTransaction", {
    ...started,
    timestamp: now(),
  });
  await until(() => events().length === 1, "the start has crossed");
  // One call at a time: when this one is there, the start has been answered.
  const available = { connectorId: 2, status: "Available", errorCode: "NoError" };
  await station.call("StatusNotification", available);
  await until(() => other.of("StatusNotification").length === 1, "the status has crossed");
  await first.close();
  expect(await readdir(join(context.config.data, "shadow"))).toEqual(["checkpoint.json"]);
  await station.call("StopTransaction", { transactionId, meterStop: 1_500, timestamp: now() });
  await startShadow();
  await until(() => events().length === 2, "the end has crossed");
  expect(events().map(({ eventType, seqNo }) => [eventType, seqNo])).toEqual([
    ["Started", 0],
    ["Ended", 1],
  ]);
  expect(other.of("BootNotification")).toHaveLength(1);
});

it("begins in the middle of a session: with its status, its boot, and its start", async () => {
  const { other, startShadow, station, events } = await world();
  await station.connect();
  await station.call("BootNotification", boot);
  const status = { connectorId: 1, status: "Charging", errorCode: "NoError" };
  await station.call("StatusNotification", status);
  const { transactionId } = await station.call("StartTransaction", {
    ...started,
    timestamp: now(),
  });
  await startShadow();
  await until(() => events().length === 1, "the start is told", 25_000);
  expect(other.of("BootNotification")).toMatchObject([
    { reason: "Unknown", chargingStation: { model: "Fast-22", vendorName: "Acme" } },
  ]);
  expect(other.of("StatusNotification")).toMatchObject([{ connectorStatus: "Occupied" }]);
  await station.call("StopTransaction", { transactionId, meterStop: 1_500, timestamp: now() });
  await until(() => events().length === 2, "and so is its end");
});

it("says what is wrong with a file of credentials", async () => {
  const context = await contextFor({ upstream: "ws://127.0.0.1:9" });
  const file = join(context.config.data, "credentials.yaml");
  await writeFile(file, "CP-1: secret");
  const credentials = { mode: "perStation", file };
  const translate = { station: "1.6", csms: "2.0.1", credentials };
  const shadows = [{ match: "/{station}", upstream: "ws://127.0.0.1:9", translate }];
  const wrong = await contextFor({ upstream: "ws://127.0.0.1:9", shadows });
  await expect(startShadowRole(wrong)).rejects.toMatchObject({ code: "CONFIG_UNREADABLE" });
});
