/** Error codes with a slip of the pen, or in the spelling of another version. */
import { nearest } from "../../base/nearest.ts";
import { errorCodeOf, errorCodesOf } from "../../ocpp/error-codes.ts";
import { nothing, type Reports, statelessRule } from "../rule.ts";
import { codeOf, cut, Party } from "../wording.ts";

export const errorCodeMisspelt = statelessRule(
  {
    id: "error-code-misspelt",
    title: "An error has a misspelt code",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.2.3; OCPP 2.0.1 Part 4 §4.3",
    explanation:
      "Receivers compare the code of a CALLERROR letter by letter. The standard itself is a trap: OCPP 1.6 writes OccurenceConstraintViolation with one r and FormationViolation, OCPP 2.x writes OccurrenceConstraintViolation and FormatViolation. A strict receiver cannot decode the wrong one.",
    remedy:
      "Write the code as the version in use spells it. On the receiving side, accept both spellings.",
  },
  {
    message({ message, sender, seq, request }, { version }): Reports {
      if (message.type !== "callError" && message.type !== "callResultError") return nothing;
      const { errorCode, messageId } = message;
      const known = errorCodeOf(errorCode);
      const evidence = [seq];
      if (known === null) {
        const meant = nearest(errorCode, errorCodesOf(version));
        if (meant === null) return nothing;
        const code = codeOf(errorCode, message.type === "callError" ? request : null);
        const sentence = `${Party[sender]} sent an error (id ${cut(messageId)}) with the code ${code}; ${meant} was probably meant.`;
        return [
          {
            sentence,
            side: sender,
            evidence,
            details: { errorCode: code, messageId, meant },
          },
        ];
      }
      const meant = known.otherSpelling;
      if (version === null || meant === null || known.versions.includes(version)) return nothing;
      const sentence = `${Party[sender]} sent an error (id ${cut(messageId)}) with the code ${errorCode}; OCPP ${version} spells it ${meant}.`;
      const details = { errorCode, messageId, meant };
      return [{ sentence, side: sender, severity: "note", evidence, details }];
    },
  },
  { sorts: ["callError", "callResultError"] },
);
