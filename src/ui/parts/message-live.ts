/** The live tail: events of `/api/live` in, a bounded buffer of rows out, ten times a second. */
import { useEffect, useRef, useState } from "react";
import type { Message } from "../../console/contract.ts";
import { apiUrl } from "../lib/api.ts";
import { emptyBuffer, LIVE_ROWS_MAX, type LiveBuffer, taken } from "../lib/live-buffer.ts";

/** Often enough to look alive, seldom enough to leave the processor alone. */
const FRAME_MS = 100;

export type LiveTail = {
  readonly buffer: LiveBuffer;
  /** Received while paused. */
  readonly held: number;
  /** Never arrived here: they came too fast, or the connection was lost meanwhile. */
  readonly missed: number;
  readonly state: "connecting" | "live" | "waiting" | "lost";
  /** What is not in it: rows of other machines. "" for nothing. */
  readonly missing: string;
  /** Everything from then on comes by the tail. "" before the first message. */
  readonly since: string;
  /** Came by the tail and belong before that: the record has them, in their place. */
  readonly older: number;
};

const silent: LiveTail = {
  buffer: emptyBuffer,
  held: 0,
  missed: 0,
  state: "connecting",
  missing: "",
  since: "",
  older: 0,
};

/** `query` null: no tail. */
export function useLive(query: string | null, isPaused: boolean): LiveTail {
  const [tail, setTail] = useState<LiveTail>(silent);
  const paused = useRef(isPaused);
  const show = useRef<() => void>(() => undefined);
  useEffect(() => {
    paused.current = isPaused;
    show.current();
  }, [isPaused]);
  useEffect(() => {
    setTail(silent);
    if (query === null) return;
    const connection = follow(query, { setTail, isPaused: () => paused.current });
    show.current = connection.show;
    return connection.close;
  }, [query]);
  return query === null ? silent : tail;
}

/** The record is a little behind the tail: what passed just before it is asked for once more. */
const SETTLING_MS = 3_000;

export function useSettling({ since, older }: LiveTail, again: () => void): void {
  const ask = useRef(again);
  useEffect(() => {
    ask.current = again;
  });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const schedule = useRef(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      ask.current();
    }, SETTLING_MS);
  });
  useEffect(() => {
    if (since !== "") schedule.current();
    return () => {
      clearTimeout(timer.current ?? undefined);
      timer.current = null;
    };
  }, [since]);
  useEffect(() => {
    if (older > 0) schedule.current();
  }, [older]);
}

/** They come about in order, not quite. "" of none. */
function firstOf(news: readonly Message[]): string {
  return news.reduce(
    (first, { receivedAt }) => (first === "" || receivedAt < first ? receivedAt : first),
    "",
  );
}

type Screen = {
  readonly setTail: (change: (before: LiveTail) => LiveTail) => void;
  readonly isPaused: () => boolean;
};

function follow(query: string, { setTail, isPaused }: Screen) {
  let waiting: Message[] = [];
  let overflowed = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function show(): void {
    timer = null;
    if (isPaused()) {
      setTail((before) => ({ ...before, held: waiting.length + overflowed }));
      return;
    }
    const news = waiting;
    const lost = overflowed;
    waiting = [];
    overflowed = 0;
    setTail((before) => {
      const since = before.since || firstOf(news);
      // A relay whose clock is behind, or one that was slow: not twice, here and in the record.
      const own = news.filter(({ receivedAt }) => receivedAt >= since);
      return {
        ...before,
        ...{ held: 0, missed: before.missed + lost, since },
        buffer: taken(before.buffer, own),
        older: before.older + news.length - own.length,
      };
    });
  }
  function schedule(): void {
    timer ??= setTimeout(show, FRAME_MS);
  }

  const events = new EventSource(apiUrl("/api/live", { q: query }));
  events.addEventListener("message", ({ data }: MessageEvent<string>) => {
    waiting.push(JSON.parse(data) as Message);
    if (waiting.length > LIVE_ROWS_MAX) {
      waiting.shift();
      overflowed += 1;
    }
    schedule();
  });
  events.addEventListener("skipped", ({ data }: MessageEvent<string>) => {
    const { messages } = JSON.parse(data) as { readonly messages: number };
    setTail((before) => ({ ...before, missed: before.missed + messages }));
  });
  events.addEventListener("state", ({ data }: MessageEvent<string>) => {
    const told = JSON.parse(data) as { isConnected: boolean; missing: string | null };
    const state = told.isConnected ? "live" : "waiting";
    setTail((before) => ({ ...before, state, missing: told.missing ?? "" }));
  });
  events.onerror = () => setTail((before) => ({ ...before, state: "lost" }));
  return {
    show,
    close() {
      events.close();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
