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
  /** Everything from then on comes by the tail. "" before the first message. */
  readonly since: string;
};

const silent: LiveTail = {
  buffer: emptyBuffer,
  held: 0,
  missed: 0,
  state: "connecting",
  since: "",
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

export function useSettling(since: string, again: () => void): void {
  const ask = useRef(again);
  useEffect(() => {
    ask.current = again;
  });
  useEffect(() => {
    if (since === "") return;
    const timer = setTimeout(() => ask.current(), SETTLING_MS);
    return () => clearTimeout(timer);
  }, [since]);
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
    setTail((before) => ({
      ...before,
      held: 0,
      missed: before.missed + lost,
      buffer: taken(before.buffer, news),
      since: before.since || (news[0]?.receivedAt ?? ""),
    }));
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
    const { isConnected } = JSON.parse(data) as { readonly isConnected: boolean };
    setTail((before) => ({ ...before, state: isConnected ? "live" : "waiting" }));
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
