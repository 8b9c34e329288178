/**
 * What came in one turn of the event loop is looked at together, at the turn's end.
 *
 * In: chunks that have been forwarded. Out: the same chunks at their taps, in the order in which
 * they came. Promised: none waits longer than the turn, and so many chunks or bytes never wait at
 * all; who needs the record to be complete says `lookNow`.
 *
 * Under load a turn brings dozens of chunks. Looked at one by one between two system calls, each
 * finds the processor's caches full of the kernel's and the streams' code and data; looked at in a
 * row they cost less. And every chunk of the turn has gone on before the first is looked at. One
 * queue for the process, since a turn is one of the process.
 */
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { takeBackLent } from "./lent-reads.ts";
import type { LinkTap } from "./tap.ts";

type Looker = Pick<LinkTap, "bytes">;

/** Side by side and never made anew: what waits allocates nothing. */
const lookers = new Array<Looker | null>(limits.turnChunksMax).fill(null);
const chunks = new Array<Buffer | null>(limits.turnChunksMax).fill(null);
const areStations = new Uint8Array(limits.turnChunksMax);
const timesUs = new Float64Array(limits.turnChunksMax);
let count = 0;
let bytes = 0;
let isEndAwaited = false;

/** The chunk stays as it is until it has been looked at; `tap` does not throw. */
export function lookAtTurnsEnd(
  tap: Looker,
  sender: Sender,
  chunk: Buffer,
  receivedAtUs: number,
): void {
  lookers[count] = tap;
  chunks[count] = chunk;
  areStations[count] = sender === "station" ? 1 : 0;
  timesUs[count] = receivedAtUs;
  count += 1;
  bytes += chunk.length;
  if (count >= limits.turnChunksMax || bytes >= limits.turnBytesMax) {
    lookNow();
  } else if (!isEndAwaited) {
    isEndAwaited = true;
    setImmediate(endTurn);
  }
}

/** Looks at everything that waits. */
export function lookNow(): void {
  for (let i = 0; i < count; i += 1) {
    const tap = lookers[i];
    const chunk = chunks[i];
    if (!tap || !chunk) continue;
    lookers[i] = null;
    chunks[i] = null;
    tap.bytes(areStations[i] === 1 ? "station" : "csms", chunk, timesUs[i] ?? 0);
  }
  count = 0;
  bytes = 0;
  takeBackLent();
}

function endTurn(): void {
  isEndAwaited = false;
  lookNow();
}
