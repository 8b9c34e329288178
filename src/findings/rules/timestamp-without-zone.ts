/** Times without a time zone, or with half of one. */
import { lacksZone } from "../../ocpp/date-time.ts";
import { nothing, statefulRule } from "../rule.ts";
import { hasTimestamp, timestampsOf } from "../timestamps.ts";
import { cut, Party } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";

/** The standard's format wants the minutes of an offset, too (RFC 3339 §5.6). */
const halfZone = /^[^t\s]{10}[t\s][\d:.]{5,20}[+-]\d\d$/i;

export const timestampWithoutZone = statefulRule(
  {
    id: "timestamp-without-zone",
    title: "A time has no time zone",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §3.14, §3.15; RFC 3339 §5.6; OCPP 2.0.1 Part 2, Generic requirements",
    explanation:
      "A time must say to which zone it belongs, e.g. 2026-01-31T12:00:00Z; the standard strongly recommends UTC. Without it each reader assumes something else: one takes UTC, the next its own local time, a strict one refuses the whole message. Transactions then seem to begin hours too early or too late, and bills are wrong around midnight and when the clocks change.",
    remedy:
      "Let the sender append Z and send UTC. Until then configure the receiver to read times of this model as UTC, and check with a known moment whether the station really sends UTC.",
  },
  countsMemory,
  {
    message(happening, link, counts) {
      if (!hasTimestamp(happening, link, isWithoutZone)) return nothing;
      const first = timestampsOf(happening, link).find(({ text }) => isWithoutZone(text));
      if (first === undefined) return nothing;
      const { sender, seq, request } = happening;
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const what = isHalf(first.text) ? "whose time zone has no minutes" : "which has no time zone";
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      return [
        {
          sentence: `${Party[sender]} sent ${cut(first.path)} as "${cut(first.text)}", ${what}${often}.`,
          side: sender,
          evidence: request === null ? [seq] : [request.seq, seq],
          details: { path: first.path, found: cut(first.text), messages: counts[sender] },
        },
      ];
    },
  },
  { sorts: ["call", "send", "callResult"] },
);

function isWithoutZone(text: string): boolean {
  return !text.endsWith("Z") && (lacksZone(text) || isHalf(text));
}

function isHalf(text: string): boolean {
  return text.length < 40 && halfZone.test(text);
}
