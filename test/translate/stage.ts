/** A station and a CSMS around one translator, on a clock of the test's own: tells what each gets. */
import { expect } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { parseMessage } from "../../src/exchange/parse.ts";
import { dueMs, type Input, step } from "../../src/translate/core.ts";
import type { LegName } from "../../src/translate/live.ts";
import { defaultSettings, type Settings } from "../../src/translate/settings.ts";
import type { State } from "../../src/translate/state.ts";
import { newState, restored, type Write } from "../../src/translate/storage.ts";
import type { Effect, OutgoingMessage } from "../../src/translate/turn.ts";
import { schemaFaults } from "../support/ocpp-schemas.ts";

export type Sent = {
  readonly leg: LegName;
  readonly type: OutgoingMessage["type"];
  readonly messageId: string;
  readonly action: string;
  readonly payload: Json;
};

export function stage(
  options: {
    readonly settings?: Partial<Settings>;
    readonly atMs?: number;
    readonly id?: string;
  } = {},
) {
  // Without our own questions to the station, unless a test is about them.
  const settings: Settings = { ...defaultSettings, probe: false, ...options.settings };
  let nowMs = options.atMs ?? Date.parse("2026-05-01T09:59:00.000Z");
  let state: State = newState(options.id ?? "CP-7", "0123456789abcdef");
  let salts = 0;
  const store = new Map<string, Json>();
  const effects: Effect[] = [];
  const sent: Sent[] = [];
  /** Actions of calls that peers made, to name the answers to them. */
  const asked = new Map<string, string>();
  let nextId = 1;

  function put(input: Input): readonly Effect[] {
    const after = step(state, input, { nowMs, settings });
    state = after.state;
    for (const effect of after.effects) take(effect);
    return after.effects;
  }

  function take(effect: Effect): void {
    effects.push(effect);
    if (effect.kind === "write") {
      for (const { key, value } of effect.writes) {
        if (value === null) store.delete(key);
        else store.set(key, value);
      }
    }
    if (effect.kind !== "send") return;
    const { leg, message } = effect;
    const action =
      message.type === "call"
        ? message.action
        : (asked.get(`${leg} ${message.messageId}`) ?? "nothing that was asked");
    const payload: Json =
      message.type === "callError" ? { errorCode: message.code } : message.payload;
    sent.push({ leg, type: message.type, messageId: message.messageId, action, payload });
    if (message.type !== "callError") expectLegal(leg, message, action);
  }

  /** Judged by schemas that are not ours. */
  function expectLegal(leg: LegName, message: OutgoingMessage, action: string): void {
    if (message.type === "callError") return;
    const text = JSON.stringify(
      message.type === "call"
        ? [2, message.messageId, message.action, message.payload]
        : [3, message.messageId, message.payload],
    );
    const entry = {
      ...{ stationId: "", sender: leg, messageId: message.messageId, isBinary: false },
      ...{ type: message.type, action, text },
    };
    expect(schemaFaults([entry], settings.versions[leg])).toEqual([]);
  }

  function call(leg: LegName, action: string, payload: Json, messageId?: string): readonly Sent[] {
    const id = messageId ?? `${leg}-${nextId++}`;
    asked.set(`${leg} ${id}`, action);
    return during(() => frame(leg, [2, id, action, payload]));
  }

  function frame(leg: LegName, message: Json): void {
    const payload = Buffer.from(JSON.stringify(message));
    const framing = { opcode: 1, isTruncated: false, payloadBytes: payload.length } as const;
    const version = settings.versions[leg];
    const parsed = parseMessage(payload, { ...framing, version });
    put({ kind: "message", leg, message: parsed, ref: `the-${leg}-link/1` });
  }

  function during(act: () => void): readonly Sent[] {
    const before = sent.length;
    act();
    return sent.slice(before);
  }

  /** The call that waits for an answer on this leg, if any. */
  function pending(leg: LegName): Sent | null {
    const id = state.live[leg].sent?.messageId ?? null;
    return sent.findLast((each) => each.leg === leg && each.messageId === id) ?? null;
  }

  return {
    put,
    call,
    pending,
    station: (action: string, payload: Json, id?: string) => call("station", action, payload, id),
    csms: (action: string, payload: Json, id?: string) => call("csms", action, payload, id),
    /** Answers the call under way. */
    answer(leg: LegName, payload: Json): readonly Sent[] {
      return during(() => frame(leg, [3, pending(leg)?.messageId ?? "nothing", payload]));
    },
    fail(leg: LegName, code: string): readonly Sent[] {
      return during(() => frame(leg, [4, pending(leg)?.messageId ?? "nothing", code, "", {}]));
    },
    up: (leg: LegName) => during(() => put({ kind: "legUp", leg })),
    down: (leg: LegName) => during(() => put({ kind: "legDown", leg })),
    /** Time passes, with a tick whenever one is wanted. */
    pass(ms: number): readonly Sent[] {
      return during(() => {
        const endMs = nowMs + ms;
        for (let ticks = 0; ; ticks += 1) {
          const due = Math.max(dueMs(state, settings), nowMs);
          if (due > endMs) break;
          // Whoever is due and does nothing would spin.
          expect(ticks).toBeLessThan(1_000);
          nowMs = due;
          put({ kind: "tick" });
        }
        nowMs = endMs;
      });
    },
    at(text: string): void {
      nowMs = Date.parse(text);
    },
    /** Both legs are gone and the state is what the store has. */
    crash(): void {
      const documents: Write[] = [...store].map(([key, value]) => ({ key, value }));
      state = restored(state.stationId, `${++salts}`.padStart(16, "f"), documents);
    },
    /** The CSMS answers whatever waits with what `answers` says, until nothing waits. */
    drain(answers: (sent: Sent) => Json = () => ({})): readonly Sent[] {
      return during(() => {
        for (let count = 0; count < 1_000; count += 1) {
          const call = pending("csms");
          if (call === null) return;
          frame("csms", [3, call.messageId, answers(call)]);
        }
      });
    },
    get now() {
      return nowMs;
    },
    get state() {
      return state;
    },
    store,
    sent,
    effects,
    settings,
  };
}

export type Stage = ReturnType<typeof stage>;

/** A stage whose station is up, booted and accepted. */
export function booted(options: Parameters<typeof stage>[0] = {}): Stage {
  const it = stage(options);
  it.up("station");
  it.up("csms");
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "Fast-22" });
  it.answer("csms", {
    ...{ status: "Accepted", interval: 300 },
    currentTime: new Date(it.now).toISOString(),
  });
  return it;
}

/** Of the calls to the CSMS, in order: action and payload. */
export function toCsms(sent: readonly Sent[]): readonly (readonly [string, Json])[] {
  return sent
    .filter(({ leg, type }) => leg === "csms" && type === "call")
    .map(({ action, payload }) => [action, payload] as const);
}

/** The one answer among them to this peer. */
export function answerTo(leg: LegName, sent: readonly Sent[]): Json {
  const answers = sent.filter((each) => each.leg === leg && each.type !== "call");
  expect(answers).toHaveLength(1);
  return answers[0]?.payload ?? null;
}

export function deadLetters({ effects }: Stage): readonly Effect[] {
  return effects.filter(({ kind }) => kind === "deadLetter");
}
