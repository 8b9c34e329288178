/** Breaches of the WebSocket protocol itself. */
import { isUtf8 } from "node:buffer";
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party, plural } from "../wording.ts";
import { isBomb } from "./stream-unreadable.ts";

export const frameIllegal = statelessRule(
  {
    id: "frame-illegal",
    title: "A frame breaks the WebSocket protocol",
    severity: "error",
    side: "station",
    clause: "RFC 6455 §5.1, §5.2, §5.5, §7.4, §8.1",
    explanation:
      "WebSocket frames have strict rules: a station masks what it sends and a CSMS does not, compressed frames need an agreement, control frames are short and whole, text is UTF-8, close codes come from a list. Most libraries close the connection with code 1002 or 1007 when one is broken.",
    remedy:
      "The fault is in the sender's WebSocket library or in what lies on the way: update it. For compressed frames without an agreement, switch compression off on the sender.",
  },
  {
    note({ body }) {
      if (body.note !== "frame-illegal" || isOurLimit(body.reason)) return nothing;
      return [
        {
          sentence: `${Party[body.sender]} broke the WebSocket protocol: ${cut(body.reason)}${meaningOf(body.reason)}.`,
          side: body.sender,
          evidence: [],
          details: { reason: body.reason },
        },
      ];
    },
    message({ message, record, sender, seq }) {
      if (message.type !== "malformed" || record.opcode !== 1) return nothing;
      if (record.isTruncated || isUtf8(record.payload)) return nothing;
      return [
        {
          sentence: `${Party[sender]} sent a text message of ${plural(record.payloadBytes, "byte")} that is not valid UTF-8.`,
          side: sender,
          evidence: [seq],
          details: { reason: "invalid UTF-8", bytes: record.payloadBytes },
        },
      ];
    },
  },
  { sorts: ["malformed"] },
);

/** The three bits as the scanner writes them; the first one is compression's (RFC 7692 §6). */
function meaningOf(reason: string): string {
  return /^reserved bits 100 on opcode [12]$/.test(reason)
    ? ", which says that it is compressed, but no compression was agreed"
    : "";
}

/** Not the peer's breach: the message was larger than we decompress. */
function isOurLimit(reason: string): boolean {
  return /^compressed message of .* not kept whole$/.test(reason) || isBomb(reason);
}
