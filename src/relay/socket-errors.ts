/**
 * Errors of sockets. Node ends the process for an `error` nobody listens to, so every socket of the
 * relay gets the listener below in the same turn in which it comes into being, for its whole life.
 * What the error was is read from `socket.errored` when `close` follows.
 */
import { problemOf, systemCodeOf } from "../base/errors.ts";
import type { ClosedHow } from "../spool/record.ts";

export const errorsAreToldAtClose = (): void => undefined;

/** What a socket's error means for a link. */
export function howOfError(error: Error): ClosedHow {
  switch (systemCodeOf(error)) {
    case "ECONNRESET":
    case "EPIPE":
    case "ECONNABORTED":
      return "reset";
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ENETDOWN":
      return "timeout";
    default:
      return "error";
  }
}

export function textOfError(error: Error): string {
  const code = systemCodeOf(error);
  const problem = problemOf(error);
  return code === null || problem.includes(code) ? problem : `${code}: ${problem}`;
}
