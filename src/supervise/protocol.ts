/**
 * What supervisor and child tell each other over the IPC channel of `fork`. The channel is also the
 * leash: when it closes because the other end died, a child ends, and nothing is left behind.
 */
import type { ErrorCode, OperationalError } from "../base/errors.ts";

export type ToChild =
  | { readonly kind: "start"; readonly config: unknown }
  /** Whether its event loop turns: answered by `alive`. */
  | { readonly kind: "ask" }
  /** A configuration that is to count: answered by `prepared`, or by `unprepared` and why. */
  | { readonly kind: "prepare"; readonly config: unknown }
  /** What was prepared counts from now on: answered by `committed`. */
  | { readonly kind: "commit" }
  | { readonly kind: "discard" }
  | { readonly kind: "stop" };

type Failure = {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;
};

export type FromChild =
  | { readonly kind: "alive" }
  /** `address` for people; `settled` is merged into the configuration of the next start. */
  | { readonly kind: "ready"; readonly address: string; readonly settled: object }
  | (Failure & { readonly kind: "failed" })
  | { readonly kind: "prepared" }
  | (Failure & { readonly kind: "unprepared" })
  | { readonly kind: "committed" };

export function failedMessage(
  error: OperationalError,
  kind: "failed" | "unprepared" = "failed",
): FromChild {
  return { kind, code: error.code, details: error.details };
}
