/** Error descriptions beyond 255 characters. */
import { nothing, statelessRule } from "../rule.ts";
import { codeOf, cut, Party, quoteOfError } from "../wording.ts";

const DESCRIPTION_CHARS_MAX = 255;

export const errorDescriptionTooLong = statelessRule(
  {
    id: "error-description-too-long",
    title: "An error's description is longer than 255 characters",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.2.3; OCPP 2.0.1 Part 4 §4.2.3",
    explanation:
      "The description of a CALLERROR has at most 255 characters. Receivers with a buffer of that size cut it off or refuse the whole message, and then the caller waits for its answer until the time-out. Usually somebody put a stack trace or a list of violations there.",
    remedy:
      "Let the sender shorten the description and put the rest into the error details, which are meant for it.",
  },
  {
    message({ message, sender, seq, request }) {
      if (message.type !== "callError" && message.type !== "callResultError") return nothing;
      const { errorDescription, errorCode, messageId } = message;
      if (errorDescription.length <= DESCRIPTION_CHARS_MAX) return nothing;
      const asked = message.type === "callError" ? request : null;
      const quoted = quoteOfError(errorDescription, asked);
      const begins = quoted === "" ? "" : `; it begins "${quoted}"`;
      const code = codeOf(errorCode, asked);
      return [
        {
          sentence: `${Party[sender]} sent the error ${code} (id ${cut(messageId)}) with a description of ${errorDescription.length} characters; ${DESCRIPTION_CHARS_MAX} are allowed${begins}.`,
          side: sender,
          evidence: [seq],
          details: { errorCode: code, messageId, chars: errorDescription.length },
        },
      ];
    },
  },
  { sorts: ["callError", "callResultError"] },
);
