/**
 * `GET /api/live`: server-sent events (WHATWG HTML §9.2). Each message of the feed that matches a
 * listener's query is sent to it at once. A listener that does not keep up misses messages and is
 * told how many; one that takes nothing for a minute is let go. Nothing here holds up the feed.
 *
 *   event: message   data: a Message
 *   event: skipped   data: {"messages":12}
 *   event: state     data: {"isConnected":false,"problem":"…","missing":null}   of the recorder;
 *                    `missing` says that rows of other machines are
 */
import type { ServerResponse } from "node:http";
import { unreachable } from "../base/assert.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Query } from "../query/ast.ts";
import { createSubject, type Match, matchOf, type Subject } from "../query/match.ts";
import { presentMessage } from "../query/present.ts";
import { type CrowdBounds, createCrowd } from "./crowd.ts";
import type { LiveEvent, LiveFeed } from "./live-feed.ts";

export type LiveHub = {
  /** Throws LIVE_FULL or LIVE_LIMITED before anything is written. */
  readonly serve: (query: Query, caller: string, response: ServerResponse) => void;
  readonly listeners: () => number;
  readonly skipped: () => number;
  readonly close: () => void;
};

type Listener = { readonly match: Match; readonly queue: EventQueue };

export function createLiveHub(feed: LiveFeed, bounds: CrowdBounds): LiveHub {
  const crowd = createCrowd(bounds);
  const listeners = new Set<Listener>();
  let stopFeed: (() => void) | null = null;
  let state = sse("state", { isConnected: false, problem: "connecting", missing: null });
  let skipped = 0;

  function take(event: LiveEvent): void {
    switch (event.kind) {
      case "message":
        deliver(createSubject(event.row, event.findings));
        return;
      case "skipped":
        for (const { queue } of listeners) queue.skip(event.messages);
        skipped += event.messages;
        return;
      case "origin":
        return;
      case "state":
        state = stateText(event);
        for (const { queue } of listeners) queue.push(state);
        return;
      default:
        unreachable(event);
    }
  }

  /** Text is made once, however many listeners share it. */
  function deliver(subject: Subject): void {
    let text: string | null = null;
    for (const { match, queue } of listeners) {
      if (!match(subject)) continue;
      text ??= sse("message", presentMessage(subject.row, subject.findings));
      if (!queue.push(text)) skipped += 1;
    }
  }

  return {
    serve(query, caller, response) {
      const entered = crowd.enter(caller);
      if (entered.kind === "full") {
        const { of, count } = entered;
        const code = of === "all" ? "LIVE_FULL" : "LIVE_LIMITED";
        throw new OperationalError(code, { count, who: caller });
      }
      const listener = { match: matchOf(query), queue: createEventQueue(response) };
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        // For nginx in between: events are not to be collected.
        "x-accel-buffering": "no",
      });
      response.on("close", () => {
        entered.leave();
        listeners.delete(listener);
        if (listeners.size === 0) stopFeed?.();
        if (listeners.size === 0) stopFeed = null;
      });
      listeners.add(listener);
      if (stopFeed === null) stopFeed = feed.listen(take);
      else listener.queue.push(state);
    },
    listeners: () => listeners.size,
    skipped: () => skipped,
    close() {
      for (const { queue } of listeners) queue.end();
      stopFeed?.();
      stopFeed = null;
    },
  };
}

function stateText({ kind, ...state }: Extract<LiveEvent, { readonly kind: "state" }>): string {
  return sse(kind, state);
}

function sse(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

type EventQueue = {
  /** False: there is no room; it is counted and told later. */
  readonly push: (text: string) => boolean;
  readonly skip: (messages: number) => void;
  readonly end: () => void;
};

/** What one response has not taken yet, bounded in events and characters. */
function createEventQueue(response: ServerResponse): EventQueue {
  let waiting: string[] = [];
  let chars = 0;
  let skipped = 0;
  let isScheduled = false;
  let isBlocked = false;
  let blockedAtMs = 0;

  const heartbeat = setInterval(() => {
    if (!isBlocked) response.write(": still here\n\n");
    else if (performance.now() - blockedAtMs > limits.liveStallMsMax) response.destroy();
  }, limits.liveHeartbeatMs);
  response.on("close", () => clearInterval(heartbeat));
  response.on("error", () => response.destroy());
  response.on("drain", () => {
    isBlocked = false;
    flush();
  });

  /** What arrives in one turn of the event loop is written together. */
  function schedule(): void {
    if (isScheduled || isBlocked) return;
    isScheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    isScheduled = false;
    if (isBlocked || (waiting.length === 0 && skipped === 0)) return;
    const note = skipped === 0 ? "" : sse("skipped", { messages: skipped });
    const text = waiting.join("") + note;
    waiting = [];
    chars = 0;
    skipped = 0;
    isBlocked = !response.write(text);
    if (isBlocked) blockedAtMs = performance.now();
  }

  return {
    push(text) {
      const hasRoom =
        waiting.length < limits.liveQueueMax &&
        (chars + text.length <= limits.liveQueueBytesMax || waiting.length === 0);
      if (!hasRoom) {
        skipped += 1;
        return false;
      }
      waiting.push(text);
      chars += text.length;
      schedule();
      return true;
    },
    skip(messages) {
      skipped += messages;
      schedule();
    },
    end() {
      clearInterval(heartbeat);
      response.end();
    },
  };
}
