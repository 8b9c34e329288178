/**
 * Messages as they are recorded, before they are in the store. Each listener gets every message at
 * once; over HTTP as NDJSON lines of `{ row, findings }` after a first `{ origin }`, through a bounded queue: a listener that
 * does not keep up misses messages and is told how many (`{ "skipped": n }`). Nothing here can hold
 * up the recorder.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { limits } from "../base/limits.ts";
import type { Finding, Severity } from "../findings/rule.ts";
import type { MessageRow } from "../store/rows.ts";

export type LiveEntry = {
  readonly row: MessageRow;
  readonly findings: readonly { readonly rule: string; readonly severity: Severity }[];
  /** The entry as one NDJSON line with its line feed; encoded once for all listeners. */
  readonly line: () => string;
};

export type LiveListener = (entry: LiveEntry) => void;
export type Publish = (row: MessageRow, findings: readonly Finding[]) => void;

export type Live = {
  /** Of this recorder's run. Over HTTP it is the first line. */
  readonly origin: string;
  readonly publish: Publish;
  /** Returns the way to stop. */
  readonly onLive: (listener: LiveListener) => () => void;
  /** Answers `GET /live` for as long as the listener stays. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly listeners: () => number;
  /** Ends all answers. */
  readonly close: () => void;
};

export function createLive(): Live {
  const origin = randomUUID();
  const listeners = new Set<LiveListener>();
  const responses = new Set<ServerResponse>();

  function onLive(listener: LiveListener): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return {
    origin,
    publish(row, findings) {
      if (listeners.size === 0) return;
      const entry = entryOf(row, findings);
      for (const listener of listeners) listener(entry);
    },
    onLive,
    handle(request, response) {
      request.resume();
      if (responses.size >= limits.liveClientsMax) {
        response.writeHead(503).end();
        return;
      }
      responses.add(response);
      const stop = onLive(queueTo(response));
      response.on("close", () => {
        stop();
        responses.delete(response);
      });
      response.on("error", stop);
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.write(`${JSON.stringify({ origin })}\n`);
    },
    listeners: () => listeners.size,
    close() {
      for (const response of responses) response.end();
      listeners.clear();
    },
  };
}

function entryOf(row: MessageRow, findings: readonly Finding[]): LiveEntry {
  let line: string | null = null;
  const brief = findings.map(({ rule, severity }) => ({ rule, severity }));
  return {
    row,
    findings: brief,
    line() {
      line ??= `${JSON.stringify({ row, findings: brief })}\n`;
      return line;
    },
  };
}

/** Lines are gathered for a turn of the event loop and written together. */
function queueTo(response: ServerResponse): LiveListener {
  let queue: string[] = [];
  let skipped = 0;
  let isBlocked = false;
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    if (isBlocked || (queue.length === 0 && skipped === 0)) return;
    const note = skipped === 0 ? "" : `${JSON.stringify({ skipped })}\n`;
    const text = queue.join("") + note;
    queue = [];
    skipped = 0;
    isBlocked = !response.write(text);
  }

  response.on("drain", () => {
    isBlocked = false;
    flush();
  });

  return (entry) => {
    if (queue.length >= limits.liveQueueMax) {
      skipped += 1;
      return;
    }
    queue.push(entry.line());
    if (isScheduled || isBlocked) return;
    isScheduled = true;
    setImmediate(flush);
  };
}
