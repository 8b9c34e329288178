/** Both legs of a translated station, whatever they say and whenever. */
import { deepEqual, ok } from "node:assert/strict";
import type { Json } from "../../../src/exchange/message.ts";
import { parseMessage } from "../../../src/exchange/parse.ts";
import { dueMs, type Input, step } from "../../../src/translate/core.ts";
import type { LegName } from "../../../src/translate/live.ts";
import { defaultSettings, type Settings } from "../../../src/translate/settings.ts";
import { newState, restored, type Write } from "../../../src/translate/storage.ts";
import type { Effect } from "../../../src/translate/turn.ts";
import type { Target } from "../target.ts";
import { toCsms, toStation, words } from "../words.ts";

const SALT = "0123456789abcdef";
const START_MS = Date.parse("2026-05-01T09:59:00.000Z");

const forwards: Settings = { ...defaultSettings, presence: "decoupled" };
const reversed: Settings = { ...forwards, versions: { station: "2.0.1", csms: "1.6" } };

type Line = { readonly kind: string; readonly rest: string };

/**
 * First line: `f`, or `r` for a 2.0.1 station on a 1.6 CSMS. Then `u` and `d` with a leg go up and
 * down; `s` and `c` say a payload; `S` and `C` answer what that leg was asked last; `+` lets time
 * pass; `k` ends the process, which begins again with what was written.
 */
function linesOf(text: string): readonly Line[] {
  return text.split("\n").map((line) => ({ kind: line.charAt(0), rest: line.slice(1).trim() }));
}

function world(settings: Settings) {
  let nowMs = START_MS;
  let state = newState("CP-7", SALT);
  const written = new Map<string, Json>();
  const asked: Record<LegName, string> = { station: "none", csms: "none" };

  function take(effect: Effect): void {
    switch (effect.kind) {
      case "write":
        for (const { key, value } of effect.writes) {
          if (value === null) written.delete(key);
          else written.set(key, structuredClone(value));
        }
        break;
      case "deadLetter":
        // "invalid" is the gate's word for a message of ours that no schema allows.
        ok(effect.why !== "invalid", `${effect.action}: ${effect.problem}`);
        break;
      case "send":
        if (effect.message.type === "call") asked[effect.leg] = effect.message.messageId;
        break;
    }
  }

  function put(input: Input): void {
    const done = step(state, input, { nowMs, settings });
    state = frozen(done.state);
    for (const effect of done.effects) take(effect);
  }

  return {
    put,
    asked: (leg: LegName) => asked[leg],
    say(leg: LegName, text: string) {
      const payload = Buffer.from(text, "utf8");
      const framing = { opcode: 1, isTruncated: false, payloadBytes: payload.length } as const;
      const message = parseMessage(payload, { ...framing, version: settings.versions[leg] });
      put({ kind: "message", leg, message, ref: null });
    },
    pass(ms: number) {
      nowMs += ms;
      // A block may see only in the next tick what another did in this one.
      for (let ticks = 0; ticks < 10 && dueMs(state, settings) <= nowMs; ticks += 1) {
        put({ kind: "tick" });
      }
      ok(dueMs(state, settings) > nowMs, "time that has passed is waited for without end");
    },
    restart() {
      const documents: Write[] = [...written].map(([key, value]) => ({ key, value }));
      state = restored("CP-7", SALT, structuredClone(documents));
      const again = restored("CP-7", SALT, documents);
      deepEqual(again, state, "what was written is read differently");
    },
  };
}

/** A step that alters the state it was given throws; what was frozen before is passed over. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}

function legOf(text: string): LegName {
  return text.startsWith("c") ? "csms" : "station";
}

export const target: Target = {
  name: "translation",
  promise:
    "no step throws, alters the state it was given, waits without end for time that has passed, or sends what a schema forbids, and what was written is read",
  seeds: [toCsms, toStation, toCsms.replaceAll("\n+ 1000", "\nk"), `${toStation}\nk\n+ 99999999`],
  words: [...words, "\nk\n", "\nu s\n", "\nd c\n", "\n+ 60000\n", "S {", "C {", "\nu c"],
  inputBytesMax: 8_192,
  check(input) {
    const [first, ...lines] = linesOf(input.toString("utf8"));
    const one = world(first?.kind === "r" ? reversed : forwards);
    for (const { kind, rest } of lines) {
      switch (kind) {
        case "u":
          one.put({ kind: "legUp", leg: legOf(rest) });
          break;
        case "d":
          one.put({ kind: "legDown", leg: legOf(rest) });
          break;
        case "s":
          one.say("station", rest);
          break;
        case "c":
          one.say("csms", rest);
          break;
        case "S":
          one.say("station", `[3,${JSON.stringify(one.asked("station"))},${rest}]`);
          break;
        case "C":
          one.say("csms", `[3,${JSON.stringify(one.asked("csms"))},${rest}]`);
          break;
        case "+":
          one.pass(Math.min(Math.abs(Number.parseInt(rest, 10) || 0), 1e9));
          break;
        case "k":
          one.restart();
          break;
      }
    }
  },
};
