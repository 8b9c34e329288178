import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { systemClock } from "../../../src/base/clock.ts";
import { configSchema } from "../../../src/config/schema.ts";
import type { JsonObject } from "../../../src/exchange/message.ts";
import { createRedact } from "../../../src/exchange/redact.ts";
import { realPace } from "../../../src/rehearse/playback/pace.ts";
import { type PlaybackRequest, playDay } from "../../../src/rehearse/playback/playback.ts";
import type { RecordedDay } from "../../../src/rehearse/playback/recorded.ts";
import { openStaging } from "../../../src/rehearse/playback/staging.ts";
import type { FrozenInsert } from "../../../src/store/rows.ts";
import { testCsms } from "../../simulate/peers.ts";
import { whenOver } from "../../support/lifetime.ts";
import { startStrictCsms } from "../../support/translated-peers.ts";
import { until } from "../../support/until.ts";
import { conversation, dayOf, itemsOf, linkOf, type Told } from "./days.ts";

const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
const accepted = { idTagInfo: { status: "Accepted" } };
const registered = { status: "Accepted", interval: 300, currentTime: "2026-11-20T06:00:00Z" };
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 6, minutes)).toISOString();
const start = { connectorId: 1, idTag: "T1", meterStart: 100, timestamp: at(2) };
const stop = { transactionId: 17, idTag: "T1", meterStop: 5_100, timestamp: at(60) };
const sample = { timestamp: at(30), sampledValue: [{ value: "2500" }] };

/** A session of an hour. */
const session: readonly Told[] = [
  { atMs: 0, action: "BootNotification", payload: boot, answer: registered },
  { atMs: 60_000, action: "Authorize", payload: { idTag: "T1" }, answer: accepted },
  {
    ...{ atMs: 120_000, action: "StartTransaction", payload: start },
    answer: { ...accepted, transactionId: 17 },
  },
  {
    ...{ atMs: 1_800_000, action: "MeterValues" },
    payload: { connectorId: 1, transactionId: 17, meterValue: [sample] },
  },
  { atMs: 3_600_000, action: "StopTransaction", payload: stop, answer: accepted },
];

function dayFor(ids: readonly string[]): RecordedDay {
  return dayOf(
    Object.fromEntries(
      ids.map((id) => {
        const link = linkOf({ target: `/ocpp/${id}` });
        return [id, itemsOf(conversation(session, link), link)];
      }),
    ),
  );
}

type Given = Partial<PlaybackRequest> & { readonly upstream: string; readonly day?: RecordedDay };

async function playedTo({ upstream, day = dayFor(["CP-1"]), ...how }: Given, signal?: AbortSignal) {
  const where = { upstream, route: "", credentials: null, ca: null, isOwnAllowed: false };
  const inserts: FrozenInsert[] = [];
  const request: PlaybackRequest = {
    ...{ instance: "replay-1", speed: 10_000, callsPerSecond: 1_000, isTranslated: false },
    ...{ keepsTimes: false, hasFreshTransactions: false, playsHidden: false, only: null },
    ...how,
  };
  const playback = await playDay(request, {
    ...(await openStaging(where, configSchema.parse({}))),
    ...{ day, clock: systemClock, pace: realPace, onProgress: () => undefined },
    signal: signal ?? new AbortController().signal,
    insert: async (insert) => void inserts.push(insert),
    redact: createRedact({ names: [], hashToken: null }),
  });
  return { playback, inserts };
}

const told = ({ playback }: Awaited<ReturnType<typeof playedTo>>) =>
  playback.comparison.differences
    .map(
      ({ severity, action, kind, old, new: now }) =>
        `${severity} ${action} ${kind}: ${old} → ${now}`,
    )
    .toSorted();

