/** A call that was still open when its link closed. */
import { nothing, statelessRule } from "../rule.ts";
import { duration, nameOfCall, partyOn } from "../wording.ts";

export const callAborted = statelessRule(
  {
    id: "call-aborted",
    title: "The link closed before a call was answered",
    severity: "warning",
    side: "network",
    clause: "OCPP-J 1.6 §4.1.1; OCPP 2.0.1 Part 4 §4.1.1",
    explanation:
      "The caller does not know whether its call was carried out. A station must repeat messages about transactions after it has reconnected; a command of the CSMS is usually lost. When the same action is cut off again and again, its receiver may be crashing over it.",
    remedy:
      "Look at how the link closed and who closed it. If one action stands out, test it alone: some stations restart when they get a message they cannot handle.",
  },
  {
    exchange({ outcome, atUs }, { leg }) {
      if (outcome.kind !== "aborted") return nothing;
      const { call } = outcome;
      if (call.isUncertain || call.isMalformed) return nothing;
      const openUs = Math.max(0, atUs - call.atUs);
      return [
        {
          sentence: `The link closed ${duration(openUs)} after ${partyOn(leg, call.sender)} sent ${nameOfCall(call)}, which was not answered.`,
          evidence: [call.seq],
          details: {
            action: call.action,
            messageId: call.messageId,
            openMs: Math.round(openUs / 1000),
            caller: call.sender,
          },
        },
      ];
    },
  },
  { sorts: ["aborted"] },
);
