/** Errors whose details are text, null, a number or a list. */
import type { Json } from "../../exchange/message.ts";
import { nothing, statelessRule } from "../rule.ts";
import { codeOf, cut, Party, plural } from "../wording.ts";

export const errorDetailsNotObject = statelessRule(
  {
    id: "error-details-not-object",
    title: "An error's details are not an object",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.2.3; OCPP 2.0.1 Part 4 §4.2.3",
    explanation:
      "The fifth element of a CALLERROR is a JSON object; with nothing to say it is {}. A strict receiver takes anything else for a broken message, so that the error never reaches the caller, who waits until the time-out.",
    remedy: 'Let the sender put {} there, or an object such as {"cause": "…"} around its text.',
  },
  {
    message({ message, sender, seq, request }) {
      if (message.type !== "callError" && message.type !== "callResultError") return nothing;
      const { errorDetails, errorCode, messageId } = message;
      const kind = kindOf(errorDetails);
      if (kind === "object") return nothing;
      const code = codeOf(errorCode, message.type === "callError" ? request : null);
      return [
        {
          sentence: `${Party[sender]} sent the error ${code} (id ${cut(messageId)}) with ${kind} as its details, where an object is required.`,
          side: sender,
          evidence: [seq],
          details: { errorCode: code, messageId, found: kind },
        },
      ];
    },
  },
  { sorts: ["callError", "callResultError"] },
);

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "object";
  return typeof value === "string" ? plural(value.length, "character") : `a ${typeof value}`;
}
