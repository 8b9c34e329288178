/** A response to a call that was never made. */
import { otherSender } from "../../base/ids.ts";
import { nothing, statelessRule } from "../rule.ts";
import { codeOf, cut, Party, partyOn } from "../wording.ts";

export const responseUnmatched = statelessRule(
  {
    id: "response-unmatched",
    title: "A response belongs to no call",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.1.4; OCPP 2.0.1 Part 4 §4.1.4",
    explanation:
      "A response repeats the message id of its call. Here no recent call of the other side on this link has that id: it was altered, it belongs to a call made on an earlier link, or a response was itself answered. OCPP 2.x uses the id -1 where the id of a broken call could not be read.",
    remedy:
      "Compare the id with the calls just before it. The id must be returned letter for letter, and calls of an earlier link must not be answered on a new one.",
  },
  {
    exchange({ outcome, cause }, { leg }) {
      if (outcome.kind !== "orphan" || outcome.isUncertain || cause === null) return nothing;
      const { message, sender, seq } = cause;
      const messageId = message.messageId ?? "";
      const kind = message.type === "malformed" ? message.messageType : message.type;
      const errorCode = "errorCode" in message ? message.errorCode : null;
      const code = errorCode === null ? null : codeOf(errorCode, null);
      const name = kind === "callResult" ? "CALLRESULT" : `CALLERROR ${code ?? ""}`.trim();
      const reason =
        messageId === "-1"
          ? "which says that it could not read the id of a call"
          : `but no recent call of ${partyOn(leg, otherSender(sender))} has that id`;
      return [
        {
          sentence: `${Party[sender]} sent a ${name} with the id ${cut(messageId)}, ${reason}.`,
          side: sender,
          evidence: [seq],
          details: { messageId, errorCode: code },
        },
      ];
    },
  },
  { sorts: ["orphan"] },
);
