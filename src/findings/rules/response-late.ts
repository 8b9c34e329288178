/** A response that came after its call had timed out. */
import { otherSender } from "../../base/ids.ts";
import { nothing, statelessRule } from "../rule.ts";
import { duration, nameOfCall, Party } from "../wording.ts";

export const responseLate = statelessRule(
  {
    id: "response-late",
    title: "A response came too late",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.1.1; OCPP 2.0.1 Part 4 §4.1.1",
    explanation:
      "The response belongs to a call that had already timed out. The caller has probably given up and may have repeated the call, so the same thing can be done twice, and a strict caller drops the response or even the connection.",
    remedy:
      "Find out what delayed it: a slow database or handler on the answering side, or a mobile link that stalls. If such answers are normal here, raise exchange.timeoutMs, and the callers' own time-outs with it.",
  },
  {
    exchange({ outcome, cause }, link) {
      if (outcome.kind !== "late" || cause === null) return nothing;
      const { call, latencyUs } = outcome;
      return [
        {
          sentence: `${Party[cause.sender]} answered ${nameOfCall(call)} only after ${duration(latencyUs)}; it had timed out after ${duration(link.exchangeTimeoutMs * 1000)}.`,
          side: otherSender(call.sender),
          evidence: [call.seq, cause.seq],
          details: {
            action: call.action,
            messageId: call.messageId,
            latencyMs: Math.round(latencyUs / 1000),
          },
        },
      ];
    },
  },
  { sorts: ["late"] },
);
