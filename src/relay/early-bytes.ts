/**
 * What a station sends before the CSMS has answered: kept in order, bounded, and handed over at once.
 * Stations do send their BootNotification right behind the request head; it must not be lost.
 */
import type { Socket } from "node:net";

export type EarlyBytes = {
  /** Aborts when the station's socket is closed: nobody waits for an answer any more. */
  readonly gone: AbortSignal;
  /** Stops keeping; what was kept, in order. The socket is paused then. */
  readonly take: () => readonly Buffer[];
};

/** `first` came in the same chunk as the head. Beyond the maximum the socket is paused. */
export function keepEarlyBytes(station: Socket, first: Buffer, bytesMax: number): EarlyBytes {
  const gone = new AbortController();
  const chunks: Buffer[] = [];
  let kept = 0;
  const keep = (chunk: Buffer) => {
    chunks.push(chunk);
    kept += chunk.length;
    if (kept >= bytesMax) station.pause();
  };
  const leave = () => gone.abort();

  if (first.length > 0) keep(first);
  station.on("data", keep).on("close", leave);
  if (station.closed) leave();
  return {
    gone: gone.signal,
    take() {
      station.off("data", keep).off("close", leave).pause();
      return chunks;
    },
  };
}
