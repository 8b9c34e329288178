/** Connectors whose status changes, or is told, again and again. */
import type { Json } from "../../exchange/message.ts";
import { textIn } from "../fields.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, duration } from "../wording.ts";
import { connectorStatusOf, connectorsMax, touch } from "./connector-status.ts";
import { listOf, numberOr } from "./counts.ts";

const WINDOW_US = 5 * 60_000_000;
/**
 * Only going back counts, as in Available, Preparing, Available: a session goes round. In 2.x a
 * session is one return each way, and half a dozen within the window are a busy connector.
 */
const CHANGES_MAX = 12;
/** The same status told more often than once in half a minute. */
const REPEATS_MAX = 10;
/** A triggered status comes within this time of its TriggerMessage. */
const TRIGGER_US = 10_000_000;

/** What one connector told since the window began. */
type Window = {
  fromUs: number;
  firstSeq: number;
  status: string;
  /** What it was before that; "" for nothing yet. */
  before: string;
  changes: number;
  repeats: number;
  isTold: boolean;
};

type State = { readonly by: Map<string, Window>; triggeredAtUs: number };

export const statusFlapping = statefulRule<State>(
  {
    id: "status-flapping",
    title: "A connector's status flaps",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.9, §9.1 MinimumStatusDuration; OCPP 2.0.1 Part 2, G01",
    explanation:
      "The connector reports one change of status after the other within minutes, or the same status over and over. Behind real changes there is often a loose plug or a worn contact, a car that wakes up and falls asleep, or a controller at a limit of temperature or current. The same status repeated is usually a firmware that notifies by a timer. Either way data is used up, and the CSMS shows a connector of which nobody knows whether it can be used.",
    remedy:
      "Look at the connector, the plug and the car. In 1.6 MinimumStatusDuration suppresses states that do not last; set it to some seconds.",
  },
  {
    scope: "link",
    begin: () => ({ by: new Map(), triggeredAtUs: 0 }),
    save: ({ by, triggeredAtUs }): Json => [
      [...by].map(([key, of]) => [
        ...[key, of.fromUs, of.firstSeq, of.status, of.changes, of.repeats, of.isTold, of.before],
      ]),
      triggeredAtUs,
    ],
    parse,
  },
  {
    message({ message, sender, seq, atUs }, link, state) {
      if (message.type !== "call") return nothing;
      if (sender === "csms") {
        const wanted = textIn(message.callPayload, "requestedMessage");
        if (wanted === "StatusNotification") state.triggeredAtUs = atUs;
        return nothing;
      }
      const now = connectorStatusOf(link.version, message.callPayload);
      if (message.action !== "StatusNotification" || now === null) return nothing;
      const window = state.by.get(now.key) ?? begun(atUs, seq, now.status);
      const isNew = !state.by.has(now.key);
      touch(state.by, now.key, window);
      if (atUs - window.fromUs > WINDOW_US) restart(window, atUs, seq);
      const isTriggered = atUs - state.triggeredAtUs < TRIGGER_US;
      if (now.status !== window.status) {
        if (now.status === window.before) window.changes += 1;
        window.before = window.status;
        window.status = now.status;
      } else if (!isNew && !isTriggered) window.repeats += 1;
      const isFlapping = window.changes > CHANGES_MAX;
      if (window.isTold || (!isFlapping && window.repeats <= REPEATS_MAX)) return nothing;
      window.isTold = true;
      const within = duration(atUs - window.fromUs);
      const sentence = isFlapping
        ? `The status of ${now.name} went back to the one before ${window.changes} times within ${within}, last from ${cut(window.before)} to ${cut(now.status)}.`
        : `The station reported ${now.name} as ${cut(now.status)} ${window.repeats} more times within ${within}, without a change.`;
      return [
        {
          sentence,
          evidence: [window.firstSeq, seq],
          details: {
            connector: now.key,
            changes: window.changes,
            repeats: window.repeats,
            withinMs: Math.round((atUs - window.fromUs) / 1000),
          },
        },
      ];
    },
  },
  { actions: ["StatusNotification", "TriggerMessage", "ExtendedTriggerMessage"] },
);

function begun(fromUs: number, firstSeq: number, status: string): Window {
  return { fromUs, firstSeq, status, before: "", changes: 0, repeats: 0, isTold: false };
}

/** A flapping that goes on was told; one that has paused for a window is told again. */
function restart(window: Window, atUs: number, seq: number): void {
  window.isTold =
    window.isTold &&
    atUs - window.fromUs < 2 * WINDOW_US &&
    (window.changes > CHANGES_MAX || window.repeats > REPEATS_MAX);
  window.fromUs = atUs;
  window.firstSeq = seq;
  window.changes = 0;
  window.repeats = 0;
}

function parse(saved: Json): State {
  const [by, triggeredAtUs] = listOf(saved);
  const state: State = { by: new Map(), triggeredAtUs: numberOr(triggeredAtUs, 0) };
  for (const entry of listOf(by).slice(-connectorsMax)) {
    const [key, fromUs, firstSeq, status, changes, repeats, isTold, before] = listOf(entry);
    if (typeof key !== "string" || typeof status !== "string") continue;
    const window = begun(numberOr(fromUs, 0), numberOr(firstSeq, 0), status);
    window.changes = numberOr(changes, 0);
    window.repeats = numberOr(repeats, 0);
    window.isTold = isTold === true;
    window.before = typeof before === "string" ? before : "";
    state.by.set(key, window);
  }
  return state;
}
