/** The HTTP API's answers about calls of operators: pure types, like contract.ts. */

export type CommandRoute = {
  /** `match` of a route whose stations may be called. */
  readonly match: string;
  /** `*`: all. */
  readonly actions: readonly string[];
  readonly perMinute: number;
  readonly timeoutMs: number;
};

export type CommandRoutesAnswer = { readonly routes: readonly CommandRoute[] };

export type CommandError = {
  readonly code: string;
  readonly description: string;
  readonly details: unknown;
};

export type CommandAnswer = {
  readonly stationId: string;
  /** Of the link; null: not known. */
  readonly ocppVersion: string | null;
  readonly messageId: string;
  readonly linkId: string;
  /** Of the call in the record, and of its answer. */
  readonly seq: number;
  readonly answerSeq: number;
  readonly latencyMs: number;
  /** The payload of its result; null: it answered with an error, or not with JSON. */
  readonly answer: unknown;
  readonly error: CommandError | null;
  /** As it came, its beginning where it is long. */
  readonly text: string;
  readonly isCut: boolean;
};
