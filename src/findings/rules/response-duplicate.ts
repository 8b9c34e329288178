/** A second response to the same call. */
import { nothing, statelessRule } from "../rule.ts";
import { duration, nameOfCall, Party } from "../wording.ts";

export const responseDuplicate = statelessRule(
  {
    id: "response-duplicate",
    title: "A call was answered twice",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.2.2; OCPP 2.0.1 Part 4 §4.2.2",
    explanation:
      "Each call has exactly one response. Where two come, the caller takes the first and does not know what the second means; some answer it with an error or close the connection. Typical causes are a CSMS with two handlers for one action, or a retry inside a message queue.",
    remedy:
      "Compare the two responses. If they differ, find out on the answering side which component sent each of them and silence one.",
  },
  {
    exchange({ outcome, cause }) {
      if (outcome.kind !== "duplicate" || cause === null) return nothing;
      const { call } = outcome;
      const afterUs = call.answerAtUs === null ? 0 : Math.max(0, cause.atUs - call.answerAtUs);
      return [
        {
          sentence: `${Party[cause.sender]} answered ${nameOfCall(call)} a second time, ${duration(afterUs)} after the first response.`,
          side: cause.sender,
          evidence: [call.seq, ...(call.answerSeq === null ? [] : [call.answerSeq]), cause.seq],
          details: { action: call.action, messageId: call.messageId, type: cause.message.type },
        },
      ];
    },
  },
  { sorts: ["duplicate"] },
);
