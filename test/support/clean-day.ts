/**
 * A day of well-behaved stations: boots, heartbeats, many sessions, remote starts and stops, limits,
 * settings, triggers. In: stations and hours. Out: every message with its simulated time, in order.
 *
 * Between station and CSMS are real sockets; time leaps from one timer to the next, so that a day
 * takes as long as its messages do, and each of them knows when it would have been sent.
 */
import type { Sender } from "../../src/base/ids.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { commandAfterBoot, typicalCommand } from "../../src/simulate/csms-commands.ts";
import type { ConnectedStation, SimulatedCsms } from "../../src/simulate/csms-contract.ts";
import { createRandom, type Random } from "../../src/simulate/random.ts";
import { startSimulatedStation } from "../../src/simulate/station.ts";
import type { SimulatedStation } from "../../src/simulate/station-contract.ts";
import { createLeapingTime, type SimulatedTime, systemTimeDeps } from "../../src/simulate/time.ts";
import { whenOver } from "./lifetime.ts";

export type Spoken = {
  readonly stationId: string;
  readonly sender: Sender;
  readonly text: string;
  readonly atMs: number;
};

export type CleanDay = {
  readonly spoken: readonly Spoken[];
  readonly sessions: number;
  readonly startMs: number;
  readonly endMs: number;
};

export type CleanStation = { readonly id: string; readonly version: "1.6" | "2.0.1" };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export async function liveOneDay(
  stations: readonly CleanStation[],
  startMs: number,
  hours = 24,
): Promise<CleanDay> {
  const time = createLeapingTime(startMs);
  const deps = { ...systemTimeDeps, time };
  const csms = await startSimulatedCsms({ port: 0 }, deps);
  const spoken: Spoken[] = [];
  csms.traffic.on(({ stationId, sender, text }) => {
    spoken.push({ stationId, sender, text, atMs: time.nowMs() });
  });
  const endMs = startMs + hours * HOUR_MS;
  const dialled = stations.map(({ id, version }) =>
    startSimulatedStation({ url: csms.url, id, version, reconnect: null }, deps),
  );
  whenOver(async () => {
    time.stop();
    for (const station of dialled) await station.close();
    await csms.close();
  });
  const life = { csms, time, endMs };
  const lives = dialled.map((station) =>
    live(station, { ...life, random: createRandom(station.id) }),
  );
  const sessions = (await Promise.all(lives)).reduce((sum, count) => sum + count, 0);
  return { spoken, sessions, startMs, endMs };
}

type Life = {
  readonly csms: SimulatedCsms;
  readonly time: SimulatedTime;
  readonly endMs: number;
  readonly random: Random;
};

/** Resolves with the number of its sessions, when the last of them is over. */
async function live(station: SimulatedStation, life: Life): Promise<number> {
  const { csms, random } = life;
  await station.event("accepted");
  await pause(life, 10_000);
  const first = commandAfterBoot(connected(station, csms), random);
  await csms.sendCall(station.id, first.action, first.payload);
  const [sessions] = await Promise.all([charge(station, life), command(station, life)]);
  return sessions;
}

async function charge(station: SimulatedStation, life: Life): Promise<number> {
  const { time, endMs, random } = life;
  let sessions = 0;
  while (time.nowMs() < endMs - 2 * HOUR_MS) {
    await pause(life, random.integer(5, 120) * MINUTE_MS);
    sessions += 1;
    if (random.chance(0.3)) await chargeRemotely(station, life);
    else {
      const outcome = await station.session({
        idToken: random.integer(0x1000_0000, 0xffff_ffff).toString(16).toUpperCase(),
        durationMs: random.integer(10, 80) * MINUTE_MS,
        stopReason: random.pick(["local", "unplugged"]),
      });
      if (outcome.status !== "finished") throw new Error(`${station.id}: ${outcome.status}`);
    }
  }
  await pause(life, endMs - time.nowMs());
  return sessions;
}

/** Started by the CSMS, and stopped by it. */
async function chargeRemotely(station: SimulatedStation, life: Life): Promise<void> {
  const { csms, random } = life;
  const isOld = station.version === "1.6";
  const token = random.integer(0x1000_0000, 0xffff_ffff).toString(16).toUpperCase();
  const [start, asked] = isOld
    ? ["RemoteStartTransaction", { connectorId: 2, idTag: token }]
    : [
        "RequestStartTransaction",
        {
          ...{ evseId: 2, remoteStartId: random.integer(1, 1_000_000) },
          idToken: { idToken: token, type: "ISO14443" },
        },
      ];
  const answer = await csms.sendCall(station.id, start, asked);
  if (answer.type !== "result" || answer.payload["status"] !== "Accepted") {
    throw new Error(`${station.id} does not start: ${JSON.stringify(answer)}`);
  }
  await pause(life, random.integer(10, 40) * MINUTE_MS);
  const [transactionId] = connected(station, csms).transactions;
  if (transactionId === undefined) throw new Error(`${station.id} has not started`);
  await (isOld
    ? csms.sendCall(station.id, "RemoteStopTransaction", { transactionId: Number(transactionId) })
    : csms.sendCall(station.id, "RequestStopTransaction", { transactionId }));
  while (station.isCharging()) await pause(life, MINUTE_MS);
}

async function command(station: SimulatedStation, life: Life): Promise<void> {
  const { csms, time, endMs, random } = life;
  while (time.nowMs() < endMs - HOUR_MS) {
    await pause(life, random.integer(5, 55) * MINUTE_MS);
    const { action, payload } = typicalCommand(connected(station, csms), random);
    await csms.sendCall(station.id, action, payload);
  }
}

function connected({ id }: SimulatedStation, csms: SimulatedCsms): ConnectedStation {
  const found = csms.stations().find(({ stationId }) => stationId === id);
  if (found === undefined) throw new Error(`${id} has lost its link`);
  return found;
}

function pause({ time }: Life, ms: number): Promise<void> {
  return new Promise((resolve) => void time.after(Math.max(0, ms), resolve));
}
