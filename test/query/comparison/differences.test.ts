import { expect, it } from "vitest";
import {
  type Answered,
  differenceKinds,
  differencesOf,
} from "../../../src/query/comparison/differences.ts";
import type { Body } from "../../../src/query/comparison/said.ts";

const result = (said: Partial<Extract<Body, { kind: "result" }>> = {}): Body => ({
  ...{ kind: "result", status: null, token: null, interval: null, isValid: true },
  ...said,
});
const error = (code: string): Body => ({ kind: "error", code });

function told(old: Body | null, now: Body | null, [was, is]: readonly number[] = [1, 2]) {
  const answered = (body: Body | null, latencyUs = 0): Answered | null =>
    body === null ? null : { body, latencyUs };
  return differencesOf(answered(old, was), answered(now, is)).map(
    (each) => `${each.severity} ${each.kind}: ${each.old} → ${each.new}`,
  );
}

it("equal decisions are no difference, whatever else the answers hold", () => {
  const said = { status: "Accepted", token: "Accepted", interval: 300 };
  expect(told(result(said), result(said))).toEqual([]);
  expect(told(error("InternalError"), error("InternalError"))).toEqual([]);
  expect(told(result({ isValid: false }), result({ isValid: false }))).toEqual([]);
});

it("what only one version has or says is no difference", () => {
  expect(told(result({ status: "Accepted" }), result())).toEqual([]);
  expect(told(result(), result({ interval: 60 }))).toEqual([]);
  expect(told(result({ token: "Accepted" }), result())).toEqual([]);
  // The same code, misspelt by 1.6.
  expect(told(error("FormationViolation"), error("FormatViolation"))).toEqual([]);
  const codes = ["OccurrenceConstraintViolation", "OccurenceConstraintViolation"] as const;
  expect(told(error(codes[0]), error(codes[1]))).toEqual([]);
});

it("a refusal that is new is an error, one that is gone a warning, another refusal a note", () => {
  const of = (token: string | null) => result({ token });
  expect(told(of("Accepted"), of("Invalid"))).toEqual(["error token: Accepted → Invalid"]);
  expect(told(of("Blocked"), of("Accepted"))).toEqual(["warning token: Blocked → Accepted"]);
  expect(told(of("Blocked"), of("Expired"))).toEqual(["note token: Blocked → Expired"]);
  expect(told(of("Blocked"), of(null))).toEqual(["warning token: Blocked → not said"]);
  const boot = (status: string) => result({ status });
  expect(told(boot("Accepted"), boot("Pending"))).toEqual(["error status: Accepted → Pending"]);
});

it("errors, schemas, intervals and answers that are missing, in their own words", () => {
  expect(told(result(), error("NotSupported"))).toEqual(["error error: answered → NotSupported"]);
  expect(told(error(""), result())).toEqual(["note error: an error → answered"]);
  expect(told(error("A"), error("B"))).toEqual(["note error: A → B"]);
  expect(told(result(), result({ isValid: false }))).toEqual([
    "error schema: valid → against the schema",
  ]);
  const every = (interval: number) => result({ interval });
  expect(told(every(300), every(60))).toEqual(["note interval: 300 s → 60 s"]);
  expect(told(result({ token: "Blocked" }), null)).toEqual(["error missing: Blocked → no answer"]);
  expect(told(null, result())).toEqual(["note missing: no answer → answered"]);
});

it("slower is a second more than the old one took, and stands beside other differences", () => {
  expect(told(result(), result(), [500_000, 1_500_000])).toEqual([]);
  expect(told(result(), error("X"), [500_000, 1_500_001])).toEqual([
    "error error: answered → X",
    "warning slower: in its time → over 1 s later than the old",
  ]);
});

it("each kind has one name", () => {
  expect(new Set(differenceKinds).size).toBe(differenceKinds.length);
});
