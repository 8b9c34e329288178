/** What was thrown → the answer: a status, and an error with a sentence and a remedy. */
import { type ErrorCode, OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { ErrorAnswer } from "./contract.ts";

export type Failure = {
  readonly status: number;
  readonly body: ErrorAnswer;
  /** When it is worth trying again (RFC 9110 §10.2.3); null where it is not. Unit: s. */
  readonly retryAfterSeconds: number | null;
};

/** What stands in the way is that there are too many of something. */
const CROWDED: { readonly [Code in ErrorCode]?: Crowded } = {
  REQUESTS_FULL: "requests",
  REQUESTS_LIMITED: "requests",
  QUERIES_FULL: "questions",
  COMPARISONS_FULL: "questions",
  REPORTS_FULL: "questions",
  LIVE_FULL: "listeners",
  LIVE_LIMITED: "listeners",
};

export type Crowded = "requests" | "questions" | "listeners";

/** Of what there is too much; null where it is something else. */
export function crowdedOf(thrown: unknown): Crowded | null {
  return thrown instanceof OperationalError ? (CROWDED[thrown.code] ?? null) : null;
}

/** Codes that are the asker's to mend; all others say that we cannot answer now. */
const STATUS: { readonly [Code in ErrorCode]?: number } = {
  QUERY_INVALID: 400,
  REQUEST_INVALID: 400,
  SIGN_IN_REQUIRED: 401,
  TOKEN_REFUSED: 401,
  ROLE_REQUIRED: 403,
  NO_ROLE: 403,
  HEADER_REQUIRED: 403,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  METHOD_REFUSED: 405,
  CALL_NOT_SENT: 409,
  BODY_TOO_LARGE: 413,
  HOST_REFUSED: 421,
  QUERY_TOO_EXPENSIVE: 422,
  CALLS_LIMITED: 429,
  LIVE_LIMITED: 429,
  REQUESTS_LIMITED: 429,
  CALL_UNANSWERED: 504,
};

/** Null: an error not of the world but ours; the sentence of a bug is for the log alone. */
export function failureOf(thrown: unknown): Failure | null {
  if (!(thrown instanceof OperationalError)) return null;
  const status = STATUS[thrown.code] ?? 503;
  const { seconds } = thrown.details;
  const isLater = thrown.isRetryable && (status === 429 || status === 503);
  const retryAfterSeconds = typeof seconds === "number" ? seconds : limits.busyRetrySeconds;
  return {
    ...{ status, body: errorAnswer(thrown) },
    retryAfterSeconds: isLater ? retryAfterSeconds : null,
  };
}

export function errorAnswer(error: OperationalError): ErrorAnswer {
  const position = error.details["position"];
  return {
    error: {
      code: error.code,
      sentence: error.message,
      remedy: error.remedy,
      ...(typeof position === "number" ? { position } : {}),
    },
  };
}
