/** What was thrown → the answer: a status, and an error with a sentence and a remedy. */
import { type ErrorCode, OperationalError } from "../base/errors.ts";
import type { ErrorAnswer } from "./contract.ts";

export type Failure = { readonly status: number; readonly body: ErrorAnswer };

/** Codes that are the asker's to mend; all others say that we cannot answer now. */
const STATUS: { readonly [Code in ErrorCode]?: number } = {
  QUERY_INVALID: 400,
  REQUEST_INVALID: 400,
  NOT_FOUND: 404,
  ORIGIN_REFUSED: 403,
  METHOD_REFUSED: 405,
  HOST_REFUSED: 421,
  QUERY_TOO_EXPENSIVE: 422,
};

/** Null: an error not of the world but ours; the sentence of a bug is for the log alone. */
export function failureOf(thrown: unknown): Failure | null {
  if (!(thrown instanceof OperationalError)) return null;
  return { status: STATUS[thrown.code] ?? 503, body: errorAnswer(thrown) };
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
