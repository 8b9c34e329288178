/**
 * A whole migration as `serve` runs it: 1.6 stations on an old CSMS, a strict 2.0.1 CSMS that their
 * shadow rehearses, a route that translates to it, and beside them a link that nobody touches.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { PlanAnswer } from "../../src/console/plan-contract.ts";
import type { TransactionsAnswer } from "../../src/console/transaction-contract.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import type { SimulatedCsms } from "../../src/simulate/csms-contract.ts";
import type { SessionOutcome } from "../../src/simulate/session.ts";
import { startSimulatedStation } from "../../src/simulate/station.ts";
import type { SimulatedStation } from "../../src/simulate/station-contract.ts";
import { encodeFrame } from "./frames.ts";
import { whenOver } from "./lifetime.ts";
import { dialRaw, type RawCsms, type RawPeer, requestHead, startRawCsms } from "./raw-peers.ts";
import { type Served, serve } from "./serve.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

export const OLD = "/old/{station}";
export const NEW = "/new/{station}";

/** A card that only the old CSMS accepts. */
export const UNKNOWN = "OLD-ONLY";

export type Session = {
  readonly idToken: string;
  readonly outcome: Promise<SessionOutcome>;
};

export type Migration = {
  readonly served: Served;
  readonly oldCsms: SimulatedCsms;
  readonly newCsms: SimulatedCsms;
  readonly stations: readonly SimulatedStation[];
  readonly ask: (method: string, path: string, body?: object) => Promise<PlanAnswer>;
  readonly plan: (name: string) => Promise<PlanAnswer>;
  /** Begins a session, and waits until the CSMS that the station has knows of it. */
  readonly charge: (station: SimulatedStation, idToken: string) => Promise<Session>;
  /** Whether the record knows of a session that runs. */
  readonly isRecorded: (idToken: string) => Promise<boolean>;
  /** One more exchange of bytes on the link that nobody touches; both sides got what was sent. */
  readonly passUntouched: () => Promise<void>;
};

/** A session of some seconds has energy worth counting. Unit: W. */
const POWER_W = 3_600_000;
const MASK = [1, 2, 3, 4];

export async function startMigration(ids: readonly string[]): Promise<Migration> {
  const oldCsms = await startSimulatedCsms({
    ...{ port: 0, subprotocols: ["ocpp1.6"], heartbeatIntervalS: 300 },
  });
  const newCsms = await startSimulatedCsms({
    ...{ port: 0, strict: {}, heartbeatIntervalS: 60, refusedTokens: { [UNKNOWN]: "Blocked" } },
    answers: {
      DataTransfer: () => ({ errorCode: "NotImplemented", errorDescription: "not here" }),
    },
  });
  for (const csms of [oldCsms, newCsms]) whenOver(csms.close);
  const other = await startRawCsms();
  const data = await tempDir();
  const file = join(data, "ocpptap.yaml");
  const translate = { station: "1.6", csms: "2.0.1" };
  const config = {
    data,
    routes: [
      { match: OLD, upstream: oldCsms.url },
      { match: NEW, upstream: newCsms.url, mode: "translate", translate },
      { match: "/other/{station}", upstream: other.url },
    ],
    shadows: [{ match: OLD, upstream: newCsms.url, translate }],
  };
  await writeFile(file, JSON.stringify(config));
  const served = await serve(["--config", file], ["relay", "recorder", "shadow", "console"]);
  const stations = ids.map((id, index) =>
    startSimulatedStation({
      ...{ id, version: "1.6", url: `${served.stationUrl}/old`, seed: id, connectors: 1 },
      ...{ powerMaxW: POWER_W, meterEveryMs: 400, reconnect: { minMs: 100, maxMs: 1_000 } },
      bootsOnReconnect: index % 2 === 0,
    }),
  );
  for (const station of stations) whenOver(() => station.close());
  await Promise.all(stations.map((station) => station.event("accepted")));

  const untouched = await untouchedLink(`${served.stationUrl}/other/CP-RAW`, other);
  const ask = async (method: string, path: string, body?: object): Promise<PlanAnswer> => {
    const answer = await fetch(`${served.consoleUrl}/api/plans/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const told = await answer.json();
    expect(answer.status, JSON.stringify(told)).toBe(200);
    return told as PlanAnswer;
  };
  return {
    ...{ served, oldCsms, newCsms, stations, ask },
    plan: (name) => ask("GET", name),
    charge: (station, idToken) => charge(station, idToken, [oldCsms, newCsms]),
    async isRecorded(idToken) {
      const answer = await fetch(`${served.consoleUrl}/api/transactions?state=open`);
      const { transactions } = (await answer.json()) as TransactionsAnswer;
      return transactions.some((each) => each.idToken === idToken);
    },
    passUntouched: untouched,
  };
}

async function charge(
  station: SimulatedStation,
  idToken: string,
  csmss: readonly SimulatedCsms[],
): Promise<Session> {
  const car = { batteryWh: 1_000_000_000, socPercent: 10 };
  const asked = { idToken, durationMs: 600_000, dwellMs: 50, car };
  const outcome = station.session(asked);
  const isKnown = () =>
    csmss.some((csms) =>
      csms.stations().some(({ stationId, transactions }) => {
        return stationId === station.id && transactions.length > 0;
      }),
    );
  await until(() => station.isCharging() && isKnown(), `${station.id} charges`);
  return { idToken, outcome };
}

async function untouchedLink(url: string, csms: RawCsms): Promise<() => Promise<void>> {
  const { port, pathname } = new URL(url);
  const station = await dialRaw(Number(port));
  station.send(requestHead(pathname, ["Sec-WebSocket-Protocol: ocpp1.6"]));
  const leg = await csms.leg(1);
  await station.sees("\r\n\r\n");
  let round = 0;
  return async () => {
    round += 1;
    const call = JSON.stringify([2, `u${round}`, "Heartbeat", {}]);
    const answer = JSON.stringify([3, `u${round}`, { currentTime: "2026-01-01T00:00:00Z" }]);
    await passes(station, leg, encodeFrame(call, { mask: MASK }));
    await passes(leg, station, encodeFrame(answer));
  };
}

async function passes(from: RawPeer, to: RawPeer, bytes: Buffer): Promise<void> {
  const before = to.received().length;
  from.send(bytes);
  await until(() => to.received().length >= before + bytes.length, "the bytes have passed");
  expect(to.received().subarray(before).equals(bytes), "byte for byte").toBe(true);
}
