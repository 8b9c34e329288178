/** Messages that tell of what happened long before: the station was offline. */
import { nothing, statelessRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { evidenceOf, nameOfTransaction, refOf } from "./transaction-wording.ts";

/** A shorter lag is told by the flag `offline` alone. */
const MINUTE_US = 60_000_000;

export const offlineReplay = statelessRule(
  {
    id: "offline-replay",
    title: "A message was sent long after what it tells of",
    severity: "note",
    side: "station",
    clause: "OCPP 1.6 §3.7.1; OCPP 2.0.1 Part 2 §E04, §E12",
    explanation:
      "The station's own time of the event is much older than its arrival, or the station says that it was offline. It kept the message and sent it when it had its link again. That is as it should be, but whoever looks at the times of receipt sees a transaction at the wrong time, and the CSMS's answer (a refused token, say) comes too late to change anything.",
    remedy:
      "Use the station's times for such messages. If it happens though the link was up, look at the station's clock, and at whether the CSMS answers so slowly that messages wait in the station.",
  },
  {
    transaction({ transaction, details, cause, atUs }, link) {
      if (transaction.findings.includes("offline-replay")) return nothing;
      for (const detail of details) {
        if (detail.kind !== "replay") continue;
        const { lagUs } = detail;
        const action = cause !== null && "action" in cause.message ? cause.message.action : "";
        const when =
          lagUs === null || lagUs < MINUTE_US
            ? "which by its own word happened while it was offline"
            : `which by its own clock happened ${duration(lagUs)} before`;
        return [
          {
            sentence: `The station sent ${action ?? "a message"} of ${nameOfTransaction(transaction)}, ${when}.`,
            evidence: evidenceOf(link, refOf(link, cause)),
            details: {
              transactionKey: transaction.key,
              lagMs: lagUs === null ? null : Math.round(lagUs / 1000),
              receivedAtMs: Math.round(atUs / 1000),
            },
          },
        ];
      }
      return nothing;
    },
  },
);
