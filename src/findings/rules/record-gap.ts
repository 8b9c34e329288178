/** Messages that were relayed but are not in the record. */
import type { GapReason } from "../../spool/record.ts";
import { statelessRule } from "../rule.ts";
import { plural } from "../wording.ts";

export const recordGap = statelessRule(
  {
    id: "record-gap",
    title: "Messages are missing from the record",
    severity: "note",
    side: "ours",
    clause: "",
    explanation:
      "These messages reached the other side, charging was not affected, but ocpptap could not keep its copy. The link always comes before the recording: when the disk is slow, full or broken, copies are dropped and counted. Conclusions about calls without an answer are not drawn across a gap.",
    remedy:
      "Look at the disk that holds the spool and at ocpptap's own log lines around that time. If the store was down for long, a larger spool.bytesMax bridges more.",
  },
  {
    gap({ reason, fromSeq, toSeq, messages }) {
      const range = fromSeq === toSeq ? `number ${fromSeq}` : `numbers ${fromSeq} to ${toSeq}`;
      const sentence =
        messages === 0
          ? `Messages may be missing after number ${fromSeq - 1} of this link: ${reasons[reason]}.`
          : `${plural(messages, "message")} (${range}) of this link ${messages === 1 ? "was" : "were"} relayed but not recorded: ${reasons[reason]}.`;
      return [{ sentence, evidence: [], details: { reason, fromSeq, toSeq, messages } }];
    },
  },
);

const reasons = {
  "buffer-full": "the disk did not take the recording fast enough",
  "segment-dropped": "the spool was full and its oldest part was removed before it had been read",
  damaged: "this part of the spool is damaged or missing on disk",
  "relay-lost": "the relay ended without closing the link, and what it had in hand is unknown",
  opaque: "the bytes of the link could no longer be told apart into messages",
} satisfies Record<GapReason, string>;
