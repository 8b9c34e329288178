/** A message that took the rules too long. It is the engine that says it: see `engine.ts`. */
import { statelessRule } from "../rule.ts";

export const rulesOverdue = statelessRule(
  {
    id: "rules-overdue",
    title: "Not every rule looked at a message",
    severity: "note",
    side: "ours",
    clause: "",
    explanation:
      "All rules together get so much time for one message, because the messages behind it wait. On this one it was used up, and the rules that were left were not asked: a finding may be missing. The message itself was relayed long before, and is recorded whole.",
    remedy:
      "If it happens with ordinary messages, the machine has too little CPU for the recorder: see whether it lags. If it happens with one kind of huge message, raise record.messageMs, and please report it.",
  },
  {},
);
