/**
 * A place where state is kept, as `lane.ts` sees it: the file of `state-file.ts` or a Redis server.
 * Requests in, answers out as values: nothing here rejects, and everything is answered in time.
 *
 * Each `open` sets a random token, each `store` carries it. A `store` also has a number that grows
 * with every try, and the number of the last one known to be stored. So whoever keeps the state can
 * tell a name that was taken over from a late duplicate that must not undo what came after it, and
 * from a server that has lost what it had acknowledged.
 */
import type { StateDocument } from "./state-store.ts";

/** A key and its value, both as JSON text; null deletes. */
export type Change = readonly [key: string, value: string | null];

/** `name` is JSON text as well. */
export type OpenRequest = { readonly name: string; readonly token: string };

export type StoreRequest = {
  readonly name: string;
  readonly token: string;
  /** Of this try; every try of the same open has a higher one. */
  readonly seq: number;
  /** Of the last try that was answered `stored`; 0 before. */
  readonly stored: number;
  /** Each key once. */
  readonly changes: readonly Change[];
};

export type Failure = {
  readonly kind: "failed";
  readonly code: "STATE_UNAVAILABLE" | "STATE_DAMAGED";
  readonly problem: string;
  readonly remedy: string;
};

/** Of an answer that has no `kind` of its own. */
export function isFailure(answer: unknown): answer is Failure {
  return typeof answer === "object" && answer !== null && "kind" in answer;
}

export type OpenAnswer =
  | { readonly kind: "opened"; readonly documents: readonly StateDocument[] }
  | Failure;

export type StoreAnswer =
  | { readonly kind: "stored" }
  /** Another token is set. Nothing was stored. */
  | { readonly kind: "taken" }
  /** Nothing was stored. */
  | { readonly kind: "limit"; readonly problem: string }
  | Failure;

export type Backend = {
  /** For people, without credentials: `in /var/lib/ocpptap/state`, `at redis://host:6379`. */
  readonly where: string;
  readonly open: (request: OpenRequest) => Promise<OpenAnswer>;
  readonly store: (request: StoreRequest) => Promise<StoreAnswer>;
  /** Writes something that belongs to no name, and says whether that worked. */
  readonly probe: () => Promise<{ readonly kind: "stored" } | Failure>;
  readonly close: () => Promise<void>;
};

export const lostProblem = "it has lost writes that it had acknowledged";
export const staleProblem = "a later write has come before this one";

/** Why a name with these totals would be too large; null where it is not. */
export function sizeProblem(
  totals: { readonly documents: number; readonly bytes: number },
  bounds: { readonly documentsMax: number; readonly bytesMax: number },
): string | null {
  if (totals.documents > bounds.documentsMax) {
    return `${totals.documents} documents, and at most ${bounds.documentsMax} are kept`;
  }
  if (totals.bytes > bounds.bytesMax) {
    return `${totals.bytes} bytes in all, and at most ${bounds.bytesMax} are kept`;
  }
  return null;
}
