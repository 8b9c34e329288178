/** A payload that its version's official schema does not allow. */
import { sectionOf } from "../../ocpp/sections.ts";
import type { Violation } from "../../ocpp/violation.ts";
import { judge } from "../judgement.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party, plural } from "../wording.ts";
import { isOptionalNull } from "./field-null.ts";

export const schemaViolation = statelessRule(
  {
    id: "schema-violation",
    title: "A payload breaks the official schema of its message",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §6–7; OCPP 2.0.1 Part 2 and Part 3; OCPP 2.1 Part 2 and Part 3",
    explanation:
      "OCPP fixes the fields of every message, their types, lengths and allowed values. A missing required field or a wrong type must be refused with a CALLERROR, so what the message wanted does not happen: these are errors. Other breaches, such as text that is too long or an unknown field, are warnings: a lenient peer accepts them, a strict one does not, and so the same message works with one CSMS and fails with the next.",
    remedy:
      "Correct the sender: each violation says where it is, what the standard expects there and what was sent. Where the receiver accepts the message all the same, the sender will still fail with stricter ones.",
  },
  {
    message(happening, link) {
      const judgement = judge(happening, link);
      if (judgement === null || judgement.verdict.kind !== "invalid") return nothing;
      const { version, action, kind } = judgement.subject;
      const { violations } = judgement.verdict;
      // They have a rule of their own, which says what to do about them.
      if (violations.every((one) => isOptionalNull(one) || lacksOnlyItsZone(one))) return nothing;
      const [first] = violations;
      if (first === undefined) return nothing;
      const { sender, seq, message, request } = happening;
      const name = `${/^[AEIOU]/.test(action) ? "an" : "a"} ${cut(action)} ${kind} (id ${cut(message.messageId ?? "")})`;
      const more =
        violations.length === 1 ? "" : `; and ${plural(violations.length - 1, "more violation")}`;
      const section = sectionOf(version, action, kind);
      const isError = violations.some(({ severity }) => severity === "error");
      return [
        {
          sentence: `${Party[sender]} sent ${name} that breaks the schema of OCPP ${version}: ${sentenceOf(first)}${more}.`,
          side: sender,
          severity: isError ? "error" : "warning",
          evidence: request === null ? [seq] : [request.seq, seq],
          details: {
            action,
            kind,
            ocppVersion: version,
            section,
            count: violations.length,
            violations: violations.map((violation) => ({ ...violation })),
          },
        },
      ];
    },
  },
  { sorts: ["call", "send", "callResult"], onlyUnusual: true },
);

function lacksOnlyItsZone({ keyword, hint }: Violation): boolean {
  return keyword === "format" && hint.startsWith("the time zone is missing");
}

/** One violation in words; the list in the details has all of them. */
function sentenceOf({ path, keyword, expected, actual, hint }: Violation): string {
  const where = path === "" ? "the payload" : path;
  const meant = hint === "" ? "" : ` (${hint})`;
  if (keyword === "required") return `${where} is required, but missing${meant}`;
  if (keyword === "additionalProperties") return `${where} is a field that does not exist${meant}`;
  return `${where} should be ${expected}, but is ${actual}${meant}`;
}