describe("to a CSMS of the same version", () => {
  it("is a day of calls that it takes, recorded as a rehearsal, without a difference", async () => {
    const csms = await testCsms();
    const ids = ["CP-1", "CP-2", "CP-3"];
    const found = await playedTo({ upstream: csms.url, day: dayFor(ids) });
    const { playback, inserts } = found;
    expect(playback).toMatchObject({ failure: null, isStopped: false, stations: 3, leftOut: [] });
    expect(playback.totals).toMatchObject({ calls: 15, sent: 15, answered: 15, dials: 3 });
    expect(playback.comparison).toMatchObject({ pairs: 15, differing: 0, shadowMessages: 30 });
    expect(playback.written).toBe(30);
    expect(new Set(inserts.map(({ table }) => table))).toEqual(
      new Set(
        ["links", "messages", "findings"].filter((name) => inserts.some((i) => i.table === name)),
      ),
    );
    // It was told the CSMS's own numbers, or it would have known no such transaction.
    expect(csms.stations()).toEqual([]);
  });

  it("has all differences found, and none invented", async () => {
    const csms = await testCsms({
      refusedTokens: { T1: "Blocked" },
      heartbeatIntervalS: 60,
      answers: { MeterValues: () => ({ errorCode: "InternalError", errorDescription: "" }) },
    });
    const found = await playedTo({ upstream: csms.url });
    expect(told(found)).toEqual([
      "error Authorize token: Accepted → Blocked",
      "error MeterValues error: answered → InternalError",
      "error StartTransaction token: Accepted → Blocked",
      "note BootNotification interval: 300 s → 60 s",
    ]);
    const only = new Set(["Authorize"]);
    const some = await playedTo({ upstream: csms.url, only });
    expect(told(some)).toEqual(["error Authorize token: Accepted → Blocked"]);
  });
});

it("gives 2.x transactions ids of their own, where a day is to be played twice", async () => {
  const link = linkOf({ version: "2.0.1", subprotocol: "ocpp2.0.1" });
  const event = (seqNo: number, eventType: string) => ({
    ...{ eventType, seqNo, triggerReason: "Authorized", timestamp: at(seqNo) },
    transactionInfo: { transactionId: "tx-1" },
  });
  const told: readonly Told[] = [
    {
      ...{ atMs: 0, action: "BootNotification", answer: registered },
      payload: { reason: "PowerUp", chargingStation: { vendorName: "A", model: "B" } },
    },
    { atMs: 10, action: "TransactionEvent", payload: event(0, "Started") },
    { atMs: 20, action: "TransactionEvent", payload: event(1, "Ended") },
  ];
  const day = dayOf({ "CP-1": itemsOf(conversation(told, link), link) });
  const csms = await startStrictCsms({ answers: () => null });
  const ids = async (hasFreshTransactions: boolean) => {
    const before = csms.of("TransactionEvent").length;
    const found = await playedTo({ upstream: csms.url, day, hasFreshTransactions });
    expect(found.playback.totals).toMatchObject({ sent: 3, answered: 3 });
    const events = csms.of("TransactionEvent").slice(before);
    return new Set(events.map(({ transactionInfo }) => JSON.stringify(transactionInfo)));
  };
  expect([...(await ids(false))]).toEqual(['{"transactionId":"tx-1"}']);
  const [once, twice] = [await ids(true), await ids(true)];
  expect([once.size, twice.size]).toEqual([1, 1]);
  expect(new Set([...once, ...twice, '{"transactionId":"tx-1"}']).size).toBe(3);
  expect(csms.faults).toEqual([]);
});

describe("translated", () => {
  it("is a session of 2.0.1 for a strict CSMS, without a difference", async () => {
    const other = await startStrictCsms();
    const found = await playedTo({ upstream: other.url, isTranslated: true, speed: 2_000 });
    expect(found.playback).toMatchObject({ failure: null, problems: [], leftOut: [] });
    expect(told(found)).toEqual([]);
    expect(found.playback.comparison.pairs).toBeGreaterThanOrEqual(5);
    expect(other.faults).toEqual([]);
    const events = other.of("TransactionEvent");
    expect(events.map(({ eventType }) => eventType)).toEqual(
      expect.arrayContaining(["Started", "Updated", "Ended"]),
    );
    expect(events.map(({ seqNo }) => seqNo)).toEqual(events.map((_, nth) => nth));
  });

  it("has what the new CSMS decides otherwise", async () => {
    const other = await startStrictCsms({
      answers: (action): JsonObject | null =>
        action === "Authorize" ? { idTokenInfo: { status: "Blocked" } } : null,
    });
    const found = await playedTo({ upstream: other.url, isTranslated: true, speed: 2_000 });
    expect(told(found)).toEqual(["error Authorize token: Accepted → Blocked"]);
  });
});

