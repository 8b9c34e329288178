/** A payload that is not JSON. */
import type { Malformed } from "../../exchange/message.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut, inside, Party } from "../wording.ts";

export const jsonInvalid = statelessRule(
  {
    id: "json-invalid",
    title: "A message is not valid JSON",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.2; OCPP 2.0.1 Part 4 §4.1.2; RFC 8259",
    explanation:
      "The receiver cannot read the message and will ignore it, answer with a CALLERROR or close the connection. Usual causes are a buffer in the firmware that is too small (the text ends early), a value left out (two commas in a row), text put in without escaping quotes and backslashes, and NUL bytes at the end.",
    remedy:
      "Look at the payload at the byte named. If the text ends early, ask for less at once, for example fewer configuration keys or measurands. Otherwise it takes a firmware update; report the payload to the vendor.",
  },
  {
    message({ message, sender, seq }) {
      if (message.type !== "malformed") return nothing;
      if (message.reason !== "json" && message.reason !== "binary") return nothing;
      const what = message.reason === "binary" ? "a binary message" : "a message that is not JSON";
      return [
        {
          sentence: `${Party[sender]} sent ${what}${describe(message)}: ${inside(message.problem)}.`,
          side: sender,
          evidence: [seq],
          details: {
            offset: message.offset,
            messageId: message.messageId,
            action: message.action,
          },
        },
      ];
    },
  },
  { sorts: ["malformed"] },
);

function describe({ action, messageId }: Malformed): string {
  if (messageId === null) return "";
  return action === null ? ` (id ${cut(messageId)})` : ` (${cut(action)}, id ${cut(messageId)})`;
}
