/** A MessageTypeId that the link's version does not have. */
import { nothing, statelessRule } from "../rule.ts";
import { cut, inside, Party } from "../wording.ts";

export const messageTypeUnknown = statelessRule(
  {
    id: "message-type-unknown",
    title: "A message has an unknown message type",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.3; OCPP 2.0.1 Part 4 §4.1.3; OCPP 2.1 Part 4 §4.1.3",
    explanation:
      "The first element says what a message is: 2 call, 3 result, 4 error, and since OCPP 2.1 also 5 (error about a result) and 6 (call without an answer). Receivers must ignore a type they do not know, so whatever the sender wanted does not happen.",
    remedy:
      "Correct the sender. For 5 and 6, check that both sides really agreed on OCPP 2.1 when they connected.",
  },
  {
    message({ message, sender, seq }, link) {
      if (message.type !== "malformed" || message.reason !== "messageType") return nothing;
      const id = message.messageId === null ? "" : ` (id ${cut(message.messageId)})`;
      return [
        {
          sentence: `${Party[sender]} sent a message${id} of an unknown type: ${inside(message.problem)}.`,
          side: sender,
          evidence: [seq],
          details: { messageId: message.messageId, ocppVersion: link.version },
        },
      ];
    },
  },
  { sorts: ["malformed"] },
);
