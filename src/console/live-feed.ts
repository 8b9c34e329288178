/**
 * The recorder's live feed, once for all listeners of this console: NDJSON lines over the recorder's
 * socket in, entries out. Connected only while somebody listens; connects again by itself. Lines
 * come from our own recorder over a private socket: their shape is trusted, their size is not.
 */
import { type ClientRequest, request } from "node:http";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { createLines } from "../base/lines.ts";
import { ruleText } from "../findings/catalogue.ts";
import type { Severity, Side } from "../findings/rule.ts";
import type { SubjectFinding } from "../query/match.ts";
import type { MessageRow } from "../store/rows.ts";

export type LiveEvent =
  | {
      readonly kind: "message";
      readonly row: MessageRow;
      readonly findings: readonly SubjectFinding[];
    }
  /** The recorder could not send us so many. */
  | { readonly kind: "skipped"; readonly messages: number }
  /** Which recorder the rows come from: the first thing it says. */
  | { readonly kind: "origin"; readonly origin: string }
  | {
      readonly kind: "state";
      readonly isConnected: boolean;
      readonly problem: string;
      /** What is not in the feed: rows of other machines. Null for nothing. */
      readonly missing: string | null;
    };

export type LiveFeed = {
  /** Returns the way to stop. The state is told at once. */
  readonly listen: (listener: (event: LiveEvent) => void) => () => void;
  readonly close: () => void;
};

/** First pause before connecting again; doubled up to `limits.liveRetryMsMax`. */
const RETRY_MS_MIN = 50;

const DISCONNECTED = { kind: "state", isConnected: false, missing: null } as const;

export function createLiveFeed(socketPath: string): LiveFeed {
  const listeners = new Set<(event: LiveEvent) => void>();
  let current: ClientRequest | null = null;
  let timer: NodeJS.Timeout | null = null;
  let retryMs = RETRY_MS_MIN;
  let state: LiveEvent = { ...DISCONNECTED, problem: "connecting" };

  function tell(event: LiveEvent): void {
    if (event.kind === "state") state = event;
    for (const listener of listeners) listener(event);
  }

  function lost(problem: string): void {
    if (current === null) return;
    current.destroy();
    current = null;
    if (listeners.size === 0) return;
    tell({ ...DISCONNECTED, problem });
    timer = setTimeout(connect, retryMs);
    retryMs = Math.min(2 * retryMs, limits.liveRetryMsMax);
  }

  function connect(): void {
    timer = null;
    const asked = askLive(socketPath, {
      connected() {
        retryMs = RETRY_MS_MIN;
        tell({ ...DISCONNECTED, isConnected: true, problem: "" });
      },
      line: (line) => tell(parseLiveLine(line)),
      // What an earlier request has to say concerns nobody any more.
      lost: (problem) => asked === current && lost(problem),
    });
    current = asked;
  }

  function disconnect(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const ended = current;
    current = null;
    ended?.destroy();
    state = { ...DISCONNECTED, problem: "connecting" };
  }

  return {
    listen(listener) {
      listeners.add(listener);
      listener(state);
      if (current === null && timer === null) connect();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) disconnect();
      };
    },
    close() {
      listeners.clear();
      disconnect();
    },
  };
}

type LiveReader = {
  readonly connected: () => void;
  readonly line: (line: string) => void;
  readonly lost: (problem: string) => void;
};

/** Asks the recorder for its feed; whatever ends it is `lost`. */
function askLive(socketPath: string, reader: LiveReader): ClientRequest {
  const asked = request({ socketPath, path: "/live", agent: false });
  asked.on("error", (error) => reader.lost(problemOf(error)));
  asked.on("response", (response) => {
    response.on("error", (error) => reader.lost(problemOf(error)));
    response.on("end", () => reader.lost("the recorder ended"));
    response.setEncoding("utf8");
    if (response.statusCode !== 200) {
      return reader.lost(`the recorder answered ${response.statusCode}`);
    }
    reader.connected();
    const push = createLines(reader.line, limits.liveLineCharsMax);
    response.on("data", (text: string) => {
      try {
        if (!push(text)) reader.lost("a line of the live feed is too long");
      } catch (thrown) {
        reader.lost(problemOf(thrown));
      }
    });
  });
  asked.end();
  return asked;
}

export function parseLiveLine(line: string): LiveEvent {
  const told = JSON.parse(line) as {
    readonly skipped?: number;
    readonly origin?: string;
    readonly row: MessageRow;
    readonly findings: readonly {
      readonly rule: string;
      readonly severity: Severity;
      readonly side?: Side;
    }[];
  };
  if (told.skipped !== undefined) return { kind: "skipped", messages: told.skipped };
  if (told.origin !== undefined) return { kind: "origin", origin: told.origin };
  return {
    kind: "message",
    row: told.row,
    findings: told.findings.map(({ rule, severity, side }) => ({
      rule,
      severity,
      side: side ?? ruleText(rule)?.side ?? "ours",
    })),
  };
}
