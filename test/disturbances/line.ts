/** A link for disturbances without sockets: what goes on, what is noted, and time as one sets it. */
import { parseLinkId, parseStationId, type Sender } from "../../src/base/ids.ts";
import { type KeptDisturbance, keptDisturbanceSchema } from "../../src/config/disturbance.ts";
import { createInForce } from "../../src/disturbances/in-force.ts";
import { disturbing } from "../../src/disturbances/intercept.ts";
import type { InterceptedLink, SeenMessage } from "../../src/relay/intercept.ts";
import type { Note } from "../../src/spool/record.ts";

/** The wall clock of these tests begins here. */
export const START_MS = Date.parse("2026-11-22T09:00:00Z");

export function kept(name: string, disturbance: object, setAt = "now"): KeptDisturbance {
  const base = { station: "CP-1", sender: "station", until: "2026-11-22T10:00:00Z" };
  return keptDisturbanceSchema.parse({
    ...{ name, setAt, setBy: "test", disturbance: { ...base, ...disturbance } },
  });
}

/** Timers that run when time is moved. */
export function testTime() {
  let nowMs = START_MS;
  const timers = new Set<{ readonly atMs: number; readonly action: () => void }>();
  return {
    clock: { nowUs: () => nowMs * 1000 },
    wait(ms: number, action: () => void) {
      const timer = { atMs: nowMs + ms, action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    timers: () => timers.size,
    advance(ms: number) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers]
          .filter(({ atMs }) => atMs <= endMs)
          .toSorted((one, other) => one.atMs - other.atMs);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.action();
      }
      nowMs = endMs;
    },
    setBack: (ms: number) => {
      nowMs -= ms;
    },
  };
}

/** A book that is changed by hand. */
export function testBook(first: readonly KeptDisturbance[]) {
  let all = new Map(first.map((each) => [each.name, each]));
  const listeners: (() => void)[] = [];
  return {
    all: () => all,
    onChange: (listener: () => void) => void listeners.push(listener),
    set(...now: readonly KeptDisturbance[]) {
      all = new Map(now.map((each) => [each.name, each]));
      for (const listener of listeners) listener();
    },
  };
}

const aLink = parseLinkId("00000000-0000-4000-8000-000000000001");

export function disturbedLink(...first: readonly KeptDisturbance[]) {
  const time = testTime();
  const book = testBook(first);
  const observe = () => undefined;
  const inForce = createInForce({ book, ...time, observe });
  /** What is on the wire, by who is its sender there. */
  const wire: Readonly<Record<Sender, string[]>> = { station: [], csms: [] };
  const notes: Note[] = [];
  const ended: string[] = [];
  /** Not yet settled, with whose they are. */
  const taken = new Map<number, Sender>();
  const world = { isOpen: true, fixed: null as string | null };
  let seq = 0;
  const settle = (message: SeenMessage) => {
    if (!taken.delete(message.seq)) throw new Error(`${message.seq} was settled before`);
  };
  const link = {
    ...{ linkId: aLink, stationId: parseStationId("CP-1"), fixedBecause: () => world.fixed },
  } as unknown as InterceptedLink;
  const intercept = disturbing({ inForce, ...time, observe })(link, {
    pass(message) {
      settle(message);
      wire[message.sender].push(message.payload.toString());
    },
    drop: settle,
    send(sender, text, by) {
      if (!world.isOpen) return null;
      seq += 1;
      wire[sender].push(`${text} (${by})`);
      return seq;
    },
    note: (note) => void notes.push(note),
    close: (code, reason) => void ended.push(`${code} ${reason}`),
    abort: () => void ended.push("reset"),
  });
  /** As the chain of a link's intercepts asks. */
  const isAsked = (sender: Sender) =>
    intercept.isOn(sender) || [...taken.values()].includes(sender);
  function says(sender: Sender, text: string | Buffer, facts: Partial<SeenMessage> = {}): number {
    seq += 1;
    const payload = Buffer.from(text);
    const receivedAtUs = time.clock.nowUs();
    const is = { opcode: 1, isWhole: true, hasGone: !isAsked(sender) } as const;
    const message = { sender, seq, payload, receivedAtUs, ...is, ...facts };
    const mine = seq;
    taken.set(seq, sender);
    if (intercept.message(message) || message.hasGone) {
      settle(message);
      wire[sender].push(payload.toString());
    }
    return mine;
  }
  return { ...{ time, book, inForce, intercept, wire, notes, ended, taken, world, says } };
}
