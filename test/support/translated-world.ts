/**
 * A translator between a station and a strict CSMS, with a network that is slow, a disk that is
 * slower, and a process that may be killed before, in the middle of or after every effect. In: a
 * seed. What was durable survives; everything else is gone, as with `kill -9`.
 */
import { limits } from "../../src/base/limits.ts";
import type { Json, JsonObject } from "../../src/exchange/message.ts";
import { parseMessage } from "../../src/exchange/parse.ts";
import type { StrictMind } from "../../src/simulate/strict-csms.ts";
import { dueMs, type Input, step } from "../../src/translate/core.ts";
import { createHeldWrites, type HeldWrites } from "../../src/translate/held-writes.ts";
import type { LegName } from "../../src/translate/live.ts";
import { defaultSettings, type Settings } from "../../src/translate/settings.ts";
import type { State } from "../../src/translate/state.ts";
import { restored, type Write } from "../../src/translate/storage.ts";
import { type Effect, isSaying, type OutgoingMessage } from "../../src/translate/turn.ts";
import {
  type Chances,
  type CommandAnswer,
  createTranslatedCsms,
  STATION_ID,
  type StationLink,
} from "./translated-csms.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";

export type StationEnd = {
  readonly received: (text: string) => void;
  readonly closed: () => void;
};

export type TranslatedWorld = {
  readonly time: VirtualTime;
  /** Null: nobody listens, or the CSMS is away. */
  readonly connect: (end: StationEnd) => StationLink | null;
  readonly mind: StrictMind;
  readonly state: () => State | null;
  readonly deadLetters: readonly Extract<Effect, { kind: "deadLetter" }>[];
  readonly kills: () => number;
  /** No more faults: what is under way may end. */
  readonly calm: () => void;
  /** A call of the CSMS; null where it has no connection. */
  readonly command: (action: string, payload: JsonObject) => void;
  readonly commandAnswers: readonly CommandAnswer[];
};

type Wire = { readonly send: (text: string) => void; readonly drop: () => void };
type Wires = Readonly<Record<LegName, Wire | null>>;

type Process = {
  state: State;
  /** Each with the legs it was meant for: an answer never goes to a later one. */
  readonly effects: { readonly effect: Effect; readonly legs: Wires }[];
  isBusy: boolean;
  readonly held: HeldWrites;
  isDead: boolean;
  calledMs: number;
  legs: Wires;
};