describe("a CSMS that is not one", () => {
  it("ends the replay where it is dead, and everything is told", async () => {
    const { playback } = await playedTo({ upstream: "ws://127.0.0.1:9/none" });
    expect(playback.totals).toMatchObject({ calls: 5, sent: 0 });
    expect(playback.leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(playback.problems).toMatchObject([{ stationId: "CP-1" }]);
    expect(playback.comparison.pairs).toBe(0);
  });

  it("ends where it hangs up, sends garbage, or what it asks has no end", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    whenOver(() => new Promise((resolve) => server.close(resolve)));
    await once(server, "listening");
    const port = (server.address() as { readonly port: number }).port;
    let connections = 0;
    server.on("connection", (socket) => {
      connections += 1;
      socket.on("error", () => undefined);
      for (const text of ["", "{", "[]", '[3,"x",{}]', "\u0000"]) socket.send(text);
      socket.on("message", () => socket.terminate());
    });
    const upstream = `ws://127.0.0.1:${port}/x`;
    const { playback } = await playedTo({ upstream });
    expect(playback.totals).toMatchObject({ calls: 5, answered: 0 });
    expect(playback.totals.linksLost).toBe(playback.totals.sent);
    expect(connections).toBe(playback.totals.dials);
    const stopping = new AbortController();
    const translated = playedTo({ upstream, isTranslated: true }, stopping.signal);
    await until(() => connections > playback.totals.dials + 1, "the translated station came back");
    stopping.abort();
    const { isStopped, comparison } = (await translated).playback;
    expect(isStopped).toBe(true);
    expect(comparison.actions.filter((each) => each.new.answered > 0)).toEqual([]);
  });

  it.each([false, true])(
    "is left where what it sends has no end (translated: %s)",
    async (isTranslated) => {
      const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
      whenOver(() => new Promise((resolve) => server.close(resolve)));
      await once(server, "listening");
      const port = (server.address() as { readonly port: number }).port;
      server.on("connection", (socket) => {
        socket.on("error", () => undefined);
        socket.on("message", () => undefined);
        const flood = setInterval(() => {
          if (socket.bufferedAmount > 1_000_000) return;
          for (let nth = 0; nth < 500; nth += 1) {
            socket.send(`[2,"${nth}","${isTranslated ? "GetVariables" : "ClearCache"}",{}]`);
            socket.send("garbage");
          }
        }, 1);
        socket.on("close", () => clearInterval(flood));
      });
      const { playback } = await playedTo({ upstream: `ws://127.0.0.1:${port}/x`, isTranslated });
      expect(playback.failure).toBeNull();
      expect(playback.problems.map(({ problem }) => problem)).toEqual(
        expect.arrayContaining([expect.stringMatching(/messages that nobody asked for/)]),
      );
      expect(playback.totals).toMatchObject({ calls: 5, sent: 1, answered: 0 });
      expect(playback.written).toBeLessThan(60_000);
    },
  );

  it("is left at once when the replay is stopped, with what there is so far", async () => {
    const stopping = new AbortController();
    const csms = await testCsms({
      answers: {
        StartTransaction: () => {
          stopping.abort();
          return null;
        },
      },
    });
    const found = await playedTo({ upstream: csms.url, speed: 100 }, stopping.signal);
    expect(found.playback).toMatchObject({ isStopped: true, failure: null });
    expect(found.playback.totals.sent).toBe(3);
    expect(found.playback.comparison.pairs).toBeGreaterThanOrEqual(2);
  });
});

it("ends where the store takes nothing any more, and says so", async () => {
  const csms = await testCsms();
  const where = { upstream: csms.url, route: "", credentials: null, ca: null, isOwnAllowed: false };
  const staging = await openStaging(where, configSchema.parse({}));
  const request = {
    ...{ instance: "replay-1", speed: 10_000, callsPerSecond: 1_000, isTranslated: false },
    ...{ keepsTimes: false, hasFreshTransactions: false, playsHidden: false, only: null },
  };
  const playback = await playDay(request, {
    ...{ ...staging, day: dayFor(["CP-1"]), clock: systemClock, pace: realPace },
    ...{ onProgress: () => undefined, signal: new AbortController().signal },
    insert: () => Promise.reject(new Error("the disk is full")),
    redact: createRedact({ names: [], hashToken: null }),
  });
  expect(playback).toMatchObject({ failure: "the disk is full", written: 0 });
});
