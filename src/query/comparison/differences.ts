/**
 * What the old CSMS answered and what the new one did, to the same words of a station → in what
 * they differ. Pure. Only decisions are compared: times, transaction ids, fields that only one
 * version has and the order of fields are no differences.
 */
import { limits } from "../../base/limits.ts";
import type { Severity } from "../../findings/rule.ts";
import { errorCodeOf } from "../../ocpp/error-codes.ts";
import type { Body } from "./said.ts";

export const differenceKinds = [
  "missing",
  "error",
  "schema",
  "token",
  "status",
  "interval",
  "slower",
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export type Difference = {
  readonly kind: DifferenceKind;
  /** Error: stations would notice at once. Warning: somebody should decide. Note: to know of. */
  readonly severity: Severity;
  /** What each said, in few words. */
  readonly old: string;
  readonly new: string;
};

/** `latencyUs`: null where it is not known. */
export type Answered = { readonly body: Body; readonly latencyUs: number | null };

/** Null: not answered. Both null, or one unreadable, cannot be compared; do not ask. */
export function differencesOf(one: Answered | null, other: Answered | null): readonly Difference[] {
  if (one === null || other === null) return missing(one, other);
  const [old, now] = [one.body, other.body];
  const found: (Difference | null)[] =
    old.kind === "result" && now.kind === "result"
      ? [schema(old, now), token(old, now), status(old, now), interval(old, now)]
      : [error(old, now)];
  return [...found, slower(one, other)].filter((each) => each !== null);
}

function missing(one: Answered | null, other: Answered | null): readonly Difference[] {
  if (one === other) return [];
  const said = (answered: Answered | null) =>
    answered === null ? "no answer" : outcomeOf(answered.body);
  const severity = other === null ? "error" : "note";
  return [{ kind: "missing", severity, old: said(one), new: said(other) }];
}

type Result = Extract<Body, { kind: "result" }>;

function schema(old: Result, now: Result): Difference | null {
  if (old.isValid === now.isValid) return null;
  const said = ({ isValid }: Result) => (isValid ? "valid" : "against the schema");
  const severity = now.isValid ? "note" : "error";
  return { kind: "schema", severity, old: said(old), new: said(now) };
}

/** The codes of 1.6 are misspelt ones of 2.x: the same code in another spelling is the same. */
function error(old: Body, now: Body): Difference | null {
  const codeOf = (body: Body) => (body.kind === "error" ? body.code : null);
  const [was, is] = [codeOf(old), codeOf(now)];
  if (was === is || (was !== null && errorCodeOf(was)?.otherSpelling === is)) return null;
  const severity = was === null ? "error" : "note";
  return { kind: "error", severity, old: outcomeOf(old), new: outcomeOf(now) };
}

/**
 * Of a stop, neither version demands that the token is judged again: saying nothing objects to
 * nothing.
 */
function token(old: Result, now: Result): Difference | null {
  const judged = (said: string | null) => said ?? "Accepted";
  if (judged(old.token) === judged(now.token)) return null;
  return {
    kind: "token",
    severity: severityOf(judged(old.token), judged(now.token)),
    old: old.token ?? "not said",
    new: now.token ?? "not said",
  };
}

/** A status that only one of the two answers has is told by the schema, or is of its version. */
function status(old: Result, now: Result): Difference | null {
  if (old.status === null || now.status === null || old.status === now.status) return null;
  const severity = severityOf(old.status, now.status);
  return { kind: "status", severity, old: old.status, new: now.status };
}

function severityOf(old: string, now: string): Severity {
  if (old === "Accepted") return "error";
  return now === "Accepted" ? "warning" : "note";
}

function interval(old: Result, now: Result): Difference | null {
  if (old.interval === null || now.interval === null || old.interval === now.interval) return null;
  const said = ({ interval: seconds }: Result) => `${seconds} s`;
  return { kind: "interval", severity: "note", old: said(old), new: said(now) };
}

function slower(one: Answered, other: Answered): Difference | null {
  if (one.latencyUs === null || other.latencyUs === null) return null;
  const { comparisonSlowerMs } = limits;
  if (other.latencyUs - one.latencyUs <= comparisonSlowerMs * 1000) return null;
  const now = `over ${comparisonSlowerMs / 1000} s later than the old`;
  return { kind: "slower", severity: "warning", old: "in its time", new: now };
}

function outcomeOf(body: Body): string {
  switch (body.kind) {
    case "error":
      return body.code === "" ? "an error" : body.code;
    case "unreadable":
      return "unreadable";
    case "result":
      return body.token ?? body.status ?? "answered";
  }
}
