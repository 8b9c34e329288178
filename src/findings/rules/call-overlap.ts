/** A second call of one side before its first was answered. */
import { nothing, statelessRule } from "../rule.ts";
import { duration, nameOfCall, Party } from "../wording.ts";

export const callOverlap = statelessRule(
  {
    id: "call-overlap",
    title: "A call was sent before the previous one was answered",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.1; OCPP 2.0.1 Part 4 §4.1.1",
    explanation:
      "Each side may have one call open at a time; the next has to wait until the first is answered or has timed out. Calls of the two sides may cross. Strict peers drop the second call, or answer it with an error; others answer in a different order than the sender expects.",
    remedy:
      "Make the sender queue its calls. Where it is the CSMS, several of its components may be sending to the same station without knowing of each other.",
  },
  {
    exchange({ outcome, cause }) {
      if (outcome.kind !== "overlap") return nothing;
      const { call, open, openCalls } = outcome;
      if (call.isMalformed || open.isMalformed || open.isUncertain) return nothing;
      const others = openCalls === 1 ? "" : ` (and ${openCalls - 1} more)`;
      const openUs = Math.max(0, call.atUs - open.atUs);
      return [
        {
          sentence: `${Party[call.sender]} sent ${nameOfCall(call)} while its ${nameOfCall(open)}${others}, sent ${duration(openUs)} before, was still unanswered.`,
          side: call.sender,
          evidence: [open.seq, cause?.seq ?? call.seq],
          details: {
            action: call.action,
            messageId: call.messageId,
            openAction: open.action,
            openMessageId: open.messageId,
            openCalls,
          },
        },
      ];
    },
  },
  { sorts: ["overlap"] },
);
