/**
 * Live rows for the consoles of other machines. In: rows as they are recorded. Out: groups of lines
 * on the board, while some console says that somebody watches. Promised: nothing waits for it; what
 * does not fit is dropped and counted, and the count is told.
 */
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Board } from "./board.ts";

/** Groups of lines; the first line says whose they are, and how many are missing before them. */
export const LIVE_CHANNEL = "live";
/** A console says that somebody watches. */
export const WANTED_CHANNEL = "live-wanted";
/** A recorder asks whether somebody does. */
export const ASKED_CHANNEL = "live-asked";

export type LiveSource = {
  /** Of this recorder, in the local feed as well: nobody gets a row twice. */
  readonly origin: string;
  /** Returns the way to stop. */
  readonly onLive: (listener: (entry: { readonly line: () => string }) => void) => () => void;
};

export type LiveShare = { readonly close: () => void };

export type LiveShareDeps = { readonly board: Board; readonly observe: Observe };

export function shareLive(source: LiveSource, { board, observe }: LiveShareDeps): LiveShare {
  let lines: string[] = [];
  let chars = 0;
  let dropped = 0;
  let stopSource: (() => void) | null = null;
  let idle: NodeJS.Timeout | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isSending = false;

  function take(entry: { readonly line: () => string }): void {
    const line = entry.line();
    const isTooMuch =
      line.length > limits.liveShareChars || chars + line.length > limits.liveShareWaitingChars;
    if (isTooMuch || !board.isReady()) {
      dropped += 1;
    } else {
      lines.push(line);
      chars += line.length;
    }
    if (!isSending) timer ??= setTimeout(() => void send(), limits.liveShareMs);
  }
  async function send(): Promise<void> {
    timer = null;
    isSending = true;
    while ((lines.length > 0 || dropped > 0) && stopSource !== null) {
      const group = takeGroup(lines);
      chars -= group.reduce((total, line) => total + line.length, 0);
      const skipped = dropped;
      dropped = 0;
      if (skipped > 0) observe({ name: "liveShareDropped", messages: skipped });
      const head = JSON.stringify({ origin: source.origin, skipped });
      const isSent = await board.publish(LIVE_CHANNEL, `${head}\n${group.join("")}`);
      if (isSent) continue;
      // They are told of when it works again, with the next row.
      dropped += skipped + group.length;
      break;
    }
    isSending = false;
  }
  function rest(): void {
    stopSource?.();
    stopSource = null;
    clearTimeout(timer ?? undefined);
    timer = null;
    [lines, chars, dropped] = [[], 0, 0];
  }
  function wanted(): void {
    clearTimeout(idle ?? undefined);
    idle = setTimeout(rest, 3 * limits.liveInterestMs).unref();
    stopSource ??= source.onLive(take);
  }

  const stop = board.listen(WANTED_CHANNEL, wanted);
  board.onReady(() => void board.publish(ASKED_CHANNEL, source.origin));
  return {
    close() {
      stop();
      clearTimeout(idle ?? undefined);
      rest();
    },
  };
}

/** As many lines as go in one message; they are gone from the list. */
function takeGroup(lines: string[]): readonly string[] {
  let sum = 0;
  const end = lines.findIndex((line) => {
    sum += line.length;
    return sum > limits.liveShareChars;
  });
  return lines.splice(0, end < 0 ? lines.length : Math.max(1, end));
}
