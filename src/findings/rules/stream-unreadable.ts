/** What one side sends is relayed, and can no longer be read. */
import { nothing, statelessRule } from "../rule.ts";
import { party } from "../wording.ts";

export const streamUnreadable = statelessRule(
  {
    id: "stream-unreadable",
    title: "What one side sends can no longer be read",
    severity: "warning",
    side: "station",
    clause: "RFC 6455 §5.2; RFC 7692 §7.2",
    explanation:
      "Bytes are relayed untouched, and a copy of them is read; no further, though, where nobody can tell any more where a message ends or what it says: a frame of an impossible length, compressed data that is damaged, or so little of it that becomes so much that decompressing it would take the time of everybody else (a compression bomb). The link itself is not touched: the other side gets every byte. What is not read has its number and counts as missing from the record.",
    remedy:
      "The sender's WebSocket library, or what lies between, breaks the protocol: update it, or switch compression off. If a large report of a station is compressed more than any real one, raise record.inflateRatioMax.",
  },
  {
    note({ body }) {
      // The reasons are words of ours and of zlib, none of a peer's.
      if (body.note === "opaque") {
        return [
          {
            sentence: `From here on what ${party[body.sender]} sends on this link is relayed but not recorded: ${body.reason}.`,
            side: body.sender,
            evidence: [],
            details: { reason: body.reason },
          },
        ];
      }
      if (body.note !== "frame-illegal" || !isBomb(body.reason)) return nothing;
      return [
        {
          sentence: `A compressed message of ${party[body.sender]} was relayed but not recorded: ${body.reason}.`,
          side: body.sender,
          evidence: [],
          details: { reason: body.reason },
        },
      ];
    },
  },
);

/** The tap's words where decompressing one message was broken off. */
export function isBomb(reason: string): boolean {
  return /^cannot be decompressed: \d+ bytes become more than \d+$/.test(reason);
}
