/** A strict 1.6 station on a translated route to a strict 2.0.1 CSMS, and what a day brings. */
import { expect } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { memoryState } from "./memory-state.ts";
import { relayFor } from "./relay.ts";
import { type StrictCsms, startStrictCsms, strictStation } from "./translated-peers.ts";

export const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
export const password = "0123456789abcdef";

export function routesTo(url: string, more: object = {}) {
  const translate = { station: "1.6", csms: "2.0.1", probe: false, ...more };
  return { routes: [{ match: "/ocpp/{station}", upstream: url, mode: "translate", translate }] };
}

export async function world(more: object = {}) {
  const csms = await startStrictCsms();
  const store = memoryState();
  const relay = await relayFor(routesTo(csms.url, more), { store });
  const station = strictStation(`${relay.url}/ocpp`, { password });
  await station.connect();
  await station.call("BootNotification", boot);
  return { csms, relay, station, store };
}

export type World = Awaited<ReturnType<typeof world>>;

export async function startCharging({ station, csms }: Pick<World, "station" | "csms">) {
  const started = await station.call("StartTransaction", {
    ...{ connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: new Date().toISOString() },
  });
  const txId = eventsOf(csms).at(-1)?.txId;
  return { transactionId: Number(started["transactionId"]), txId: String(txId) };
}

export function meterValues(transactionId: number, value: number) {
  return {
    ...{ connectorId: 1, transactionId },
    meterValue: [
      {
        timestamp: new Date().toISOString(),
        sampledValue: [{ value: String(value), measurand: "Energy.Active.Import.Register" }],
      },
    ],
  };
}

export function stop(transactionId: number, meterStop: number) {
  return { transactionId, meterStop, timestamp: new Date().toISOString() };
}

export function eventsOf(csms: StrictCsms) {
  return csms.of("TransactionEvent").map((event) => {
    const { eventType, seqNo, offline, transactionInfo } = event;
    return { eventType, seqNo, offline, txId: (transactionInfo as JsonObject)["transactionId"] };
  });
}

export function faultless({ csms, station }: Pick<World, "csms" | "station">): void {
  expect(csms.faults).toEqual([]);
  expect(station.faults).toEqual([]);
}
