/** Heartbeats at another interval than the CSMS asked for. */
import type { Json } from "../../exchange/message.ts";
import { textIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, type Reports, statefulRule } from "../rule.ts";
import { between, duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";
import { intervalActions, intervalGiven } from "./heartbeat-interval.ts";

const SECOND_US = 1_000_000;
/** Fewer may be chance. */
const PERIODS = 5;
/** All periods shorter than this part of the interval: much more often than asked. */
const SHORT = 0.6;
/**
 * Regular periods longer than this many intervals: much less often. Other messages may stand for
 * Heartbeats, but then those left come in no steady rhythm, or at most two intervals apart.
 */
const LONG = 2.5;
/** What counts as a steady rhythm, as a part of the period. */
const SPREAD = 0.1;
/** A triggered Heartbeat comes within this time of its TriggerMessage. */
const TRIGGER_US = 30 * SECOND_US;

type Rhythm = {
  intervalUs: number;
  givenSeq: number;
  lastAtUs: number;
  periodsUs: readonly number[];
  triggeredAtUs: number;
  isTold: boolean;
};

export const heartbeatIntervalIgnored = statefulRule<Rhythm>(
  {
    id: "heartbeat-interval-ignored",
    title: "Heartbeats do not come at the interval given",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.2, §4.6; OCPP 2.0.1 Part 2, B01.FR.04, G02.FR.05",
    explanation:
      "With the answer to BootNotification the CSMS says how often it wants to hear a Heartbeat, and the station has to follow. This station keeps another rhythm of its own. Much shorter, it costs mobile data and loads the CSMS; much longer, the CSMS takes the station for offline in between, and its clock drifts. Often the firmware has the interval built in, or applies it only after a restart.",
    remedy:
      "Set HeartbeatInterval by ChangeConfiguration (2.x: SetVariables) as well, restart the station, and report it to the vendor if it changes nothing. Otherwise give the CSMS the interval that the station really keeps.",
  },
  {
    scope: "link",
    begin: () => parse(null),
    save: (state): Json => [
      ...[state.intervalUs, state.givenSeq, state.lastAtUs, [...state.periodsUs]],
      ...[state.triggeredAtUs, state.isTold],
    ],
    parse,
  },
  {
    message(happening, _link, state) {
      const { message, sender, seq, atUs } = happening;
      const interval = intervalGiven(happening);
      if (interval !== null) {
        const intervalUs = interval * SECOND_US;
        state.isTold = state.isTold && intervalUs === state.intervalUs;
        state.intervalUs = intervalUs;
        state.givenSeq = seq;
        state.periodsUs = [];
        state.lastAtUs = 0;
        return nothing;
      }
      if (message.type !== "call") return nothing;
      if (sender === "csms") {
        if (textIn(message.callPayload, "requestedMessage") === "Heartbeat") {
          state.triggeredAtUs = atUs;
        }
        return nothing;
      }
      return message.action === "Heartbeat" ? beat(happening, state) : nothing;
    },
    gap(_happening, _link, state) {
      state.lastAtUs = 0;
      return nothing;
    },
  },
  { actions: ["Heartbeat", ...intervalActions, "TriggerMessage", "ExtendedTriggerMessage"] },
);

function beat({ atUs, seq }: MessageHappening, state: Rhythm): Reports {
  const isTriggered = state.triggeredAtUs > 0 && atUs - state.triggeredAtUs < TRIGGER_US;
  state.triggeredAtUs = 0;
  // Whether it restarts the station's timer nobody knows.
  if (isTriggered) state.lastAtUs = 0;
  const before = state.lastAtUs;
  if (!isTriggered) state.lastAtUs = atUs;
  if (before === 0 || isTriggered) return nothing;
  state.periodsUs = [...state.periodsUs, atUs - before].slice(-PERIODS);
  const { intervalUs, periodsUs, isTold } = state;
  if (isTold || intervalUs === 0 || periodsUs.length < PERIODS) return nothing;
  const least = Math.min(...periodsUs);
  const most = Math.max(...periodsUs);
  const isShort = most < SHORT * intervalUs;
  const isLong = least > LONG * intervalUs && most - least <= SPREAD * most;
  if (!isShort && !isLong) return nothing;
  state.isTold = true;
  return [
    {
      sentence: `The station's last ${PERIODS + 1} Heartbeats came ${between(least, most)} apart, while the CSMS asked for one every ${duration(intervalUs)}.`,
      evidence: [state.givenSeq, seq],
      details: {
        intervalS: intervalUs / SECOND_US,
        periodMsMin: Math.round(least / 1000),
        periodMsMax: Math.round(most / 1000),
      },
    },
  ];
}

function parse(saved: Json): Rhythm {
  const [intervalUs, givenSeq, lastAtUs, periodsUs, triggeredAtUs, isTold] = listOf(saved);
  return {
    intervalUs: numberOr(intervalUs, 0),
    givenSeq: numberOr(givenSeq, 0),
    lastAtUs: numberOr(lastAtUs, 0),
    periodsUs: listOf(periodsUs)
      .slice(-PERIODS)
      .map((us) => numberOr(us, 0)),
    triggeredAtUs: numberOr(triggeredAtUs, 0),
    isTold: isTold === true,
  };
}
