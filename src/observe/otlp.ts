/**
 * Spans → an OTLP receiver, over HTTP as JSON (OpenTelemetry Protocol 1.x, "OTLP/HTTP"). In: spans
 * that are over. Out: batches, one request at a time. Promised: whoever pushes never waits; queue,
 * batch, tries and waits have limits; what is given up is counted by why, and told once until it
 * works again.
 *
 * A span here is finished data of a few fields; OpenTelemetry's SDK is for programs that make spans
 * as they go, and would be seven packages for what is a page (docs/decisions/0019).
 */
import { authorizationOf } from "../base/basic.ts";
import { limits } from "../base/limits.ts";
import { postOnce } from "../base/post-once.ts";
import type { Observe } from "./events.ts";

export type AttributeValue = string | number;

export type Span = {
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startUs: number;
  readonly endUs: number;
  /** Null: it went well. */
  readonly error: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
};

export type OtlpOptions = {
  readonly url: string;
  /** Who tells: service.name and its like. */
  readonly resource: Readonly<Record<string, AttributeValue>>;
};

/** `full`: the queue was; `refused`: the receiver would not have it; `unreachable`: tried in vain. */
export type DropReason = "full" | "refused" | "unreachable";

export type OtlpSender = {
  readonly push: (span: Span) => void;
  readonly sent: () => number;
  readonly dropped: () => ReadonlyMap<DropReason, number>;
  /** Sends what it can within `limits.spanCloseMsMax`. */
  readonly close: () => Promise<void>;
};

type Outcome =
  | { readonly kind: "taken"; readonly rejected: number }
  | { readonly kind: "refused" | "later"; readonly problem: string };

export function openOtlp(
  options: OtlpOptions,
  { observe }: { readonly observe: Observe },
): OtlpSender {
  const dropped = new Map<DropReason, number>();
  const closing = new AbortController();
  const { resource } = options;
  const way: Way = { ...addressOf(options.url), resource, signal: closing.signal, tell };
  let queue: Span[] = [];
  let sent = 0;
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;
  let isTold = false;

  function drop(why: DropReason, spans: number): void {
    dropped.set(why, (dropped.get(why) ?? 0) + spans);
  }
  function tell(problem: string): void {
    if (!isTold) observe({ name: "spansNotTaken", url: options.url, problem });
    isTold = true;
  }
  function schedule(ms: number): void {
    if (timer !== null || closing.signal.aborted) return;
    timer = setTimeout(begin, ms);
    timer.unref();
  }
  function begin(): void {
    timer = null;
    sending ??= sendAll().finally(() => {
      sending = null;
      if (queue.length > 0) schedule(limits.spanBatchMs);
    });
  }
  async function sendAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, limits.spanBatchMax);
      queue = queue.slice(batch.length);
      const { taken, why } = await deliver(batch, way);
      sent += taken;
      if (taken > 0) isTold = false;
      if (why !== null) drop(why, batch.length - taken);
    }
  }
  return {
    push(span) {
      if (queue.length >= limits.spanQueueMax) {
        drop("full", 1);
        return;
      }
      queue.push(span);
      if (queue.length >= limits.spanBatchMax && sending === null) {
        if (timer !== null) clearTimeout(timer);
        begin();
      } else {
        schedule(limits.spanBatchMs);
      }
    },
    sent: () => sent,
    dropped: () => dropped,
    async close() {
      closing.abort();
      if (timer !== null) clearTimeout(timer);
      begin();
      await Promise.race([sending, pause(limits.spanCloseMsMax)]);
    },
  };
}

type Way = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: OtlpOptions["resource"];
  /** Aborted: no more tries. */
  readonly signal: AbortSignal;
  readonly tell: (problem: string) => void;
};

type Delivered = { readonly taken: number; readonly why: DropReason | null };

/** Tries until it is taken, refused, or was tried often enough. */
async function deliver(batch: readonly Span[], way: Way): Promise<Delivered> {
  const { url, headers, signal } = way;
  const body = JSON.stringify(encodeSpans(batch, way.resource));
  for (let tries = 1; ; tries += 1) {
    const outcome = await post(url, { headers, body });
    if (outcome.kind === "taken") {
      const taken = Math.max(0, batch.length - outcome.rejected);
      return { taken, why: outcome.rejected > 0 ? "refused" : null };
    }
    way.tell(outcome.problem);
    if (outcome.kind === "refused") return { taken: 0, why: "refused" };
    if (tries >= limits.spanTriesMax || signal.aborted) return { taken: 0, why: "unreachable" };
    await pause(limits.spanRetryMs * 2 ** (tries - 1), signal);
  }
}

/** Credentials go into the header: who reads the URL in a log does not read them. */
function addressOf(text: string): { url: URL; headers: Readonly<Record<string, string>> } {
  const url = new URL(text);
  const authorization = authorizationOf(url);
  url.username = "";
  url.password = "";
  const plain = { "content-type": "application/json" };
  return { url, headers: authorization === null ? plain : { ...plain, authorization } };
}

/** OTLP/HTTP, "Failures": 429, 502, 503 and 504 may be tried again, other refusals may not. */
const LATER: readonly number[] = [429, 502, 503, 504];

const BOUNDS = { msMax: limits.spanPostMsMax, answerBytesMax: limits.spanAnswerBytesMax };

async function post(
  url: URL,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Outcome> {
  const posted = await postOnce(url, request, BOUNDS);
  if (posted.kind === "none") return { kind: "later", problem: posted.problem };
  const { status, body } = posted;
  if (status >= 200 && status < 300) return { kind: "taken", rejected: rejectedIn(body) };
  const kind = LATER.includes(status) ? "later" : "refused";
  return { kind, problem: `it answered ${status}` };
}

/** `{ "partialSuccess": { "rejectedSpans": "2" } }`; most receivers say `{}` or nothing. */
function rejectedIn(answer: string): number {
  const match = /"rejectedSpans"\s*:\s*"?(\d{1,9})/.exec(answer);
  return Number(match?.[1] ?? 0);
}

/** ExportTraceServiceRequest as JSON: ids as hexadecimal text, times as text of nanoseconds. */
export function encodeSpans(spans: readonly Span[], resource: OtlpOptions["resource"]) {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: "ocpptap" }, spans: spans.map(encodeSpan) }],
      },
    ],
  };
}

/** Of the caller: SPAN_KIND_CLIENT. */
const KIND = 3;
const STATUS_UNSET = {};
const STATUS_ERROR = 2;

function encodeSpan({ traceId, spanId, name, startUs, endUs, error, attributes }: Span) {
  return {
    ...{ traceId, spanId, name, kind: KIND },
    startTimeUnixNano: `${startUs}000`,
    endTimeUnixNano: `${endUs}000`,
    attributes: attributesOf(attributes),
    status: error === null ? STATUS_UNSET : { code: STATUS_ERROR, message: error },
  };
}

function attributesOf(attributes: Readonly<Record<string, AttributeValue>>) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }));
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const timer = setTimeout(resolve, ms);
    timer.unref();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
