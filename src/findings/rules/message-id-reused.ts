/** A new call under an id that its sender used for another call on the same link. */
import { nothing, statelessRule } from "../rule.ts";
import { cut, duration, Party } from "../wording.ts";

export const messageIdReused = statelessRule(
  {
    id: "message-id-reused",
    title: "A message id was used for two different calls",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.4; OCPP 2.0.1 Part 4 §4.1.4",
    explanation:
      "Each call of a sender has an id that differs from all ids it used before on the same link. With the same id twice, a late answer to the first call is taken for the answer to the second, and a peer that filters repetitions drops the second call without a word.",
    remedy:
      "Let the sender use a UUID, or a counter that it never sets back while the link is open. Look for several tasks in the firmware that count each for themselves.",
  },
  {
    exchange({ outcome, cause }) {
      if (outcome.kind !== "reused" || cause?.message.type !== "call") return nothing;
      const { call, earlier } = outcome;
      // An empty one has a rule of its own.
      if (call.messageId === "") return nothing;
      if (earlier.isMalformed || earlier.fingerprint === call.fingerprint) return nothing;
      const { message, sender, seq, atUs } = cause;
      const agoUs = Math.max(0, atUs - earlier.atUs);
      const { action } = message;
      return [
        {
          sentence: `${Party[sender]} sent ${cut(action)} with the message id ${cut(message.messageId)}, which it had used ${duration(agoUs)} before for ${earlier.action === action ? "another " : ""}${cut(earlier.action)}.`,
          side: sender,
          evidence: [earlier.seq, seq],
          details: { messageId: message.messageId, action, earlierAction: earlier.action },
        },
      ];
    },
  },
  { sorts: ["reused"] },
);
