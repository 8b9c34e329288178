/**
 * "The world fails": the one catalogue of operational errors. Each has a stable code, one sentence
 * with the actual values, and a remedy. `docs/reference/errors.md` is generated from it.
 * A peer that misbehaves is data, not an error; a bug of ours is `assert`.
 */
import { askingErrors } from "./errors/asking.ts";
import type { ErrorEntry } from "./errors/entry.ts";
import { runningErrors } from "./errors/running.ts";

export const errorCatalogue = {
  ...runningErrors,
  ...askingErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

export class OperationalError extends Error {
  override readonly name = "OperationalError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;
  readonly remedy: string;
  readonly isRetryable: boolean;

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>> = {},
    options?: { readonly cause?: unknown },
  ) {
    const entry: ErrorEntry = errorCatalogue[code];
    super(fill(entry.sentence, details), options);
    this.code = code;
    this.details = details;
    this.remedy = fill(entry.remedy, details);
    this.isRetryable = entry.isRetryable;
  }
}

/** The text of anything that was thrown, for the `{problem}` of a sentence. */
export function problemOf(thrown: unknown): string {
  if (thrown instanceof Error) {
    const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
    return thrown.message || code || thrown.name;
  }
  return String(thrown);
}

/** The system's error code (`ECONNREFUSED`, …) or null. */
export function systemCodeOf(thrown: unknown): string | null {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string"
    ? thrown.code
    : null;
}

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}
