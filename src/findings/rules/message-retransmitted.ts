/** The same call again, byte by byte. */
import { nothing, statelessRule } from "../rule.ts";
import { duration, nameOfCall, Party } from "../wording.ts";

export const messageRetransmitted = statelessRule(
  {
    id: "message-retransmitted",
    title: "A call was sent again, byte for byte the same",
    severity: "note",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.4; OCPP 2.0.1 Part 4 §4.1.4",
    explanation:
      "A sender that got no answer, or not soon enough, may repeat its call. With the same id and the same bytes the receiver can tell that it is a repetition; if it does not look, it acts twice, for example starts two transactions.",
    remedy:
      "Find out why the first one was not answered in time. On the receiving side, answer a repeated id with the first answer instead of acting again.",
  },
  {
    exchange({ outcome, cause }) {
      if (outcome.kind !== "reused" || cause?.message.type !== "call") return nothing;
      const { call, earlier } = outcome;
      // Without an id any two Heartbeats are the same.
      if (call.messageId === "") return nothing;
      if (earlier.isMalformed || earlier.fingerprint !== call.fingerprint) return nothing;
      const { message, sender, seq, atUs } = cause;
      const { action, messageId } = message;
      const name = nameOfCall({ action, messageId });
      return [
        {
          sentence: `${Party[sender]} sent ${name} again ${duration(Math.max(0, atUs - earlier.atUs))} after the first time, with the same bytes.`,
          side: sender,
          evidence: [earlier.seq, seq],
          details: { messageId, action },
        },
      ];
    },
  },
  { sorts: ["reused"] },
);
