/**
 * Error codes of CALLERROR, 1.6 ⇄ 2.0.1. 1.6 misspells "Occurence" for good (its errata say so),
 * and sources disagree about 2.0.1, so every spelling is understood.
 */
import type { LegName } from "./live.ts";
import type { Settings } from "./settings.ts";

const same = new Set([
  ...["NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError"],
  ...["PropertyConstraintViolation", "TypeConstraintViolation", "GenericError"],
]);
const occurrence = new Set(["OccurenceConstraintViolation", "OccurrenceConstraintViolation"]);
const format = new Set(["FormationViolation", "FormatViolation"]);

export function errorCodeFor201(code: string, settings: Settings): string {
  if (same.has(code)) return code;
  if (occurrence.has(code)) return settings.occurrenceSpelling201;
  return format.has(code) ? "FormatViolation" : "GenericError";
}

export function errorCodeFor16(code: string): string {
  if (same.has(code)) return code;
  if (occurrence.has(code)) return "OccurenceConstraintViolation";
  return format.has(code) ? "FormationViolation" : "GenericError";
}

/** As the version of this leg spells it. */
export function errorCodeFor(settings: Settings, leg: LegName, code: string): string {
  const isOld = settings.versions[leg] === "1.6";
  return isOld ? errorCodeFor16(code) : errorCodeFor201(code, settings);
}

/** The peer cannot do it at all, as opposed to not now. */
export function isLacking(code: string): boolean {
  return code === "NotImplemented" || code === "NotSupported";
}
