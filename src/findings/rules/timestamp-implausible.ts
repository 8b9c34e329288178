/** Times that cannot be meant: before OCPP, the year 0, or far ahead. */
import { dateTimeUs } from "../../ocpp/date-time.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, statefulRule } from "../rule.ts";
import { hasTimestamp, type Timestamp, timestampsOf } from "../timestamps.ts";
import { cut, duration, Party } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";

const DAY_US = 86_400_000_000;
/** The first OCPP is of 2010: whatever is told of earlier comes from a clock that was never set. */
const FIRST_US = Date.UTC(2010, 0, 1) * 1000;
/** Plans may begin "always", so for them only the zero points of usual clocks are too early. */
const FIRST_PLANNED_US = Date.UTC(1970, 0, 2) * 1000;
/** Wrong zones and the like are less; those are `clock-skew`. */
const AHEAD_US_MAX = 7 * DAY_US;

/** They tell of now or of the past; all others are plans and validities. */
const factNames: ReadonlySet<string> = new Set([
  ...["timestamp", "currentTime", "generatedAt", "generationTime"],
]);

export const timestampImplausible = statefulRule(
  {
    id: "timestamp-implausible",
    title: "A time cannot be right",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §3.15, §4.6; OCPP 2.0.1 Part 2, B01, G02",
    explanation:
      "The message has a time that nobody can mean: 1970 or 2000 is where clocks begin that were never set, 0000-00-00 is an empty field of a database, and nothing can be reported from the future. A transaction with such a time cannot be billed, and sorting by it puts events in the wrong order. Stations often do this for the events between power-up and the first answer to their BootNotification, which carries the time.",
    remedy:
      "Let the station take the time from the BootNotification or Heartbeat response before it stamps events, and keep its clock through a power cut. For what was already sent, use the time of receipt.",
  },
  countsMemory,
  {
    message(happening, link, counts) {
      refreshToday(happening.atUs);
      if (!hasTimestamp(happening, link, isOdd)) return nothing;
      const { sender, seq, request } = happening;
      for (const time of timestampsOf(happening, link)) {
        const why = whyNot(time, happening);
        if (why === "") continue;
        counts[sender] += 1;
        if (!isPowerOfTen(counts[sender])) return nothing;
        const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
        return [
          {
            sentence: `${Party[sender]} sent ${cut(time.path)} as "${cut(time.text)}", ${why}${often}.`,
            side: sender,
            evidence: request === null ? [seq] : [request.seq, seq],
            details: { path: time.path, found: cut(time.text), messages: counts[sender] },
          },
        ];
      }
      return nothing;
    },
  },
  { sorts: ["call", "send", "callResult"] },
);

/** Days are compared as text, which is fast; a day and more are left for time zones. */
const today = { fromUs: 0, latest: "" };

function refreshToday(atUs: number): void {
  if (atUs >= today.fromUs && atUs < today.fromUs + DAY_US) return;
  today.fromUs = atUs - (atUs % DAY_US);
  today.latest = new Date((today.fromUs + AHEAD_US_MAX - 2 * DAY_US) / 1000).toISOString();
}

function isOdd(text: string): boolean {
  return !(text > "2010-01-03" && text < today.latest);
}

/** "" where it is plausible, or no time at all. */
function whyNot({ path, text }: Timestamp, { atUs }: MessageHappening): string {
  if (!isOdd(text)) return "";
  if (/^0000-/.test(text)) return "which is an empty date";
  const timeUs = dateTimeUs(text);
  if (timeUs === null) return "";
  const isFact = factNames.has(path.slice(path.lastIndexOf(".") + 1));
  if (timeUs < (isFact ? FIRST_US : FIRST_PLANNED_US)) {
    return "which is where a clock begins that was never set";
  }
  return isFact && timeUs - atUs > AHEAD_US_MAX
    ? `which is ${duration(timeUs - atUs)} ahead of its receipt`
    : "";
}
