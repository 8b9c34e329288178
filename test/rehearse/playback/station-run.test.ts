import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import { createAccount } from "../../../src/rehearse/playback/account.ts";
import { createStandIn } from "../../../src/rehearse/playback/answers.ts";
import type {
  RecordedAnswer,
  RecordedItem,
  RecordedMessage,
} from "../../../src/rehearse/playback/recorded.ts";
import {
  type LegListener,
  type PlayedLeg,
  StationRun,
} from "../../../src/rehearse/playback/station-run.ts";
import { createTimeline } from "../../../src/rehearse/playback/timeline.ts";
import { createTransactionIds } from "../../../src/rehearse/playback/transaction-ids.ts";
import { conversation, DAY_US, eachOf, itemsOf, leapingPace, linkOf, type Told } from "./days.ts";

const START_MS = Date.UTC(2026, 10, 22, 3);
const CP_1 = parseStationId("CP-1");

type Got = {
  readonly atMs: number;
  readonly id: string;
  readonly action: string;
  readonly payload: unknown;
};

type Behaviour = {
  readonly speed?: number;
  readonly playsHidden?: boolean;
  readonly answers?: readonly RecordedAnswer[];
  /** Ms until the answer; null: none ever. */
  readonly takes?: (nth: number) => number | null;
  readonly answer?: (action: string, nth: number) => object;
  /** What is done when a call has come, in place of an answer. */
  readonly instead?: (csms: Csms, nth: number) => boolean;
  readonly refuses?: (dial: number) => boolean;
  readonly left?: AbortSignal;
};

type Csms = { readonly say: (frame: unknown) => void; readonly hangUp: () => void };

/** A station's day against a CSMS that is a function. */
async function played(items: readonly RecordedItem[], behaviour: Behaviour = {}) {
  const { speed = 1, takes = () => 5, answer = () => ({}), playsHidden = false } = behaviour;
  const pace = leapingPace(START_MS);
  const account = createAccount();
  const messages = items.filter(({ kind }) => kind === "message");
  const lastUs = Math.max(DAY_US, ...messages.map(({ atUs }) => atUs));
  const timeline = createTimeline({ fromUs: DAY_US, toUs: lastUs, startMs: START_MS, speed });
  const ids = createTransactionIds(false);
  const got: Got[] = [];
  const said: string[] = [];
  const legs: { openedMs: number; closedMs: number | null; code: number | null }[] = [];
  const asked: RecordedMessage[] = [];
  const stop = new AbortController();
  let outstanding = 0;
  let outstandingMax = 0;
  let dials = 0;

  const dial = async (_: unknown, listener: LegListener): Promise<PlayedLeg | string> => {
    dials += 1;
    if (behaviour.refuses?.(dials) === true) return "it is not there";
    const leg = {
      openedMs: pace.nowMs(),
      closedMs: null as number | null,
      code: null as number | null,
    };
    legs.push(leg);
    const isOpen = () => leg.closedMs === null;
    const tell = (frame: unknown) => {
      if (isOpen()) listener.onMessage({ payload: Buffer.from(JSON.stringify(frame)) });
    };
    const csms: Csms = {
      say: tell,
      hangUp() {
        leg.closedMs = pace.nowMs();
        listener.onLost("fin");
      },
    };
    return {
      send(text) {
        if (!isOpen()) return;
        const [type, id, action, payload] = JSON.parse(text) as [number, string, string, unknown];
        if (type !== 2) {
          said.push(text);
          return;
        }
        outstanding += 1;
        outstandingMax = Math.max(outstandingMax, outstanding);
        const nth = got.push({ atMs: pace.nowMs() - START_MS, id, action, payload });
        const ms = takes(nth);
        if (behaviour.instead?.(csms, nth) === true) {
          outstanding -= 1;
          return;
        }
        void pace.sleep(ms ?? limits.playbackCallMs - 1, stop.signal).then(() => {
          outstanding -= 1;
          if (ms !== null) tell([3, id, answer(action, nth)]);
        });
      },
      pause: () => undefined,
      resume: () => undefined,
      close: async (_how, { code }) => {
        leg.closedMs = pace.nowMs();
        leg.code = code;
      },
    };
  };
  const run = new StationRun(CP_1, {
    ...{ dial, timeline, account, pace, signal: stop.signal },
    left: behaviour.left ?? new AbortController().signal,
    rewriting: { ids, timeline, playsHidden },
    standIn: createStandIn(
      { stationId: CP_1 },
      { answersOf: async () => behaviour.answers ?? [], ids, timeline },
    ),
    turnstile: async () => undefined,
    onAsked: (_, message) => void asked.push(message),
    onRecordedAnswer: () => undefined,
  });
  await run.play(eachOf(items));
  stop.abort();
  return {
    ...{ got, said, legs, asked, outstandingMax, dials },
    ...{ totals: account.totals(), leftOut: account.leftOut(), problems: account.problems() },
  };
}

