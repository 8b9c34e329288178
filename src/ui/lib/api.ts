/**
 * The console's API from the browser. Every failure is an `ApiError` with the sentence and the
 * remedy that the server gave, or with ours where it could not be reached.
 */
import type { ErrorAnswer } from "../../console/contract.ts";

export type Params = Readonly<Record<string, string | number | null | undefined>>;

export class ApiError extends Error {
  readonly code: string;
  readonly remedy: string;
  /** Of a query: the offending character, counted from 0. */
  readonly position: number | null;

  constructor(answer: ErrorAnswer["error"]) {
    super(answer.sentence);
    this.code = answer.code;
    this.remedy = answer.remedy;
    this.position = answer.position ?? null;
  }
}

/** The console takes no change from a page that does not send it (docs/decisions/0023). */
const OWN = { "x-ocpptap": "1" } as const;

const listeners = new Set<() => void>();

/** Told when the console no longer knows who asks. Returns how to stop. */
export function whenSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Empty and absent parameters are left out. */
export function apiUrl(path: string, params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

export async function getApi<Answer>(
  path: string,
  params: Params = {},
  signal?: AbortSignal,
): Promise<Answer> {
  return answerOf<Answer>(
    await reach(apiUrl(path, params), signal === undefined ? {} : { signal }),
  );
}

/** A text goes as it is: as JSON it would be longer than the API takes. */
export async function postApi<Answer>(
  path: string,
  body: string | object,
  params: Params = {},
): Promise<Answer> {
  const isText = typeof body === "string";
  const headers = { ...OWN, "content-type": isText ? "text/plain" : "application/json" };
  const init = { method: "POST", headers, body: isText ? body : JSON.stringify(body) };
  return answerOf<Answer>(await reach(apiUrl(path, params), init));
}

export async function putApi<Answer>(
  path: string,
  body: object,
  params: Params = {},
): Promise<Answer> {
  const headers = { ...OWN, "content-type": "application/json" };
  const init = { method: "PUT", headers, body: JSON.stringify(body) };
  return answerOf<Answer>(await reach(apiUrl(path, params), init));
}

export async function deleteApi<Answer>(path: string, params: Params = {}): Promise<Answer> {
  return answerOf<Answer>(await reach(apiUrl(path, params), { method: "DELETE", headers: OWN }));
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (thrown) {
    if (init.signal?.aborted === true) throw thrown;
    throw new ApiError({
      code: "UNREACHABLE",
      sentence: "The console does not answer.",
      remedy: "It may be starting again; this page tries once more by itself.",
    });
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return (await response.json()) as Answer;
  const told = (await response.json().catch(() => null)) as ErrorAnswer | null;
  if (told?.error.code === "SIGN_IN_REQUIRED") for (const listener of listeners) listener();
  throw new ApiError(
    told?.error ?? {
      code: `HTTP_${response.status}`,
      sentence: `The console answered ${response.status}.`,
      remedy: "Try again; its log says more.",
    },
  );
}

/** Between two looks whether what failed is over. */
const AGAIN_MS = 4_000;

const AWAY = new RegExp(
  "^(UNREACHABLE|STORE_(UNREACHABLE|BUSY|NOT_RUNNING|ENGINE_FAILED)|REQUESTS_(FULL|LIMITED)|" +
    "QUERIES_FULL|HTTP_5\\d\\d)$",
);

/** When to ask again by itself: while the console or its store are away. Unit: ms. */
export function againMs(thrown: unknown): number | false {
  return thrown instanceof ApiError && AWAY.test(thrown.code) ? AGAIN_MS : false;
}

/** What is wrong with the question stays wrong. */
export function isWorthRetrying(thrown: unknown): boolean {
  return thrown instanceof ApiError && /^(UNREACHABLE|STORE_BUSY|HTTP_5\d\d)$/.test(thrown.code);
}
