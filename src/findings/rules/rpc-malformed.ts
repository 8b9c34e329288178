/** JSON that is no OCPP-J message. */
import { nothing, statelessRule } from "../rule.ts";
import { codeOf, cut, inside, Party } from "../wording.ts";

export const rpcMalformed = statelessRule(
  {
    id: "rpc-malformed",
    title: "A message does not have the form of an OCPP message",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §4.2; OCPP 2.0.1 Part 4 §4.2",
    explanation:
      "An OCPP message is a JSON array: [2, id, action, payload] for a call, [3, id, payload] for its result, [4, id, code, description, details] for an error. The id is a string, payload and details are objects. A strict receiver refuses anything else, so the call fails or its answer is lost.",
    remedy:
      "Correct the sender. A frequent case is an error with four elements: the details must be there, as an object, if need be {}.",
  },
  {
    message({ message, sender, seq }) {
      if (message.type !== "malformed" || message.reason !== "frame") return nothing;
      const id = message.messageId === null ? "" : ` (id ${cut(message.messageId)})`;
      return [
        {
          sentence: `${Party[sender]} sent a malformed message${id}: ${inside(message.problem)}.`,
          side: sender,
          evidence: [seq],
          details: {
            messageId: message.messageId,
            action: message.action,
            errorCode: message.errorCode === null ? null : codeOf(message.errorCode, null),
          },
        },
      ];
    },
  },
  { sorts: ["malformed"] },
);
