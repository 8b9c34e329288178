/** Message ids beyond the 36 characters of the standard. */
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { type Counts, countsMemory, isPowerOfTen } from "./counts.ts";

const ID_CHARS_MAX = 36;

export const messageIdTooLong = statefulRule<Counts>(
  {
    id: "message-id-too-long",
    title: "A message id is longer than 36 characters",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.4; OCPP 2.0.1 Part 4 §4.1.4",
    explanation:
      "The id by which a response is matched to its call has at most 36 characters, the length of a UUID. A receiver with a buffer of that size cuts the id off or refuses the message, and then its response does not match and the caller waits until its time-out.",
    remedy:
      "Let the sender of the call use a UUID without braces or prefix, or simply a counter. Responses repeat the id of their call and need no change.",
  },
  countsMemory,
  {
    message({ message, sender, seq }, _link, counts) {
      if (message.type !== "call" && message.type !== "send") return nothing;
      const { messageId, action } = message;
      if (messageId.length <= ID_CHARS_MAX) return nothing;
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      return [
        {
          sentence: `${Party[sender]} sent ${cut(action)} with a message id of ${messageId.length} characters, ${cut(messageId)}; ${ID_CHARS_MAX} are allowed${often}.`,
          side: sender,
          evidence: [seq],
          details: { action, chars: messageId.length },
        },
      ];
    },
  },
  { sorts: ["call", "send"], onlyUnusual: true },
);
