/**
 * The live feed of all machines: this one's recorder over its socket, the others' over the board.
 * In: both. Out: one feed, each row once. Promised: without the board this machine's rows go on,
 * and it is said that others are missing.
 */
import { limits } from "../base/limits.ts";
import type { Board } from "../fleet/board.ts";
import { ASKED_CHANNEL, LIVE_CHANNEL, WANTED_CHANNEL } from "../fleet/live-share.ts";
import { type LiveEvent, type LiveFeed, parseLiveLine } from "./live-feed.ts";

type State = Extract<LiveEvent, { readonly kind: "state" }>;
type Listener = (event: LiveEvent) => void;

export function createFleetFeed(local: LiveFeed, board: Board): LiveFeed {
  const listeners = new Set<Listener>();
  let state: State = { kind: "state", isConnected: false, problem: "connecting", missing: null };
  /** Of this machine's recorder, while its own feed is there. */
  let own: string | null = null;
  let stop: (() => void) | null = null;

  const tell = (event: LiveEvent) => {
    for (const listener of listeners) listener(event);
  };
  function tellState(next: Omit<State, "kind" | "missing">): void {
    const missing = board.isReady()
      ? null
      : `rows of other machines are missing: ${board.problem()}`;
    const { isConnected, problem } = next;
    const isSame =
      state.isConnected === isConnected && state.problem === problem && state.missing === missing;
    state = { kind: "state", isConnected, problem, missing };
    if (!isSame) tell(state);
  }
  function fromLocal(event: LiveEvent): void {
    if (event.kind === "origin") own = event.origin;
    else if (event.kind !== "state") tell(event);
    else {
      if (!event.isConnected) own = null;
      tellState(event);
    }
  }
  function fromBoard(text: string): void {
    for (const event of eventsOf(text, own)) tell(event);
  }
  function begin(): () => void {
    const want = () => {
      void board.publish(WANTED_CHANNEL, board.me.run);
      tellState(state);
    };
    const stops = [
      board.listen(LIVE_CHANNEL, fromBoard),
      board.listen(ASKED_CHANNEL, want),
      local.listen(fromLocal),
    ];
    const timer = setInterval(want, limits.liveInterestMs);
    want();
    return () => {
      clearInterval(timer);
      for (const each of stops) each();
      own = null;
    };
  }

  return {
    listen(listener) {
      listeners.add(listener);
      listener(state);
      stop ??= begin();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
    close() {
      listeners.clear();
      stop?.();
      stop = null;
      local.close();
    },
  };
}

/** `own`: rows of this recorder came already. */
function eventsOf(text: string, own: string | null): readonly LiveEvent[] {
  const [head = "", ...lines] = text.split("\n");
  const told = parseHead(head);
  if (told === null || told.origin === own) return [];
  const events = lines.filter((line) => line !== "").map(eventOf);
  const skipped = { kind: "skipped", messages: told.skipped } as const;
  return [...(told.skipped > 0 ? [skipped] : []), ...events.filter((event) => event !== null)];
}

/** Others may write to the channel, too: what is none of ours is passed over. */
function eventOf(line: string): LiveEvent | null {
  try {
    const event = parseLiveLine(line);
    return event.kind === "message" ? event : null;
  } catch {
    return null;
  }
}

function parseHead(text: string): { readonly origin: string; readonly skipped: number } | null {
  try {
    const { origin, skipped } = JSON.parse(text) as { origin?: unknown; skipped?: unknown };
    if (typeof origin !== "string" || !Number.isSafeInteger(skipped)) return null;
    return { origin, skipped: Number(skipped) };
  } catch {
    return null;
  }
}
