/** What a station did alone and tells afterwards gives the events of telling it live, but offline. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/exchange/message.ts";
import { textIn } from "../../../src/findings/fields.ts";
import type { Settings } from "../../../src/translate/settings.ts";
import { booted, deadLetters, type Sent, type Stage } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole, intOf } from "./session.ts";

const MINUTE_MS = 60_000;

type Session = {
  readonly connectorId: number;
  readonly idTag: string;
  /** From the start of the day. */
  readonly startMinute: number;
  readonly minutes: number;
  readonly wh: number;
  readonly meters: number;
  readonly reason: string;
  readonly hasStopTag: boolean;
};

/** Sessions of one connector follow one another; those of two may overlap. */
const sessions: fc.Arbitrary<readonly Session[]> = fc
  .array(
    fc.record({
      connectorId: fc.constantFrom(1, 2),
      idTag: fc.constantFrom("ABCDEF01", "ABCDEF02"),
      gap: fc.integer({ min: 1, max: 30 }),
      minutes: fc.integer({ min: 2, max: 60 }),
      wh: fc.integer({ min: 1, max: 50_000 }),
      meters: fc.integer({ min: 0, max: 3 }),
      reason: fc.constantFrom("Local", "EVDisconnected", "Other", "PowerLoss"),
      hasStopTag: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((drawn) => {
    const free = new Map<number, number>();
    return drawn.map(({ gap, ...session }) => {
      const startMinute = (free.get(session.connectorId) ?? 0) + gap;
      free.set(session.connectorId, startMinute + session.minutes);
      return { ...session, startMinute };
    });
  });

type Told = { readonly atMs: number; readonly session: Session; readonly what: string };

/** In the order of the day, as a station's queue has it. */
function queueOf(list: readonly Session[], dayMs: number): readonly Told[] {
  const all = list.flatMap((session) => {
    const at = (minute: number) => dayMs + (session.startMinute + minute) * MINUTE_MS;
    const meters = Array.from({ length: session.meters }, (_, index) => ({
      ...{ session, what: "meter" },
      atMs: at(((index + 1) * session.minutes) / (session.meters + 1)),
    }));
    return [
      { session, what: "start", atMs: at(0) },
      ...meters,
      { session, what: "stop", atMs: at(session.minutes) },
    ];
  });
  return all.sort((one, other) => one.atMs - other.atMs);
}

const iso = (ms: number) => new Date(ms).toISOString();

function registerAt({ session, atMs }: Told, dayMs: number): number {
  const passed = (atMs - dayMs) / MINUTE_MS - session.startMinute;
  return 1_000 + Math.round((session.wh * passed) / session.minutes);
}

/** `int` is what the station thinks its number is. */
function callOf(told: Told, dayMs: number, int: number): readonly [string, JsonObject] {
  const { session, atMs, what } = told;
  const { connectorId, idTag, reason, hasStopTag } = session;
  const [timestamp, register] = [iso(atMs), registerAt(told, dayMs)];
  if (what === "start") {
    return ["StartTransaction", { connectorId, idTag, meterStart: register, timestamp }];
  }
  if (what === "meter") {
    const sampledValue = [{ value: String(register), unit: "Wh" }];
    const meterValue = [{ timestamp, sampledValue }];
    return ["MeterValues", { connectorId, transactionId: int, meterValue }];
  }
  const stop = { transactionId: int, meterStop: register, timestamp, reason };
  return ["StopTransaction", hasStopTag ? { ...stop, idTag } : stop];
}

const day = Date.parse("2026-05-01T06:00:00Z");

function stageOf(settings: Partial<Settings>): Stage {
  const it = booted({ settings, atMs: day });
  it.drain(accepted);
  return it;
}

function tell(it: Stage, told: Told, ints: Map<Session, number>, placeholder: number | null) {
  const int = ints.get(told.session) ?? 0;
  const [action, payload] = callOf(told, day, placeholder ?? int);
  const sent: readonly Sent[] = [...it.station(action, payload), ...it.drain(accepted)];
  if (told.what === "start") ints.set(told.session, intOf(sent));
  const answers = sent.filter(({ leg, type }) => leg === "station" && type !== "call");
  expect(answers.map(({ type }) => type)).toEqual(["callResult"]);
}

function live(list: readonly Session[]): Stage {
  const it = stageOf({});
  const ints = new Map<Session, number>();
  for (const told of queueOf(list, day)) {
    it.pass(told.atMs - it.now);
    tell(it, told, ints, null);
  }
  return it;
}

const words = ["Available", "Preparing", "Charging", "SuspendedEV", "Finishing", "Unavailable"];
const fresh = fc.record({
  connectorId: fc.constantFrom(0, 1, 2),
  status: fc.constantFrom(...words),
});
/** How many statuses come before each message of the queue. */
const between = fc.array(fc.array(fresh, { maxLength: 2 }), { maxLength: 20 });

type Replay = {
  readonly list: readonly Session[];
  readonly statuses: readonly (readonly { connectorId: number; status: string }[])[];
  readonly placeholder: number | null;
  /** The day was ours to miss, too: our store is all that is left of the morning. */
  readonly isCrashed: boolean;
};

function replayed({ list, statuses, placeholder, isCrashed }: Replay): Stage {
  const it = stageOf({});
  it.down("station");
  if (it.state.live.csms.upSinceMs !== null) it.down("csms");
  if (isCrashed) it.crash();
  const queue = queueOf(list, day);
  it.pass((queue.at(-1)?.atMs ?? day) + 5 * MINUTE_MS - it.now);
  it.up("csms");
  it.up("station");
  const ints = new Map<Session, number>();
  for (const [index, told] of queue.entries()) {
    for (const { connectorId, status } of statuses[index] ?? []) {
      const timestamp = iso(it.now);
      const payload = { connectorId, status, errorCode: "NoError", timestamp };
      it.station("StatusNotification", payload);
      it.drain(accepted);
    }
    tell(it, told, ints, placeholder);
    it.pass(200);
  }
  return it;
}

/** Without what only the time of telling decides. */
function comparable(event: Json): Json {
  const { offline: _, transactionInfo, ...rest } = event as JsonObject;
  const { chargingState: __, ...info } = transactionInfo as JsonObject;
  return { ...rest, transactionInfo: info };
}

/** Overlapping sessions have no order between them. */
function byTransaction(it: Stage): Json {
  const groups = new Map<string, Json[]>();
  for (const event of eventsOf(it.sent)) {
    const id = textIn(event, "transactionInfo", "transactionId");
    groups.set(id, [...(groups.get(id) ?? []), comparable(event)]);
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

function expectSame(replay: Replay): void {
  const [online, offline] = [live(replay.list), replayed(replay)];
  expect(byTransaction(offline)).toEqual(byTransaction(online));
  expectWhole(eventsOf(offline.sent));
  const old = eventsOf(offline.sent).map((each) => (each as JsonObject)["offline"]);
  expect(old.every((each) => each === true)).toBe(true);
  expect(eventsOf(online.sent).some((each) => (each as JsonObject)["offline"])).toBe(false);
  expect(deadLetters(offline)).toEqual([]);
  // Nor is anything ended or changed once there has been time to think about it.
  const told = eventsOf(offline.sent).length;
  offline.pass(60 * MINUTE_MS);
  offline.drain(accepted);
  expect(eventsOf(offline.sent)).toHaveLength(told);
}

it("a queue told between statuses of now", () => {
  fc.assert(
    fc.property(sessions, between, fc.boolean(), (list, statuses, isCrashed) => {
      expectSame({ list, statuses, isCrashed, placeholder: null });
    }),
    { numRuns: 150 },
  );
});

it("also by a station that has forgotten its numbers, one session after the other", () => {
  const apart = sessions.map((list) => {
    let minute = 0;
    return list.map((session) => {
      const startMinute = minute + 1;
      minute = startMinute + session.minutes;
      return { ...session, startMinute };
    });
  });
  fc.assert(
    fc.property(apart, between, fc.constantFrom(-1, 0), (list, statuses, placeholder) => {
      expectSame({ list, statuses, placeholder, isCrashed: false });
    }),
    { numRuns: 100 },
  );
});

it("each message told twice changes nothing", () => {
  fc.assert(
    fc.property(sessions, (list) => {
      const it = live(list);
      const once = byTransaction(it);
      const twice = stageOf({});
      const ints = new Map<Session, number>();
      for (const told of queueOf(list, day)) {
        twice.pass(told.atMs - twice.now);
        tell(twice, told, ints, null);
        if (told.what !== "meter") tell(twice, told, ints, null);
      }
      // A stop that was told is told: a start of the same words would be a new one.
      expect(byTransaction(twice)).toEqual(once);
    }),
    { numRuns: 50 },
  );
});
