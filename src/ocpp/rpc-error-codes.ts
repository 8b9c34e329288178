/**
 * The error code that a receiver should answer a schema violation with (OCPP-J 1.6 §4.2.3; 2.0.1
 * Part 4 §4.3). The standards word it per kind of constraint; JSON schema's keywords are those.
 */
import type { OcppVersion } from "./versions.ts";

/** 1.6 misspells "Occurence", and calls FormationViolation what 2.x calls FormatViolation. */
export function errorCodeOf(keyword: string, version: OcppVersion): string {
  switch (keyword) {
    case "type":
      return "TypeConstraintViolation";
    case "required":
    case "minItems":
    case "maxItems":
      return version === "1.6" ? "OccurenceConstraintViolation" : "OccurrenceConstraintViolation";
    case "additionalProperties":
      return version === "1.6" ? "FormationViolation" : "FormatViolation";
    default:
      return "PropertyConstraintViolation";
  }
}
