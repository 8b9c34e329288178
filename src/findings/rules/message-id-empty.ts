/** Calls with "" as their message id. */
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { type Counts, countsMemory, isPowerOfTen } from "./counts.ts";

export const messageIdEmpty = statefulRule<Counts>(
  {
    id: "message-id-empty",
    title: "A message id is empty",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.1.4; OCPP 2.0.1 Part 4 §4.1.4",
    explanation:
      "A response carries the id of its call, and that is all that ties the two together. With an empty id the caller cannot tell which of its calls was answered, and some receivers take the message for broken.",
    remedy:
      "Let the sender of the call number its calls, or give each a UUID. Often the id is read from a variable that was never set.",
  },
  countsMemory,
  {
    message({ message, sender, seq }, _link, counts) {
      if (message.type !== "call" && message.type !== "send") return nothing;
      if (message.messageId !== "") return nothing;
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      return [
        {
          sentence: `${Party[sender]} sent ${cut(message.action)} with an empty message id${often}.`,
          side: sender,
          evidence: [seq],
          details: { action: message.action },
        },
      ];
    },
  },
  { sorts: ["call", "send"], onlyUnusual: true },
);
