/** What is wrong with a query: where (counted from 0), what, and what to write instead. */
import { OperationalError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { printable } from "../base/printable.ts";
import { fieldNames, fields, payloadField } from "./fields.ts";

/** Characters of the query that a sentence repeats. */
const QUOTED_CHARS_MAX = 60;

export function invalidQuery(position: number, problem: string, remedy: string): OperationalError {
  return new OperationalError("QUERY_INVALID", { position, problem, remedy });
}

/** Input as a sentence may repeat it: short, and without control characters. */
export function quoted(text: string): string {
  const short = text.length > QUOTED_CHARS_MAX ? `${text.slice(0, QUOTED_CHARS_MAX)}…` : text;
  return `"${printable(short)}"`;
}

export function unknownField(position: number, name: string): OperationalError {
  const field = nearestField(name);
  return invalidQuery(
    position,
    `there is no field ${quoted(name)}${field === null ? "" : `; the nearest is ${quoted(field)}`}`,
    `Fields are ${[...fieldNames, "payload.<path>"].join(", ")}. ` +
      "To search for text that holds a colon, put it in quotes.",
  );
}

/** The field that was meant: by another name of it, by its beginning, or by its spelling. */
export function nearestField(name: string): string | null {
  const wanted = name.toLowerCase();
  const names: string[] = [...fieldNames, payloadField.name];
  const same = names.find((candidate) => candidate === wanted);
  if (same !== undefined) return same;
  for (const candidate of fieldNames) {
    if (fields[candidate].also.some((other) => other.toLowerCase() === wanted)) return candidate;
  }
  if (wanted.startsWith("payload")) return payloadField.name;
  return nearest(wanted, names);
}
