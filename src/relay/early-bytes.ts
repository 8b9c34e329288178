/**
 * What a station sends before the CSMS has answered: kept in order, bounded, and handed over at
 * once. Stations do send their BootNotification right behind the request head; it must not be lost.
 */
import type { Socket } from "node:net";
import { limits } from "../base/limits.ts";

/** What an `AbortSignal` is, at a tenth of its cost: in a storm there are thousands at once. */
export type Gone = {
  readonly is: () => boolean;
  /** Calls back when it is so; one listener at a time, null for none. */
  readonly listen: (callback: (() => void) | null) => void;
};

export type EarlyBytes = {
  /** The station's socket is closed: nobody waits for an answer any more. */
  readonly gone: Gone;
  /** Stops keeping; what was kept, in order. The socket is paused then. */
  readonly take: () => readonly Buffer[];
};

/** `first` came in the same chunk as the head. Beyond the maximum the socket is paused. */
export function keepEarlyBytes(station: Socket, first: Buffer, bytesMax: number): EarlyBytes {
  const chunks: Buffer[] = [];
  let kept = 0;
  const keep = (chunk: Buffer) => {
    chunks.push(chunk);
    kept += chunk.length;
    if (kept >= bytesMax || chunks.length >= limits.waitingChunksMax) station.pause();
  };
  let isGone = false;
  let onGone: (() => void) | null = null;
  const leave = () => {
    isGone = true;
    onGone?.();
  };

  if (first.length > 0) keep(first);
  station.on("data", keep).on("close", leave);
  if (station.closed) leave();
  return {
    gone: {
      is: () => isGone,
      listen(callback) {
        onGone = callback;
      },
    },
    take() {
      station.off("data", keep).off("close", leave).pause();
      return chunks;
    },
  };
}
