/** Messages without a single byte. Told at the first of a link, and at ten times as many. */
import { nothing, statefulRule } from "../rule.ts";
import { Party, plural } from "../wording.ts";
import { type Counts, countsMemory, isPowerOfTen } from "./counts.ts";

export const messageEmpty = statefulRule<Counts>(
  {
    id: "message-empty",
    title: "A message is empty",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.2; OCPP 2.0.1 Part 4 §4.2",
    explanation:
      "A WebSocket message of zero bytes came where an OCPP message belongs. Some stations send one after each pong, as a kind of sign of life. Tolerant receivers skip it; strict ones report a parse error each time or close the connection.",
    remedy:
      "Let the receiver skip empty messages. On the sender, use WebSocket pings or Heartbeat as the sign of life; it usually takes a firmware update.",
  },
  countsMemory,
  {
    message({ message, sender, seq }, _link, counts) {
      if (message.type !== "malformed" || message.reason !== "empty") return nothing;
      counts[sender] += 1;
      const count = counts[sender];
      if (!isPowerOfTen(count)) return nothing;
      const total = count === 1 ? "" : `, ${plural(count, "empty message")} on this link by now`;
      return [
        {
          sentence: `${Party[sender]} sent a message without any content${total}.`,
          side: sender,
          evidence: [seq],
          details: { messages: count },
        },
      ];
    },
  },
  { sorts: ["malformed"] },
);
