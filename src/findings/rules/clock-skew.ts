/**
 * Clocks that differ from the time of receipt: the station's by the times of its events, the CSMS's
 * by the `currentTime` of its answers.
 *
 * An event is told some time after it happened, so one old time proves nothing: it may come from
 * the queue of a station that was offline. A clock that is wrong shows in events that arrive as
 * fast as they happen: their times advance with ours, and stay behind or ahead by the same amount.
 * A queue that is emptied runs faster than that. So several events are compared, over some while.
 */

import type { Json } from "../../exchange/message.ts";
import { dateTimeUs } from "../../ocpp/date-time.ts";
import { itemsIn, textIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, type Report, type Reports, statefulRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** A minute is what tariffs and the validity of certificates still bear. */
const SKEW_US_MIN = 60_000_000;
const SAMPLES = 5;
/** Events closer together may all be of one moment. */
const SPAN_US_MIN = 30_000_000;
/** Delays of the network and of queues inside a station. */
const SPREAD_US_MAX = 10_000_000;
/** Further off are clocks that were never set, which is `timestamp-implausible`'s. */
const SKEW_US_MAX = 10 * 366 * 86_400_000_000;

/** Our time, and how much earlier the event's own time is. Unit: µs. */
type Sample = readonly [atUs: number, behindUs: number, seq: number];

type Clocks = {
  readonly station: Sample[];
  /** How much the CSMS is behind, by its newest answer; null while unknown. */
  csmsBehindUs: number | null;
  csmsSeq: number;
  /** What was told last, so that it is told once. */
  toldStationUs: number;
  toldCsmsUs: number;
};

export const clockSkew = statefulRule<Clocks>(
  {
    id: "clock-skew",
    title: "A clock is wrong",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §3.14, §4.2, §4.6; OCPP 2.0.1 Part 2, B01, G02",
    explanation:
      "The times in the messages differ from the time of their receipt by the same amount, message after message. So it is not an old message that was sent late, but a clock that is wrong, often by whole hours: local time sent as if it were UTC. Bills then show the wrong time and tariff, schedules begin at the wrong moment, and certificates may count as expired. The station takes its time from the BootNotification and Heartbeat responses, so a CSMS that is wrong takes its stations along.",
    remedy:
      "Let the station set its clock by the currentTime of every BootNotification and Heartbeat response, or by NTP, and send UTC. Where the CSMS is wrong, correct its server's clock. If all stations and the CSMS seem to be wrong by the same amount, look at the clock of the machine that records.",
  },
  {
    scope: "link",
    begin: () => parse(null),
    save: ({ station, csmsBehindUs, csmsSeq, toldStationUs, toldCsmsUs }): Json => [
      station.map((sample) => [...sample]),
      csmsBehindUs,
      csmsSeq,
      toldStationUs,
      toldCsmsUs,
    ],
    parse,
  },
  {
    message(happening, _link, clocks) {
      const { message, sender } = happening;
      if (message.type === "callResult" && sender === "csms") {
        return csmsTime(happening, textIn(message.callPayload, "currentTime"), clocks);
      }
      if (message.type !== "call" || sender !== "station") return nothing;
      return stationTime(happening, eventTime(message.action, message.callPayload), clocks);
    },
  },
  {
    actions: [
      ...["BootNotification", "Heartbeat", "StatusNotification", "MeterValues", "StartTransaction"],
      ...["StopTransaction", "TransactionEvent", "NotifyEvent", "SecurityEventNotification"],
    ],
    sorts: ["call", "callResult"],
  },
);

/** "" for none. */
function eventTime(action: string, payload: Json): string {
  if (action === "MeterValues") return textIn(itemsIn(payload, "meterValue").at(-1), "timestamp");
  return textIn(payload, action === "NotifyEvent" ? "generatedAt" : "timestamp");
}

function csmsTime({ atUs, seq, request }: MessageHappening, text: string, clocks: Clocks): Reports {
  const timeUs = dateTimeUs(text);
  if (timeUs === null || Math.abs(atUs - timeUs) > SKEW_US_MAX) return nothing;
  const before = clocks.csmsBehindUs;
  const behindUs = atUs - timeUs;
  clocks.csmsBehindUs = behindUs;
  const beforeSeq = clocks.csmsSeq;
  clocks.csmsSeq = seq;
  if (Math.abs(behindUs) < SKEW_US_MIN) {
    clocks.toldCsmsUs = 0;
    return nothing;
  }
  // One answer may have waited long for its way; two by the same amount have not.
  if (before === null || Math.abs(before - behindUs) > SPREAD_US_MAX) return nothing;
  if (isTold(behindUs, clocks.toldCsmsUs)) return nothing;
  clocks.toldCsmsUs = behindUs;
  const how = request?.action === "Heartbeat" ? "Heartbeat" : "BootNotification";
  const report: Report = {
    sentence: `The CSMS's clock is ${amount(behindUs)} by the currentTime of its ${how} responses.`,
    side: "csms",
    evidence: beforeSeq > 0 ? [beforeSeq, seq] : [seq],
    details: { behindMs: Math.round(behindUs / 1000) },
  };
  return [report];
}

function stationTime({ atUs, seq }: MessageHappening, text: string, clocks: Clocks): Reports {
  const timeUs = dateTimeUs(text);
  if (timeUs === null || Math.abs(atUs - timeUs) > SKEW_US_MAX) return nothing;
  const { station } = clocks;
  station.push([atUs, atUs - timeUs, seq]);
  if (station.length > SAMPLES) station.shift();
  const first = station[0];
  if (first === undefined || station.length < SAMPLES) return nothing;
  if (atUs - first[0] < SPAN_US_MIN) return nothing;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const sample of station) {
    least = Math.min(least, sample[1]);
    most = Math.max(most, sample[1]);
  }
  if (most - least > SPREAD_US_MAX) return nothing;
  // Right by either clock is right enough: the CSMS's own is judged by itself.
  const byCsmsUs = clocks.csmsBehindUs === null ? least : least - clocks.csmsBehindUs;
  if (Math.abs(least) < SKEW_US_MIN || Math.abs(byCsmsUs) < SKEW_US_MIN) {
    clocks.toldStationUs = 0;
    return nothing;
  }
  if (isTold(least, clocks.toldStationUs)) return nothing;
  clocks.toldStationUs = least;
  const csms =
    clocks.csmsBehindUs === null ? "" : `, and ${amount(byCsmsUs)} by the CSMS's currentTime`;
  return [
    {
      sentence: `The station's clock is ${amount(least)} by the times of its last ${SAMPLES} events${csms}.`,
      evidence: clocks.station.map(([, , number]) => number),
      details: {
        behindMs: Math.round(least / 1000),
        behindCsmsMs: clocks.csmsBehindUs === null ? null : Math.round(byCsmsUs / 1000),
      },
    },
  ];
}

/** It has been told of about this skew. */
function isTold(us: number, toldUs: number): boolean {
  return toldUs !== 0 && Math.abs(us - toldUs) <= Math.max(SKEW_US_MIN, Math.abs(toldUs) / 2);
}

function amount(behindUs: number): string {
  return `${duration(Math.abs(behindUs))} ${behindUs < 0 ? "ahead" : "behind"}`;
}

function parse(saved: Json): Clocks {
  const [station, csmsBehindUs, csmsSeq, toldStationUs, toldCsmsUs] = listOf(saved);
  return {
    station: listOf(station)
      .slice(-SAMPLES)
      .map((sample) => {
        const [atUs, behindUs, seq] = listOf(sample);
        return [numberOr(atUs, 0), numberOr(behindUs, 0), numberOr(seq, 0)] as const;
      }),
    csmsBehindUs: typeof csmsBehindUs === "number" ? csmsBehindUs : null,
    csmsSeq: numberOr(csmsSeq, 0),
    toldStationUs: numberOr(toldStationUs, 0),
    toldCsmsUs: numberOr(toldCsmsUs, 0),
  };
}
