/** Error codes that resemble none of the standard's. */
import { nearest } from "../../base/nearest.ts";
import { errorCodeOf, errorCodesOf } from "../../ocpp/error-codes.ts";
import { nothing, statelessRule } from "../rule.ts";
import { codeOf, cut, Party } from "../wording.ts";

export const errorCodeUnknown = statelessRule(
  {
    id: "error-code-unknown",
    title: "An error has a code that OCPP does not know",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.2.3; OCPP 2.0.1 Part 4 §4.3",
    explanation:
      "The code of a CALLERROR comes from a fixed list. Some receivers map an unknown code to a general failure, others cannot decode the message and let the call time out. Typical finds are HTTP statuses, names of exceptions and texts for people.",
    remedy:
      "Let the sender use GenericError, or InternalError where it failed itself, and put its own code into the description or the details.",
  },
  {
    message({ message, sender, seq, request }) {
      if (message.type !== "callError" && message.type !== "callResultError") return nothing;
      const { errorCode, messageId } = message;
      if (errorCodeOf(errorCode) !== null) return nothing;
      if (nearest(errorCode, errorCodesOf(null)) !== null) return nothing;
      const code = codeOf(errorCode, message.type === "callError" ? request : null);
      return [
        {
          sentence: `${Party[sender]} sent an error (id ${cut(messageId)}) with the code ${code}, which no OCPP version knows.`,
          side: sender,
          evidence: [seq],
          details: { errorCode: code, messageId },
        },
      ];
    },
  },
  { sorts: ["callError", "callResultError"] },
);
