/** A 1.6 station behind the translator, over real sockets, on a CSMS that takes 2.0.1 at its word. */
import { expect, onTestFinished } from "vitest";
import type { Json, JsonObject } from "../../src/exchange/message.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import type { CsmsOptions } from "../../src/simulate/csms-contract.ts";
import { startSimulatedStation } from "../../src/simulate/station.ts";
import type { StationOptions } from "../../src/simulate/station-contract.ts";
import { schemaFaults } from "./ocpp-schemas.ts";
import { relayFor } from "./relay.ts";
import { until } from "./until.ts";

export const ID = "CP-1";
export const card = { idToken: "0123456789ABCDEF", type: "ISO14443" };
export const app = { idToken: "9f1c2a4e-7b60-4a2e-8a0b-3a5d6d1f0b42", type: "Central" };
export const brief = { durationMs: 400, dwellMs: 20, meterEveryMs: 100 } as const;
const long = { durationMs: 600_000, dwellMs: 20, meterEveryMs: 600_000 } as const;

type Options = {
  readonly csms?: Partial<CsmsOptions>;
  readonly station?: Partial<StationOptions>;
  readonly translate?: object;
};

export async function world({ csms: csmsMore, station: stationMore, translate }: Options = {}) {
  const tokens = [card, app, { idToken: "BLOCKED", type: "ISO14443", status: "Blocked" }];
  const csms = await startSimulatedCsms({ port: 0, strict: { tokens }, ...csmsMore });
  onTestFinished(csms.close);
  const relay = await relayFor({
    routes: [
      {
        ...{ match: "/ocpp/{station}", upstream: csms.url, mode: "translate" },
        translate: { station: "1.6", csms: "2.0.1", probe: false, ...translate },
      },
    ],
  });
  const station = startSimulatedStation({
    ...{ url: `${relay.url}/ocpp`, id: ID, version: "1.6", connectors: 2, powerMaxW: 10_000_000 },
    reconnect: { minMs: 20, maxMs: 50 },
    ...stationMore,
  });
  onTestFinished(() => station.close());
  onTestFinished(() => {
    expect(csms.ledger.violations()).toEqual([]);
    const toStation = station.traffic.entries({ sender: "csms" });
    expect(schemaFaults(toStation, "1.6")).toEqual([]);
    expect(relay.eventsOf("deadLettered")).toEqual([]);
  });
  const ask = async (action: string, payload: JsonObject): Promise<Json> => {
    const answer = await csms.sendCall(ID, action, payload);
    return answer.type === "result" ? answer.payload : `${answer.type}`;
  };
  const told = (action: string) =>
    csms.traffic
      .entries({ action, sender: "station", type: "call" })
      .map(({ text }) => (JSON.parse(text) as [2, string, string, JsonObject])[3]);
  const asked = (action: string) =>
    station.traffic
      .entries({ action, sender: "csms", type: "call" })
      .map(({ text }) => (JSON.parse(text) as [2, string, string, JsonObject])[3]);
  const nthTold = async (action: string, count: number) => {
    await until(() => told(action).length >= count, `${action} ${count}`);
    return told(action);
  };
  const eventsOf = (nth = 0) => csms.ledger.transactions()[nth]?.events ?? [];
  const story = (nth = 0) =>
    eventsOf(nth).map(({ eventType, triggerReason }) => `${eventType} ${triggerReason}`);
  const ended = () => csms.ledger.transactions().filter(({ isEnded }) => isEnded).length;
  return { csms, relay, station, ask, told, asked, nthTold, eventsOf, story, ended };
}

/** Its station is accepted and has told its statuses. */
export async function ready(options: Options = {}) {
  const it = await world(options);
  await it.station.event("accepted");
  await it.nthTold("StatusNotification", 2);
  return it;
}

export async function charging(options: Options = {}) {
  const it = await ready(options);
  const session = it.station.session({ ...long, connectorId: 1 });
  await until(() => it.story().includes("Updated ChargingStateChanged"), "it charges");
  const transactionId = it.csms.ledger.transactions()[0]?.transactionId ?? "";
  return { ...it, session, transactionId };
}

export const variable = (component: string, name: string) => ({
  component: { name: component },
  variable: { name },
});