const heartbeats = (count: number, everyMs: number): readonly Told[] =>
  Array.from({ length: count }, (_, nth) => ({ atMs: nth * everyMs, action: "Heartbeat" }));

function dayOfTold(told: readonly Told[], closedMs: number | null = null) {
  const link = linkOf({ closedAtUs: closedMs === null ? null : DAY_US + closedMs * 1000 });
  return itemsOf(conversation(told, link), link);
}

describe("pacing", () => {
  it("keeps order and spacing, divided by the speed", async () => {
    const { got, totals } = await played(dayOfTold(heartbeats(4, 60_000)), { speed: 100 });
    expect(got.map(({ atMs }) => atMs)).toEqual([0, 600, 1_200, 1_800]);
    expect(totals).toMatchObject({ calls: 4, sent: 4, answered: 4, lagMsMax: 0 });
  });

  it("is late where the CSMS is slow, says how late, and asks one thing at a time", async () => {
    const found = await played(dayOfTold(heartbeats(5, 1_000)), { takes: () => 3_000 });
    expect(found.got.map(({ atMs }) => atMs)).toEqual([0, 3_000, 6_000, 9_000, 12_000]);
    expect(found.totals).toMatchObject({ sent: 5, answered: 5, lagMsMax: 8_000 });
    expect(found.outstandingMax).toBe(1);
  });

  it("goes on where an answer never comes, and gives up in the end", async () => {
    const found = await played(dayOfTold(heartbeats(100, 1_000)), { takes: () => null });
    const { sent, unanswered } = found.totals;
    expect(unanswered).toBe(sent);
    expect(sent).toBe(1 + Math.floor(limits.playbackLagMsMax / (limits.playbackCallMs - 1_000)));
    expect(found.leftOut).toEqual([{ reason: "late", action: "Heartbeat", count: 100 - sent }]);
    expect(found.problems).toMatchObject([{ problem: expect.stringMatching(/minutes late/) }]);
  });
});

describe("links", () => {
  it("end when the recorded ones did, with the station's own code, and come back", async () => {
    const first = linkOf({ closedAtUs: DAY_US + 20_000_000, closeCode: 3_001 });
    const second = linkOf({ openedAtUs: DAY_US + 50_000_000 });
    const items = [
      ...itemsOf(conversation([{ atMs: 10_000, action: "Heartbeat" }], first), first),
      ...itemsOf(conversation([{ atMs: 60_000, action: "Heartbeat" }], second), second),
    ];
    const { legs, got } = await played(items, { speed: 10 });
    const times = legs.map(({ openedMs, closedMs, code }) => ({
      ...{ opened: openedMs - START_MS, closed: (closedMs ?? 0) - START_MS, code },
    }));
    expect(times).toEqual([
      { opened: 0, closed: 2_000, code: 3_001 },
      { opened: 5_000, closed: 6_000 + 5, code: 1_001 },
    ]);
    expect(got.map(({ atMs }) => atMs)).toEqual([1_000, 6_000]);
  });

  it("are dialled again for the next call where the CSMS hangs up, after a pause", async () => {
    const found = await played(dayOfTold(heartbeats(4, 10_000)), {
      instead(csms, nth) {
        if (nth !== 2) return false;
        csms.hangUp();
        return true;
      },
    });
    expect(found.totals).toMatchObject({
      sent: 4,
      answered: 3,
      unanswered: 1,
      linksLost: 1,
      dials: 2,
    });
  });

  it("cost no time where the CSMS is dead, and each call is told", async () => {
    const found = await played(dayOfTold(heartbeats(50, 1_000)), { refuses: () => true });
    expect(found.totals).toMatchObject({ calls: 50, sent: 0, lagMsMax: 0 });
    expect(found.leftOut).toEqual([{ reason: "notConnected", action: "Heartbeat", count: 50 }]);
    expect(found.totals.dialsFailed).toBeLessThan(15);
    expect(found.problems).toMatchObject([{ problem: "it is not there", stationId: "CP-1" }]);
  });
});

