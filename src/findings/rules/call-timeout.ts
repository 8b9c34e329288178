/** A call that nobody answered in `exchange.timeoutMs`. */
import { otherSender } from "../../base/ids.ts";
import { nothing, statelessRule } from "../rule.ts";
import { duration, nameOfCall, Party, partyOn } from "../wording.ts";

export const callTimeout = statelessRule(
  {
    id: "call-timeout",
    title: "A call was not answered in time",
    severity: "error",
    side: "csms",
    clause: "OCPP-J 1.6 §4.1.1; OCPP 2.0.1 Part 4 §4.1.1",
    explanation:
      "Every call must be answered with a CALLRESULT or a CALLERROR. Until then the caller may send no other call, so one missing answer stops everything that side wanted to do: a station stores its meter values and transactions, a CSMS queues its commands. OCPP leaves the waiting time to the implementation; most use 30 s.",
    remedy:
      "Look at the silent side's own log for the message id. A station that stays silent just after it booted is often busy starting up; a CSMS that stays silent for one action only usually failed inside its handler. If answers do come, only later, raise exchange.timeoutMs to what the callers use.",
  },
  {
    exchange({ outcome, atUs }, link) {
      if (outcome.kind !== "timeout") return nothing;
      const { call } = outcome;
      // A response that we failed to record may exist, and a broken call need not be answered.
      if (call.isUncertain || call.isMalformed) return nothing;
      const silent = otherSender(call.sender);
      const sinceBootUs =
        link.bootAtUs === null || call.action === "BootNotification" || link.bootAtUs > call.atUs
          ? null
          : call.atUs - link.bootAtUs;
      const boot =
        sinceBootUs === null
          ? ""
          : `; ${partyOn(link.leg, call.sender)} sent it ${duration(sinceBootUs)} after the BootNotification`;
      return [
        {
          sentence: `${Party[silent]} did not answer ${nameOfCall(call)} within ${duration(link.exchangeTimeoutMs * 1000)}${boot}.`,
          side: silent,
          evidence: [call.seq],
          details: {
            action: call.action,
            messageId: call.messageId,
            timeoutMs: link.exchangeTimeoutMs,
            waitedMs: Math.round((atUs - call.atUs) / 1000),
            sinceBootMs: sinceBootUs === null ? null : Math.round(sinceBootUs / 1000),
          },
        },
      ];
    },
  },
  { sorts: ["timeout"] },
);
