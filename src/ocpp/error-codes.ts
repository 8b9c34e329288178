/**
 * The error codes of CALLERROR (OCPP-J 1.6 §4.2.3, OCPP 2.0.1 and 2.1 Part 4 §4.3): which version
 * spells them how, what they say, and whose doing they describe. Data and look-ups only.
 *
 * *Spec:* 1.6 writes `OccurenceConstraintViolation` and `FormationViolation`, 2.x
 * `OccurrenceConstraintViolation` and `FormatViolation`. *Practice:* peers mix them. *Therefore*
 * every spelling is known in every version, and a foreign one is told as such.
 */
import { type OcppVersion, ocppVersions } from "./versions.ts";

export type ErrorCode = {
  /** Completes "which says that …". */
  readonly meaning: string;
  /** Whose doing it is by the code itself; null where it may be either's. */
  readonly blames: "caller" | "answerer" | null;
  readonly versions: readonly OcppVersion[];
  /** The same code as the other versions write it. */
  readonly otherSpelling: string | null;
};

const all: readonly OcppVersion[] = ocppVersions;
const only16: readonly OcppVersion[] = ["1.6"];
const only2: readonly OcppVersion[] = ["2.0.1", "2.1"];

const missingOrTooMany = "a field is missing, or there are more or fewer of it than allowed";
const wrongForm = "the payload does not have the form that the action demands";

const codes: ReadonlyMap<string, ErrorCode> = new Map(
  (
    [
      ["NotImplemented", all, null, "the receiver does not know the action"],
      ["NotSupported", all, null, "the receiver knows the action but does not support it"],
      ["InternalError", all, "answerer", "something failed inside the receiver"],
      ["ProtocolError", all, "caller", "the payload is incomplete"],
      ["SecurityError", all, null, "a security problem kept the receiver from acting"],
      ["FormationViolation", only16, "caller", wrongForm, "FormatViolation"],
      ["FormatViolation", only2, "caller", wrongForm, "FormationViolation"],
      ["PropertyConstraintViolation", all, "caller", "a field has a value that is not allowed"],
      [
        ...(["OccurenceConstraintViolation", only16, "caller", missingOrTooMany] as const),
        "OccurrenceConstraintViolation",
      ],
      [
        ...(["OccurrenceConstraintViolation", only2, "caller", missingOrTooMany] as const),
        "OccurenceConstraintViolation",
      ],
      ["TypeConstraintViolation", all, "caller", "a field has the wrong type"],
      ["GenericError", all, "answerer", "something went wrong that no other code describes"],
      ["MessageTypeNotSupported", only2, "caller", "the receiver does not know the message type"],
      ["RpcFrameworkError", only2, "caller", "the receiver could not read the message at all"],
    ] as const
  ).map(([name, versions, blames, meaning, otherSpelling = null]) => [
    name,
    { meaning, blames, versions, otherSpelling },
  ]),
);

/** Null for a code that no version has. */
export function errorCodeOf(name: string): ErrorCode | null {
  return codes.get(name) ?? null;
}

/** The codes of this version; of all of them where it is not known. */
export function errorCodesOf(version: OcppVersion | null): string[] {
  return [...codes]
    .filter(([, code]) => version === null || code.versions.includes(version))
    .map(([name]) => name);
}
