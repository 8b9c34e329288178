/** Calls from the side that may not send them. */
import { otherSender } from "../../base/ids.ts";
import { sendersOfAction } from "../../ocpp/actions.ts";
import { nothing, statelessRule } from "../rule.ts";
import { nameOfCall, Party, party } from "../wording.ts";

export const actionWrongSender = statelessRule(
  {
    id: "action-wrong-sender",
    title: "A call came from the side that may not send it",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §4, §5; OCPP 2.0.1 Part 2; OCPP 2.1 Part 2",
    explanation:
      "Each action has a direction: a station reports (BootNotification, MeterValues), a CSMS commands (Reset, RemoteStartTransaction); only DataTransfer goes both ways. A receiver has no handler for the wrong direction and answers with an error or not at all.",
    remedy:
      "Correct the sender. Look for a test tool or a simulator set to the wrong role, or for a gateway that sends messages back to where they came from.",
  },
  {
    message({ message, sender, seq }, { version }) {
      if (message.type !== "call" && message.type !== "send") return nothing;
      const { action, messageId } = message;
      const senders = version === null ? null : sendersOfAction(version, action);
      if (senders === null || senders.includes(sender)) return nothing;
      return [
        {
          sentence: `${Party[sender]} sent ${nameOfCall({ action, messageId })}, which in OCPP ${version ?? ""} only ${party[otherSender(sender)]} may send.`,
          side: sender,
          evidence: [seq],
          details: { action, messageId, ocppVersion: version },
        },
      ];
    },
  },
  { sorts: ["call", "send"] },
);
