/**
 * What supervisor and child tell each other over the IPC channel of `fork`. The channel is also the
 * leash: when it closes because the other end died, a child ends, and nothing is left behind.
 */
import type { ErrorCode, OperationalError } from "../base/errors.ts";

export type ToChild =
  | { readonly kind: "start"; readonly config: unknown }
  | { readonly kind: "stop" };

export type FromChild =
  /** `address` for people; `settled` is merged into the configuration of the next start. */
  | { readonly kind: "ready"; readonly address: string; readonly settled: object }
  | {
      readonly kind: "failed";
      readonly code: ErrorCode;
      readonly details: Readonly<Record<string, string | number>>;
    };

export function failedMessage(error: OperationalError): FromChild {
  return { kind: "failed", code: error.code, details: error.details };
}
