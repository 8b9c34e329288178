/**
 * A payload → its violations of the official schema. Total and bounded: any JSON is allowed, and no
 * payload takes long. Every message is checked up to its first error; only an invalid one is looked
 * through for more, on a copy cut to size. Schemas are compiled when first needed.
 */
import type { ErrorObject, ValidateFunction } from "ajv";
import { limits } from "../base/limits.ts";
import { cappedCopy } from "./capped-copy.ts";
import { type Compile, createCompiler, type Depth } from "./schema-compiler.ts";
import { type SchemaKind, schemaOf } from "./schemas.ts";
import type { OcppVersion } from "./versions.ts";
import { isReal, type Violation, violationOf } from "./violation.ts";

/** Which schema a payload is to follow. */
export type Subject = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: SchemaKind;
};

export type Verdict =
  | { readonly kind: "valid" }
  /** The version has no such message. */
  | { readonly kind: "unknown" }
  | {
      readonly kind: "invalid";
      /** At least one, at most `limits.violationsMax`; a message may have more. */
      readonly violations: readonly Violation[];
    };

const valid: Verdict = { kind: "valid" };
const unknown: Verdict = { kind: "unknown" };

const compilers = new Map<Depth, Compile>();
/** By action. Only of actions that exist, so peers cannot make them grow. */
type Checks = Map<string, ValidateFunction>;
const checksOf = {
  first: checksByVersion(),
  all: checksByVersion(),
} satisfies Record<Depth, Record<OcppVersion, Record<SchemaKind, Checks>>>;

function checksByVersion(): Record<OcppVersion, Record<SchemaKind, Checks>> {
  const byKind = () => ({ request: new Map(), response: new Map(), send: new Map() });
  return { "1.6": byKind(), "2.0.1": byKind(), "2.1": byKind() };
}

export function validate(subject: Subject, payload: unknown): Verdict {
  const check = checkOf(subject, "first");
  if (check === null) return unknown;
  // "No payload" may be written null (OCPP-J 1.6 §4.2.1); that is for others to remark on.
  const value = payload ?? {};
  if (check(value)) return valid;
  return { kind: "invalid", violations: violationsOf(subject, value, check.errors?.[0]) };
}

export function isValid(subject: Subject, payload: unknown): boolean {
  return checkOf(subject, "first")?.(payload ?? {}) === true;
}

function violationsOf(
  subject: Subject,
  payload: unknown,
  first: ErrorObject | undefined,
): readonly Violation[] {
  const check = checkOf(subject, "all");
  check?.(cappedCopy(payload));
  const found = first === undefined ? [] : [first];
  const seen = new Set(found.map(placeOf));
  for (const error of check?.errors ?? []) {
    if (found.length >= limits.violationsMax) break;
    if (seen.has(placeOf(error)) || !isReal(error, payload)) continue;
    seen.add(placeOf(error));
    found.push(error);
  }
  return found.map((error) => violationOf(error, { ...subject, payload }));
}

function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  return JSON.stringify([
    instancePath,
    keyword,
    params["missingProperty"],
    params["additionalProperty"],
  ]);
}

/** Null where there is no such schema. */
function checkOf({ version, action, kind }: Subject, depth: Depth): ValidateFunction | null {
  const checks = checksOf[depth][version][kind];
  const known = checks.get(action);
  if (known !== undefined) return known;
  const schema = schemaOf(version, action, kind);
  if (schema === null) return null;
  let compile = compilers.get(depth);
  if (compile === undefined) {
    compile = createCompiler(depth);
    compilers.set(depth, compile);
  }
  const check = compile(schema);
  checks.set(action, check);
  return check;
}
