/**
 * 1.6 stations that are charging: each sends meter values and asks for an authorization in turns, at
 * an even pace of all together, and waits for each answer. Latencies count from when a call was made,
 * also where it had to wait for the answer to the station's call before. The pace is kept by timers: a
 * loop that looked at the clock would take a core of the few that what is measured needs, too.
 */
import { once } from "node:events";
import { setTimeout as passed } from "node:timers/promises";
import { WebSocket } from "ws";
import { obey } from "./child.ts";
import type { TranslatedReport, TranslatedTraffic } from "./translate-orders.ts";

type Station = {
  /** Sent when the one before it was answered. */
  readonly call: (action: string, payload: object) => Promise<Answer>;
  readonly close: () => void;
  transactionId: number;
};
type Answer = Readonly<Record<string, unknown>>;

const ANSWER_MS_MAX = 10_000;
const DIALS_AT_ONCE = 10;

obey({ run });

async function run(traffic: TranslatedTraffic): Promise<TranslatedReport> {
  const stations = await dialAll(traffic);
  const stored: number[] = [];
  const asked: number[] = [];
  let meterValues = 0;
  const one = async (nth: number, isTimed: boolean): Promise<void> => {
    const madeMs = performance.now();
    const station = stations[nth % stations.length];
    if (station === undefined) return;
    const isStored = Math.floor(nth / stations.length) % 2 === 0;
    const answer = isStored
      ? await station.call("MeterValues", meterValuesOf(station, nth))
      : await station.call("Authorize", { idTag: "TAG1" });
    if (!isStored) expectAccepted(answer);
    else meterValues += 1;
    if (isTimed) (isStored ? stored : asked).push(1000 * (performance.now() - madeMs));
  };
  await paced(traffic, one);
  for (const station of stations) station.close();
  return { stored, asked, meterValues };
}

/** Calls that a late timer owes are made at once. */
async function paced(
  { perSecond, warmMs, ms }: TranslatedTraffic,
  one: (nth: number, isTimed: boolean) => Promise<void>,
): Promise<void> {
  const stepMs = 1000 / perSecond;
  const beganMs = performance.now();
  const pending: Promise<void>[] = [];
  for (let nth = 0; nth * stepMs < warmMs + ms; nth += 1) {
    const dueMs = beganMs + nth * stepMs;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await passed(waitMs);
    pending.push(one(nth, nth * stepMs >= warmMs));
  }
  await Promise.all(pending);
}

async function dialAll({ url, stations }: TranslatedTraffic): Promise<Station[]> {
  const dialled: Station[] = [];
  while (dialled.length < stations) {
    const ids = Array.from({ length: DIALS_AT_ONCE }, (_, at) => `CP-${dialled.length + at}`);
    dialled.push(...(await Promise.all(ids.map((id) => dial(`${url}/${id}`)))));
  }
  return dialled;
}

async function dial(url: string): Promise<Station> {
  const socket = new WebSocket(url, ["ocpp1.6"], { perMessageDeflate: false });
  const waiting = new Map<string, (answer: Answer) => void>();
  socket.on("message", (data) => {
    const [type, id, payload] = JSON.parse(String(data)) as [number, string, Answer];
    const settle = waiting.get(id);
    if (type !== 3 || settle === undefined) throw new Error(`not asked for: ${String(data)}`);
    waiting.delete(id);
    settle(payload);
  });
  await once(socket, "open");
  let nextId = 1;
  let last: Promise<unknown> = Promise.resolve();
  const send = (action: string, payload: object) => {
    const id = String(nextId++);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => reject(new Error(`no answer to ${action}`)), ANSWER_MS_MAX);
    waiting.set(id, resolve);
    socket.send(JSON.stringify([2, id, action, payload]));
    return promise.finally(() => clearTimeout(timer));
  };
  const station: Station = {
    ...{ transactionId: 0, close: () => socket.close() },
    call(action, payload) {
      const answer = last.then(() => send(action, payload));
      last = answer;
      return answer;
    },
  };
  const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
  expectAccepted({ idTagInfo: await station.call("BootNotification", boot) });
  const start = { connectorId: 1, idTag: "TAG1", meterStart: 0 };
  const timestamp = new Date().toISOString();
  const started = await station.call("StartTransaction", { ...start, timestamp });
  expectAccepted(started);
  station.transactionId = Number(started["transactionId"]);
  return station;
}

function expectAccepted({ idTagInfo }: Answer): void {
  const { status } = idTagInfo as { readonly status?: unknown };
  if (status !== "Accepted") throw new Error(`not accepted: ${JSON.stringify(idTagInfo)}`);
}

function meterValuesOf({ transactionId }: Station, nth: number): object {
  const sampled = (measurand: string, unit: string, value: number) => ({
    ...{ measurand, unit, value: String(value), context: "Sample.Periodic" },
  });
  const sampledValue = [
    sampled("Energy.Active.Import.Register", "Wh", nth),
    sampled("Power.Active.Import", "W", 11_000),
    sampled("Current.Import", "A", 16),
  ];
  const timestamp = new Date().toISOString();
  return { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] };
}
