import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { parseStationId } from "../../../src/base/ids.ts";
import { createAccount } from "../../../src/rehearse/playback/account.ts";
import { realPace } from "../../../src/rehearse/playback/pace.ts";
import type { RecordedItem } from "../../../src/rehearse/playback/recorded.ts";
import { createScratchState } from "../../../src/rehearse/playback/scratch-state.ts";
import { createTimeline } from "../../../src/rehearse/playback/timeline.ts";
import { createTransactionIds } from "../../../src/rehearse/playback/transaction-ids.ts";
import { TranslatedRun } from "../../../src/rehearse/playback/translated-run.ts";
import { asking, translatedRoute } from "../../support/legs.ts";
import { startStrictCsms } from "../../support/translated-peers.ts";
import { conversation, DAY_US, eachOf, itemsOf, linkOf, type Told } from "./days.ts";

const boot: Told = {
  ...{ atMs: 0, action: "BootNotification" },
  payload: { chargePointVendor: "Acme", chargePointModel: "Fast-22" },
  answer: { status: "Accepted", interval: 300, currentTime: "2026-11-20T06:00:00Z" },
};

async function played(items: readonly RecordedItem[], upstream: string) {
  const account = createAccount();
  const asked: string[] = [];
  const spool = { append: () => true, whenWritten: (callback: () => void) => callback() };
  const startMs = Date.now();
  const timeline = createTimeline({
    ...{ fromUs: DAY_US, toUs: DAY_US + 3_600_000_000, startMs, speed: 10_000 },
  });
  const run = new TranslatedRun(parseStationId("CP-1"), {
    ...{ account, timeline, pace: realPace, signal: new AbortController().signal },
    left: new AbortController().signal,
    route: translatedRoute(upstream),
    session: {
      ...{ store: createScratchState(), clock: systemClock, asking: await asking() },
      record: { spool, instance: "replay-1" },
      credentials: { authorizationOf: () => null },
    },
    rewriting: { ids: createTransactionIds(false), timeline, playsHidden: false },
    turnstile: async () => undefined,
    onAsked: (_, { action }) => void asked.push(action),
    onRecordedAnswer: () => undefined,
  });
  await run.play(eachOf(items));
  return { asked, startMs, totals: account.totals(), leftOut: account.leftOut() };
}

describe("a 1.6 station's day for a 2.0.1 CSMS", () => {
  it("is told in the times of the replay, and all of it before the link ends", async () => {
    const other = await startStrictCsms();
    const link = linkOf({ closedAtUs: DAY_US + 1_900_000_000 });
    const start = { connectorId: 1, idTag: "T", meterStart: 1, timestamp: "2026-11-20T06:10:00Z" };
    const told: readonly Told[] = [
      boot,
      {
        ...{ atMs: 600_000, action: "StartTransaction", payload: start },
        answer: { idTagInfo: { status: "Accepted" }, transactionId: 17 },
      },
      {
        ...{ atMs: 1_800_000, action: "StopTransaction" },
        payload: { transactionId: 17, meterStop: 9, timestamp: "2026-11-20T06:30:00Z" },
      },
    ];
    const found = await played(itemsOf(conversation(told, link), link), other.url);
    expect(found.totals).toMatchObject({ calls: 3, sent: 3, answered: 3, dials: 1, linksLost: 0 });
    const events = other.of("TransactionEvent");
    expect(events.map(({ eventType }) => eventType)).toEqual(["Started", "Ended"]);
    const [started] = events.map(({ timestamp }) => Date.parse(String(timestamp)));
    expect(Math.abs((started ?? 0) - found.startMs)).toBeLessThan(30_000);
    expect(other.faults).toEqual([]);
  });

  it("leaves out what is of another version, or on a link that is over", async () => {
    const other = await startStrictCsms();
    const [old, link] = [linkOf(), linkOf()];
    const late = conversation([{ atMs: 50, action: "Heartbeat" }], old);
    const strange = conversation([{ atMs: 60, action: "Heartbeat" }], { ...link, version: "2.1" });
    const items = itemsOf([...conversation([boot], link), ...late, ...strange], link);
    const found = await played(items, other.url);
    expect(found.asked).toEqual(["BootNotification"]);
    expect(found.leftOut.map(({ reason }) => reason).toSorted()).toEqual([
      ...["superseded", "unknownVersion"],
    ]);
  });
});