export function translatedWorld(options: {
  readonly seed: string | number;
  readonly startMs: number;
  readonly chances: Chances;
  readonly settings?: Partial<Settings>;
}): TranslatedWorld {
  const time = createVirtualTime(options.seed, options.startMs);
  const { random, after, note } = time;
  const settings: Settings = { ...defaultSettings, ...options.settings };
  const disk = new Map<string, Json>();
  const deadLetters: Extract<Effect, { kind: "deadLetter" }>[] = [];
  let chances = options.chances;
  let alive: Process | null = null;
  let kills = 0;
  let salts = 0;

  const csms = createTranslatedCsms({ time, chances: () => chances });

  const start = () => {
    salts += 1;
    const documents: Write[] = [...disk].map(([key, value]) => ({ key, value }));
    const state = restored(STATION_ID, salts.toString(16).padStart(16, "f"), documents);
    const legs = { station: null, csms: null };
    const held = createHeldWrites();
    alive = { state, effects: [], held, isBusy: false, isDead: false, calledMs: 0, legs };
    note("translator starts");
  };

  const kill = (why: string) => {
    const dying = alive;
    if (dying === null) return;
    kills += 1;
    note(`KILL ${why}`);
    dying.isDead = true;
    alive = null;
    for (const leg of Object.values(dying.legs)) leg?.drop();
    after(random.integer(50, 3_000), start);
  };

  const mayKill = (why: string) => {
    if (!random.chance(chances.kill)) return false;
    kill(why);
    return true;
  };

  const put = (process: Process, input: Input) => {
    if (process.isDead || mayKill(`before ${input.kind}`)) return;
    const done = step(process.state, input, { nowMs: time.nowMs(), settings });
    process.state = done.state;
    for (const effect of done.effects) process.effects.push({ effect, legs: process.legs });
    drain(process);
    plan(process);
  };

  const plan = (process: Process) => {
    const due = dueMs(process.state, settings);
    if (!Number.isFinite(due)) return;
    const atMs = Math.max(due, time.nowMs() + 1);
    if (process.calledMs > time.nowMs() && process.calledMs <= atMs) return;
    process.calledMs = atMs;
    after(atMs - time.nowMs(), () => {
      if (!process.isDead && process.calledMs === atMs) {
        process.calledMs = 0;
        put(process, { kind: "tick" });
      }
    });
  };

  /** One effect after the other; what follows a write waits until it is durable, if it must. */
  const drain = (process: Process) => {
    while (!process.isBusy && !process.isDead) {
      const [next] = process.effects;
      if (next === undefined) break;
      const { effect, legs } = next;
      if (mayKill(`before ${effect.kind}`)) return;
      if (effect.kind !== "write" && isSaying(effect) && process.held.isDue()) {
        return writeHeld(process);
      }
      process.effects.shift();
      if (effect.kind !== "write") carryOut(effect, legs);
      else {
        process.held.add(effect);
        if (effect.due === "now") writeHeld(process);
      }
    }
    if (!process.held.isEmpty()) after(limits.heldWriteMs, () => writeHeld(process));
  };

  const writeHeld = (process: Process) => {
    if (process.isBusy || process.isDead || process.held.isEmpty()) return;
    process.isBusy = true;
    const writes = process.held.take();
    after(random.integer(0, 30), () => {
      if (process.isDead) return;
      for (const { key, value } of writes) {
        if (value === null) disk.delete(key);
        else disk.set(key, structuredClone(value));
      }
      if (mayKill("after a write")) return;
      process.isBusy = false;
      drain(process);
    });
  };

  const carryOut = (effect: Exclude<Effect, { kind: "write" }>, legs: Wires) => {
    if (effect.kind === "deadLetter") {
      note(`dead letter ${effect.why} ${effect.action}: ${effect.problem}`);
      deadLetters.push(effect);
    }
    if (effect.kind === "close") legs[effect.leg]?.drop();
    if (effect.kind === "reconnect") legs.csms?.drop();
    if (effect.kind !== "send") return;
    const text = textOf(effect.message);
    note(`→ ${effect.leg} ${text}`);
    legs[effect.leg]?.send(text);
  };

  /** Both directions keep their order; each message has a delay of its own. */
  const wire = (
    process: Process,
    leg: LegName,
    peer: { readonly received: (text: string) => void; readonly closed: () => void },
  ) => {
    let isOpen = true;
    let isFlushed = false;
    const [toPeer, toUs] = [lane(time), lane(time)];
    const drop = () => {
      if (!isOpen) return;
      isOpen = false;
      // What the kernel has taken may arrive although whoever sent it is gone.
      isFlushed = random.chance(0.5);
      note(`${leg} leg is gone`);
      toPeer(peer.closed);
      if (process.legs[leg] === ours) process.legs = { ...process.legs, [leg]: null };
      after(random.integer(1, 50), () => {
        if (process.legs[leg] === null) put(process, { kind: "legDown", leg });
      });
    };
    const ours = {
      send: (text: string) => toPeer(() => void ((isOpen || isFlushed) && peer.received(text))),
      drop,
    };
    process.legs = { ...process.legs, [leg]: ours };
    const theirs = {
      send: (text: string) =>
        toUs(() => {
          if (isOpen && !process.isDead) take(process, leg, text);
        }),
      drop,
    };
    return theirs;
  };

  const take = (process: Process, leg: LegName, text: string) => {
    note(`← ${leg} ${text}`);
    const payload = Buffer.from(text);
    const version = leg === "station" ? "1.6" : "2.0.1";
    const framing = { opcode: 1, isTruncated: false, payloadBytes: payload.length } as const;
    const message = parseMessage(payload, { ...framing, version });
    put(process, { kind: "message", leg, message, ref: null });
  };

  const dialCsms = (process: Process): boolean => {
    if (process.isDead || process.legs.csms !== null) return !process.isDead;
    if (!csms.isUp()) {
      after(random.integer(500, 5_000), () => {
        if (process.legs.station !== null) dialCsms(process);
      });
      return false;
    }
    const end: StationEnd = {
      received: (text) => csms.received(link, text),
      closed: () => {
        csms.closed(link);
        after(random.integer(100, 5_000), () => {
          if (process.legs.station !== null) dialCsms(process);
        });
      },
    };
    const link: StationLink = wire(process, "csms", end);
    csms.opened(link);
    put(process, { kind: "legUp", leg: "csms" });
    return true;
  };

  start();
  return {
    time,
    mind: csms.mind,
    deadLetters,
    kills: () => kills,
    state: () => alive?.state ?? null,
    calm() {
      chances = { kill: 0, refusal: 0, silence: 0, outages: 0 };
      csms.calm();
    },
    command: csms.command,
    commandAnswers: csms.commandAnswers,
    connect(end) {
      const process = alive;
      if (process === null) return null;
      const isMirror = settings.presence === "mirror";
      if (isMirror && process.legs.csms === null && !csms.isUp()) return null;
      process.legs.station?.drop();
      const link = wire(process, "station", end);
      put(process, { kind: "legUp", leg: "station" });
      dialCsms(process);
      return process.isDead ? null : link;
    },
  };
}

function textOf(message: OutgoingMessage): string {
  switch (message.type) {
    case "call":
      return JSON.stringify([2, message.messageId, message.action, message.payload]);
    case "callResult":
      return JSON.stringify([3, message.messageId, message.payload]);
    case "callError":
      return JSON.stringify([4, message.messageId, message.code, message.description, {}]);
  }
}

/** A delay for each, and never one past the other. */
export function lane({ nowMs, random, after }: VirtualTime): (run: () => void) => void {
  let lastMs = 0;
  return (run) => {
    lastMs = Math.max(lastMs, nowMs() + random.integer(1, 80));
    after(lastMs - nowMs(), run);
  };
}
