/**
 * Half a day of a small fleet in a real store, by the real recorder: well-behaved stations from the
 * simulator, and beside them what goes wrong in the field, so that no panel has nothing to show.
 */
import { join } from "node:path";
import { createSystemClock } from "../../src/base/clock.ts";
import { newLinkId, parseStationId, type Sender } from "../../src/base/ids.ts";
import { startRecorder } from "../../src/recorder/recorder.ts";
import { realDisk } from "../../src/spool/disk.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import { type CleanStation, liveOneDay, type Spoken } from "./clean-day.ts";
import { lasting } from "./lifetime.ts";
import { closedOf, messageOf, openedOf, openTestWriter, refusedOf } from "./spool.ts";
import { startTestStore, type TestStore } from "./store.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

export type GrafanaWorld = {
  readonly store: TestStore;
  readonly fromMs: number;
  readonly toMs: number;
  readonly close: () => Promise<void>;
};

const HOUR_MS = 3_600_000;
const HOURS = 4;
const stations: readonly CleanStation[] = [
  { id: "OLD-1", version: "1.6" },
  { id: "NEW-1", version: "2.0.1" },
];

export async function openGrafanaWorld(): Promise<GrafanaWorld> {
  const fromMs = Date.now() - (HOURS + 1) * HOUR_MS;
  const store = await startTestStore();
  await lasting(async () => {
    const day = await liveOneDay(stations, fromMs, HOURS);
    const lives = stations.flatMap((station) => lifeOf(station, day.spoken));
    const records = [...lives, ...troubles(fromMs)];
    records.sort((one, other) => one.receivedAtUs - other.receivedAtUs);
    await record(records, store);
  });
  return { store, fromMs, toMs: Date.now(), close: store.close };
}

async function record(records: readonly SpoolRecord[], store: TestStore): Promise<void> {
  const data = await tempDir();
  const writer = await openTestWriter(join(data, "spool"), { bufferBytesMax: 64 * 1024 * 1024 });
  for (const each of records) writer.append(each);
  await writer.written();
  await writer.close();
  const recorder = await startRecorder(
    { data, instance: "tap-1", exchange: { timeoutMs: 30_000 } },
    {
      clock: createSystemClock(),
      observe: () => undefined,
      disk: realDisk,
      sink: { insert: store.recorder.insert },
    },
  );
  const of = (...kinds: readonly SpoolRecord["kind"][]) =>
    records.filter(({ kind }) => kinds.includes(kind)).length;
  const wanted = [of("message"), of("link-opened", "link-refused"), of("gap")];
  const counted = async () => {
    const [row] = await store.reader.query<Record<string, string>>(
      `SELECT (SELECT count() FROM messages) AS messages, (SELECT uniq(link_id) FROM links) AS links,
  (SELECT count() FROM gaps) AS gaps`,
    );
    return Object.values(row ?? {}).join() === wanted.join();
  };
  await until(counted, "everything to be in the store", 60_000, 250);
  await recorder.close();
}

/** A station's link with what was said on it, and with some of the CSMS's answers spoilt. */
function lifeOf({ id, version }: CleanStation, spoken: readonly Spoken[]): readonly SpoolRecord[] {
  const own = spoken.filter(({ stationId }) => stationId === id);
  const link = linkOf(id, `ocpp${version}`, (own[0]?.atMs ?? 0) - 1_000);
  let answers = 0;
  let lastMs = 0;
  for (const { sender, text, atMs } of own) {
    const isAnswer = sender === "csms" && text.startsWith("[3,");
    if (isAnswer) answers += 1;
    // One in 40 is an error, one in 50 never comes.
    if (isAnswer && answers % 50 === 0) continue;
    // Simulated answers take no time; these take 40 to 310 ms.
    lastMs = Math.max(lastMs, atMs + (isAnswer ? 40 + (answers % 10) * 30 : 0));
    link.say(sender, isAnswer && answers % 40 === 0 ? errorFor(text) : text, lastMs);
  }
  return link.records;
}

function errorFor(text: string): string {
  const [, messageId]: unknown[] = JSON.parse(text);
  return JSON.stringify([4, messageId, "InternalError", "database is locked", {}]);
}

/** Refused handshakes, and a station of which nothing goes right. */
function troubles(fromMs: number): readonly SpoolRecord[] {
  const atMs = fromMs + HOUR_MS;
  const refused = [401, 502, 401].map((status, index): SpoolRecord => {
    const refusal = refusedOf(newLinkId());
    const body = { ...refusal.body, status, ...named(`SHUT-${index}`) };
    return { ...refusal, receivedAtUs: (atMs + index * 60_000) * 1_000, body };
  });
  return [...refused, ...sadStation(atMs), ...busyStation(atMs)];
}

