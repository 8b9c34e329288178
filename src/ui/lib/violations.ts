/** What findings say is wrong with a message, and at which field. */
import type { Finding, Message } from "../../console/contract.ts";

export type PlacedViolation = { readonly path: string; readonly text: string };

const VIOLATIONS_MAX = 100;

/** Of a finding that rests on both sides only the message that it speaks of: its last evidence. */
export function violationsOf(
  message: Pick<Message, "linkId" | "seq">,
  findings: readonly Finding[],
): readonly PlacedViolation[] {
  return findings
    .filter(({ linkId, evidence }) => linkId === message.linkId && evidence.at(-1) === message.seq)
    .flatMap(({ details }) => placesIn(details))
    .slice(0, VIOLATIONS_MAX);
}

function placesIn(details: Finding["details"]): readonly PlacedViolation[] {
  const { violations, paths, path } = details;
  if (Array.isArray(violations)) return violations.flatMap(placeOf);
  if (Array.isArray(paths)) return paths.map((one) => ({ path: String(one), text: "here" }));
  return typeof path === "string" ? [{ path: dotted(path), text: "here" }] : [];
}

function placeOf(violation: unknown): readonly PlacedViolation[] {
  if (typeof violation !== "object" || violation === null) return [];
  const { path, keyword, expected, actual, hint } = violation as Readonly<Record<string, unknown>>;
  if (typeof path !== "string") return [];
  const name = path.split(".").at(-1) ?? "";
  const text =
    keyword === "required"
      ? `${name} is missing`
      : keyword === "additionalProperties"
        ? "no field of this name exists"
        : `should be ${String(expected)}, but is ${String(actual)}`;
  return [{ path, text: typeof hint === "string" && hint !== "" ? `${text} (${hint})` : text }];
}

/** `meterValue[0].sampledValue[2]` → `meterValue.0.sampledValue.2` */
function dotted(path: string): string {
  return path.replace(/\[(\d+)\]/g, ".$1");
}
