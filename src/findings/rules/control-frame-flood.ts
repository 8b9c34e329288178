/** More pings, pongs and closes than are recorded. */
import { nothing, statefulRule } from "../rule.ts";
import { Party, plural } from "../wording.ts";
import { countsMemory } from "./counts.ts";

export const controlFrameFlood = statefulRule(
  {
    id: "control-frame-flood",
    title: "More control frames than are recorded",
    severity: "warning",
    side: "station",
    clause: "RFC 6455 §5.5",
    explanation:
      "Pings, pongs and closes are small frames beside the messages; a side sends a ping every ten seconds to every few minutes. This side sends so many that ocpptap records only some of them and counts the others. All of them are relayed: the other side gets each one, and must answer each ping. Some libraries end the link over that.",
    remedy:
      "Look at the sender's ping interval (WebSocketPingInterval on a station) and its library. If it has its reasons, raise record.controlFramesPerMinute.",
  },
  countsMemory,
  {
    note({ body }, _link, counts) {
      if (body.note !== "rate-limited" || body.controlFrames === 0) return nothing;
      const { sender, controlFrames } = body;
      const before = counts[sender];
      counts[sender] += controlFrames;
      // Once, and again for each further digit: a flood of a day is five findings.
      if (before > 0 && digitsOf(before) === digitsOf(counts[sender])) return nothing;
      return [
        {
          sentence: `${Party[sender]} sent more pings, pongs and closes on this link than are recorded: ${plural(counts[sender], "frame")} so far ${counts[sender] === 1 ? "was" : "were"} relayed and only counted.`,
          side: sender,
          evidence: [],
          details: { controlFrames: counts[sender], sender },
        },
      ];
    },
  },
);

function digitsOf(count: number): number {
  return String(count).length;
}