/** A 1.6 station that is told call by call, 20 s apart, with answers after 300 ms. */
function tell(id: string, startMs: number) {
  const link = linkOf(id, "ocpp1.6", startMs);
  let atMs = startMs;
  let calls = 0;
  const now = () => new Date(atMs).toISOString();
  const ask = (action: string, request: object, answer: object | "error") => {
    calls += 1;
    atMs += 20_000;
    const messageId = `${id}/${calls}`;
    link.say("station", JSON.stringify([2, messageId, action, request]), atMs);
    const result = JSON.stringify([3, messageId, answer]);
    link.say("csms", answer === "error" ? errorFor(result) : result, atMs + 300);
  };
  const boot = { chargePointVendor: "Sad", chargePointModel: "M'1\\", firmwareVersion: "0.9" };
  ask("BootNotification", boot, { status: "Accepted", currentTime: now(), interval: 300 });
  return {
    link,
    ask,
    atMs: () => atMs,
    status: (word: string, errorCode: string) =>
      ask("StatusNotification", { connectorId: 1, status: word, errorCode }, {}),
    start(idTag: string, transactionId: number, verdict = "Accepted") {
      const request = { connectorId: 1, idTag, meterStart: 500, timestamp: now() };
      ask("StartTransaction", request, { transactionId, idTagInfo: { status: verdict } });
    },
    stop: (transactionId: number, meterStop: number, reason: string) =>
      ask("StopTransaction", { transactionId, meterStop, timestamp: now(), reason }, {}),
  };
}

function sadStation(startMs: number): readonly SpoolRecord[] {
  const { link, ask, start, stop, status, atMs } = tell("SAD-1", startMs);
  ask("Authorize", { idTag: "BLOCKED" }, { idTagInfo: { status: "Blocked" } });
  start("CARD1", 71);
  stop(71, 500, "EVDisconnected");
  start("CARD1", 72);
  stop(72, 3_500, "PowerLoss");
  start("BLOCKED", 73, "Blocked");
  stop(73, 500, "DeAuthorized");
  // Two starts on one connector: the first can no longer end.
  start("CARD2", 74);
  start("CARD3", 75);
  status("Faulted", "GroundFailure");
  ask("Heartbeat", {}, "error");
  link.lose(3, atMs());
  status("Available", "NoError");
  link.say("station", "[2,", atMs() + 1_000);
  link.end(atMs() + 60_000);
  return link.records;
}

/** It still charges, and its link is open. */
function busyStation(startMs: number): readonly SpoolRecord[] {
  const { link, start, status } = tell("BUSY-1", startMs);
  start("CARD4", 81);
  status("Charging", "NoError");
  return link.records;
}

function linkOf(id: string, subprotocol: string, openedAtMs: number) {
  const linkId = newLinkId();
  const opened = openedOf(linkId);
  const offer = { subprotocol, subprotocolHeader: subprotocol, subprotocolsOffered: [subprotocol] };
  const body = { ...opened.body, ...offer, ...named(id) };
  const records: SpoolRecord[] = [{ ...opened, receivedAtUs: openedAtMs * 1_000, body }];
  let seq = 0;
  return {
    records,
    say(sender: Sender, text: string, atMs: number) {
      seq += 1;
      const payload = Buffer.from(text);
      const receivedAtUs = Math.round(atMs * 1_000);
      records.push(messageOf(linkId, seq, { sender, receivedAtUs, payload }));
    },
    /** So many messages that were not recorded. */
    lose(messages: number, atMs: number) {
      const at = { linkId, seq: seq + 1, receivedAtUs: Math.round(atMs * 1_000) };
      const range = { fromSeq: seq + 1, toSeq: seq + messages };
      records.push({ kind: "gap", ...at, ...range, reason: "buffer-full" });
      seq += messages;
    },
    end(atMs: number) {
      const closed = closedOf(linkId, seq);
      const how = { how: "reset", code: null } as const;
      const ended = { ...closed.body, ...how };
      records.push({ ...closed, receivedAtUs: Math.round(atMs * 1_000), body: ended });
    },
  };
}

function named(id: string) {
  return { stationId: parseStationId(id), instance: "tap-1", target: `/ocpp/${id}` };
}