describe("what is said", () => {
  const start = { connectorId: 1, idTag: "T", meterStart: 0, timestamp: "2026-11-20T06:00:01Z" };
  const stop = { transactionId: 17, meterStop: 9, timestamp: "2026-11-20T07:00:00Z" };

  it("has ids of its own, the CSMS's transactions, and times of the replay", async () => {
    const told: readonly Told[] = [
      { atMs: 1_000, action: "StartTransaction", payload: start, answer: { transactionId: 17 } },
      { atMs: 3_600_000, action: "StopTransaction", payload: stop },
    ];
    const { got } = await played(dayOfTold(told), {
      speed: 100,
      answer: (action) => (action === "StartTransaction" ? { transactionId: 901 } : {}),
    });
    const [started, stopped] = got;
    expect(started?.payload).toEqual({ ...start, timestamp: "2026-11-22T03:00:00.010Z" });
    expect(stopped?.payload).toEqual({
      ...{ ...stop, transactionId: 901, timestamp: "2026-11-22T03:00:36.000Z" },
    });
    expect(new Set([...got.map(({ id }) => id), "m1", "m3"]).size).toBe(4);
  });

  it("is nothing of a transaction that this CSMS knows nothing of, or that was hidden", async () => {
    const told: readonly Told[] = [
      { atMs: 0, action: "StopTransaction", payload: stop },
      { atMs: 10, action: "StopTransaction", payload: { ...stop, transactionId: -1 } },
      { atMs: 20, action: "Authorize", payload: { idTag: "#1" }, redactions: ["hash $[3].idTag"] },
    ];
    const found = await played(dayOfTold(told));
    expect(found.got.map(({ action }) => action)).toEqual(["StopTransaction"]);
    expect(found.leftOut).toEqual([
      { reason: "foreignTransaction", action: "StopTransaction", count: 1 },
      { reason: "hidden", action: "Authorize", count: 1 },
    ]);
    const all = await played(dayOfTold(told), { playsHidden: true });
    expect(all.totals).toMatchObject({ calls: 3, sent: 2 });
  });

  it("answers the CSMS as the recorded station did, else declines", async () => {
    const recorded = {
      atUs: DAY_US,
      call: '[2,"a","GetConfiguration",{"key":["A","B"]}]',
      answer: '[3,"a",{"configurationKey":[],"unknownKey":["A","B"]}]',
    };
    const found = await played(dayOfTold(heartbeats(3, 1_000)), {
      answers: [recorded],
      instead(csms, nth) {
        if (nth === 1) csms.say([2, "x", "GetConfiguration", { key: ["A", "B"] }]);
        if (nth === 1) csms.say([2, "y", "Reset", { type: "Hard" }]);
        return false;
      },
    });
    expect(found.said).toEqual([
      '[3,"x",{"configurationKey":[],"unknownKey":["A","B"]}]',
      '[3,"y",{"status":"Rejected"}]',
    ]);
    expect(found.totals).toMatchObject({ commandsAsRecorded: 1, commandsDeclined: 1, sent: 3 });
  });

  it("ends at once for a station that is left, and what is left of its day is told", async () => {
    const leaving = new AbortController();
    const found = await played(dayOfTold(heartbeats(5, 1_000)), {
      left: leaving.signal,
      instead(_, nth) {
        if (nth === 2) leaving.abort();
        return nth === 2;
      },
    });
    expect(found.totals).toMatchObject({ calls: 5, sent: 2, answered: 1, unanswered: 1 });
    expect(found.leftOut).toEqual([{ reason: "late", action: "Heartbeat", count: 3 }]);
    expect(found.legs).toMatchObject([{ code: 1_001 }]);
  });
});

describe("any recorded day", () => {
  const call = fc.record({
    gapMs: fc.integer({ min: 0, max: 20_000 }),
    action: fc.constantFrom("Heartbeat", "StatusNotification", "MeterValues"),
    takesMs: fc.option(fc.integer({ min: 0, max: 8_000 }), { nil: null, freq: 8 }),
    isLinkNew: fc.boolean(),
  });
  const days = fc.tuple(
    fc.array(call, { maxLength: 25 }),
    fc.constantFrom(0.1, 1, 7, 100),
    fc.integer({ min: 0, max: 3 }),
  );

  it("has each call sent once, in its order, not before its time, one at a time", async () => {
    await fc.assert(
      fc.asyncProperty(days, async ([calls, speed, refused]) => {
        const items: RecordedItem[] = [];
        let link = linkOf();
        let atMs = 0;
        for (const [nth, { gapMs, action, isLinkNew }] of calls.entries()) {
          atMs += gapMs;
          if (isLinkNew || nth === 0) link = linkOf({ openedAtUs: DAY_US + atMs * 1000 });
          const payload = { nth };
          const all = itemsOf(conversation([{ atMs, action, payload }], link), link);
          items.push(...(isLinkNew || nth === 0 ? all : all.slice(1)));
        }
        const found = await played(items, {
          ...{ speed, refuses: (dial) => dial <= refused },
          takes: (nth) => calls[nth]?.takesMs ?? null,
        });
        const { totals, got, leftOut, outstandingMax } = found;
        const unsent = leftOut.reduce((sum, { count }) => sum + count, 0);
        const numbers = got.map(({ payload }) => (payload as { nth: number }).nth);
        expect(totals.sent + unsent).toBe(calls.length);
        expect(totals.answered + totals.unanswered).toBe(totals.sent);
        expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
        expect(outstandingMax).toBeLessThanOrEqual(1);
        const dueMs = calls.map((_, nth) =>
          calls.slice(0, nth + 1).reduce((sum, { gapMs }) => sum + gapMs, 0),
        );
        const firstMs = 0;
        for (const [index, nth] of numbers.entries()) {
          const least = ((dueMs[nth] ?? 0) - firstMs) / speed;
          expect(got[index]?.atMs).toBeGreaterThanOrEqual(least - 0.01);
        }
      }),
      { numRuns: 60 },
    );
  });
});
