/** Fields sent as null, and payloads that are null altogether. */
import type { Violation } from "../../ocpp/violation.ts";
import { type Judgement, judge } from "../judgement.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party, plural } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";

const NAMED_MAX = 5;

export const fieldNull = statefulRule(
  {
    id: "field-null",
    title: "A field is sent as null",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §4.2.1; OCPP 2.0.1 Part 4 §4.2.1",
    explanation:
      "A field without a value is left out; no schema of OCPP allows null. Serializers write it when nobody told them otherwise. Many receivers are generous, but one that validates refuses the whole message, so that a station works with one CSMS and not with the next. A payload that has nothing in it is {}; null is tolerated, and discouraged.",
    remedy:
      "Configure the sender's serializer to leave out fields that are null (e.g. Jackson's NON_NULL, Json.NET's NullValueHandling.Ignore, Go's omitempty).",
  },
  countsMemory,
  {
    message(happening, link, counts) {
      const { message, sender, seq, request } = happening;
      if (!("callPayload" in message)) return nothing;
      const judgement = judge(happening, link);
      const paths = message.callPayload === null ? [""] : nullsOf(judgement);
      if (paths.length === 0) return nothing;
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const action = judgement?.subject.action ?? request?.action ?? "";
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      const name = `${action === "" ? "a message" : cut(action)} (id ${cut(message.messageId)})`;
      const what =
        message.callPayload === null
          ? `${name} with null for its payload, where {} is meant`
          : `${name} with ${named(paths)} as null, which ${paths.length === 1 ? "has" : "have"} to be left out`;
      return [
        {
          sentence: `${Party[sender]} sent ${what}${often}.`,
          side: sender,
          evidence: request === null ? [seq] : [request.seq, seq],
          details: { action, paths, messages: counts[sender] },
        },
      ];
    },
  },
  { sorts: ["call", "send", "callResult"], onlyUnusual: true },
);

/** A null where a field is required is the schema's to tell. */
export function isOptionalNull({ keyword, actual, severity }: Violation): boolean {
  return keyword === "type" && actual === "null" && severity === "warning";
}

function nullsOf(judgement: Judgement | null): readonly string[] {
  return judgement?.verdict.kind === "invalid"
    ? judgement.verdict.violations.filter(isOptionalNull).map(({ path }) => path)
    : [];
}

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, NAMED_MAX).map(cut).join(", ");
  return paths.length <= NAMED_MAX
    ? shown
    : `${shown} and ${plural(paths.length - NAMED_MAX, "more field")}`;
}
