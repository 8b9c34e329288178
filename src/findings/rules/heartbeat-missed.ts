/**
 * Stations of which nothing is heard for more than two heartbeat intervals.
 *
 * Any message of the station counts: 1.6 §4.6 lets it leave out a Heartbeat where another message
 * was sent. WebSocket pings and pongs may replace Heartbeats, too, but for one a day, which keeps
 * the clock right (OCPP-J 1.6 §5.3).
 */
import type { Json } from "../../exchange/message.ts";
import { nothing, type Reports, statefulRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";
import { intervalGiven } from "./heartbeat-interval.ts";

const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;
/** One Heartbeat may be late or lost. */
const INTERVALS = 2;
/** For the way, and for timers that are not exact. */
const SLACK_US = 10 * SECOND_US;

type Life = {
  /** 0: the CSMS has given none on this link. */
  intervalUs: number;
  givenSeq: number;
  lastAtUs: number;
  lastSeq: number;
  pingAtUs: number;
  isTold: boolean;
};

export const heartbeatMissed = statefulRule<Life>(
  {
    id: "heartbeat-missed",
    title: "Nothing is heard of the station",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.6; OCPP-J 1.6 §5.3; OCPP 2.0.1 Part 2, G02",
    explanation:
      "The station sent nothing for more than twice the heartbeat interval that the CSMS gave it: no Heartbeat, no other message, no WebSocket ping. The connection is still open as far as this side can see, but behind a mobile network it may long be gone: commands are then sent into the void, and the CSMS shows a station that is offline or, worse, one that seems to be ready.",
    remedy:
      "Look whether the station answers a ping or a TriggerMessage for Heartbeat. If the link was dead, lower the ping interval on both sides so that it is noticed earlier; if the station is alive, correct its heartbeat.",
  },
  {
    scope: "link",
    begin: () => parse(null),
    save: (life): Json =>
      life.intervalUs === 0
        ? null
        : [
            ...[life.intervalUs, life.givenSeq, life.lastAtUs, life.lastSeq, life.pingAtUs],
            life.isTold,
          ],
    parse,
  },
  {
    message(happening, _link, life) {
      const { sender, seq, atUs } = happening;
      const interval = intervalGiven(happening);
      if (interval !== null) {
        life.intervalUs = interval * SECOND_US;
        life.givenSeq = seq;
        // It counts from now on.
        life.lastAtUs = atUs;
      }
      if (sender !== "station") return nothing;
      const reports = judge(life, atUs);
      life.lastAtUs = atUs;
      life.lastSeq = seq;
      life.isTold = false;
      return reports;
    },
    "control-frame"({ record, atUs }, _link, life) {
      if (record.sender !== "station") return nothing;
      const reports = judge(life, atUs);
      life.pingAtUs = atUs;
      return reports;
    },
    gap({ atUs }, _link, life) {
      life.pingAtUs = atUs;
      life.lastAtUs = atUs;
      return nothing;
    },
    note({ body, atUs }, _link, life) {
      if (body.note === "clock-set") Object.assign(life, { lastAtUs: atUs, pingAtUs: atUs });
      // Whatever it says from here on cannot be read.
      if (body.note === "opaque" && body.sender === "station") life.isTold = true;
      return nothing;
    },
    tick({ atUs }, _link, life) {
      return judge(life, atUs);
    },
  },
  { dueUs },
);

function dueUs({ intervalUs, lastAtUs, pingAtUs, isTold }: Life): number {
  if (intervalUs === 0 || isTold) return Number.POSITIVE_INFINITY;
  const patienceUs = INTERVALS * intervalUs + SLACK_US;
  if (pingAtUs <= lastAtUs) return lastAtUs + patienceUs;
  const withoutMessageUs = Math.max(patienceUs, DAY_US + SLACK_US);
  return Math.min(pingAtUs + patienceUs, lastAtUs + withoutMessageUs);
}

function judge(life: Life, atUs: number): Reports {
  if (atUs < dueUs(life)) return nothing;
  life.isTold = true;
  const silentUs = atUs - life.lastAtUs;
  const isPinging = atUs - life.pingAtUs < INTERVALS * life.intervalUs + SLACK_US;
  const pings = isPinging ? "; it sent WebSocket pings or pongs only" : "";
  return [
    {
      sentence: `The station has sent no message for ${duration(silentUs)}, though the CSMS asked for a Heartbeat every ${duration(life.intervalUs)}${pings}.`,
      evidence: [life.givenSeq, life.lastSeq].filter((seq, at, all) => all.indexOf(seq) === at),
      details: {
        silentMs: Math.round(silentUs / 1000),
        intervalS: life.intervalUs / SECOND_US,
        isPinging,
      },
    },
  ];
}

function parse(saved: Json): Life {
  const [intervalUs, givenSeq, lastAtUs, lastSeq, pingAtUs, isTold] = listOf(saved);
  return {
    intervalUs: numberOr(intervalUs, 0),
    givenSeq: numberOr(givenSeq, 0),
    lastAtUs: numberOr(lastAtUs, 0),
    lastSeq: numberOr(lastSeq, 0),
    pingAtUs: numberOr(pingAtUs, 0),
    isTold: isTold === true,
  };
}
