/** Binary messages. Told at the first of a link, and at ten times as many. */
import { nothing, statefulRule } from "../rule.ts";
import { Party, plural } from "../wording.ts";
import { type Counts, countsMemory, isPowerOfTen } from "./counts.ts";

export const messageBinary = statefulRule<Counts>(
  {
    id: "message-binary",
    title: "A message was sent as binary instead of text",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.2; OCPP 2.0.1 Part 4 §4.1.2; RFC 6455 §5.6",
    explanation:
      "WebSocket knows text and binary messages, and OCPP is text. Many receivers read JSON from binary messages all the same; others ignore them without a word or close the connection with code 1003, so that the sender works with one peer and fails with the next.",
    remedy:
      "Set the sender's WebSocket library to text, for instance by passing a string instead of a byte buffer.",
  },
  countsMemory,
  {
    message({ message, record, sender, seq }, _link, counts) {
      if (record.opcode !== 2) return nothing;
      counts[sender] += 1;
      const count = counts[sender];
      if (!isPowerOfTen(count)) return nothing;
      const total = count === 1 ? "" : `, ${plural(count, "binary message")} on this link by now`;
      const content = message.type === "malformed" ? "" : "; its content is a normal OCPP message";
      return [
        {
          sentence: `${Party[sender]} sent ${plural(record.payloadBytes, "byte")} as a binary message${content}${total}.`,
          side: sender,
          evidence: [seq],
          details: { messages: count, bytes: record.payloadBytes },
        },
      ];
    },
  },
  { onlyUnusual: true },
);
