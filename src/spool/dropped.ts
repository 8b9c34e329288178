/**
 * What remains of segments that had to go before everyone had read them. In: their unread records,
 * in order. Out: the records to keep instead: who was linked, and exactly which messages are gone.
 *
 * Messages become ranges, and ranges of successive drops of one link grow together, so that what is
 * kept stays small however long nobody reads. Openings are kept because later messages of the link
 * cannot be told to any station without them. Ping and pong go without trace.
 */
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { RECORD_OVERHEAD_BYTES } from "./format.ts";
import { createHoles, type Hole } from "./holes.ts";
import type { GapRecord, MessageRecord, SpoolRecord } from "./record.ts";

export type Remains = {
  /** `bytes` is what the record takes in its segment. */
  readonly add: (record: SpoolRecord, bytes: number) => void;
  /** What to keep, in order. Ends the collection. */
  readonly records: () => readonly SpoolRecord[];
  /** Messages that were in what was added; those of earlier gaps not again. */
  readonly messages: () => number;
};

/** What goes first where even the remains are too many. */
const PAST = 0;
const PRESENT = 1;
const PROOF = 2;

type Entry = { readonly record: SpoolRecord; readonly bytes: number; rank: number };

/** Records in order, the most dispensable of which go where there are too many. */
function createKept(bytesMax: number) {
  const entries: Entry[] = [];

  function keep(record: SpoolRecord, bytes: number, rank: number): Entry {
    const entry = { record, bytes, rank };
    entries.push(entry);
    return entry;
  }

  /** The past goes first, the proof of what is missing last; the oldest of each before the rest. */
  function records(): readonly SpoolRecord[] {
    let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    let kept = entries;
    for (const rank of [PAST, PRESENT, PROOF]) {
      kept = kept.filter((entry) => {
        if (bytes <= bytesMax || entry.rank !== rank) return true;
        bytes -= entry.bytes;
        return false;
      });
    }
    return kept.map(({ record }) => record);
  }

  return { keep, records };
}

export function createRemains(bytesMax: number = limits.spoolKeptBytesMax): Remains {
  const holes = createHoles(Number.MAX_SAFE_INTEGER);
  const opened = new Map<LinkId, Entry>();
  const { keep, records } = createKept(bytesMax);
  let messages = 0;

  function keepGaps(gaps: readonly GapRecord[]): void {
    for (const gap of gaps) keep(gap, RECORD_OVERHEAD_BYTES, PROOF);
  }

  function keepAllGaps(): void {
    for (let gap = holes.takeNext(); gap !== null; gap = holes.takeNext()) keepGaps([gap]);
  }

  /** A new relay run ends every link before it, so nothing of theirs can follow. */
  function beginRun(): void {
    keepAllGaps();
    for (const entry of opened.values()) entry.rank = PAST;
    opened.clear();
  }

  function endLink(linkId: LinkId): void {
    keepGaps(holes.takeOf(linkId));
    const entry = opened.get(linkId);
    if (entry !== undefined) entry.rank = PAST;
    opened.delete(linkId);
  }

  function add(record: SpoolRecord, bytes: number): void {
    switch (record.kind) {
      case "message":
        messages += 1;
        holes.add(holeOf(record));
        return;
      case "gap":
        holes.add(record);
        return;
      case "control-frame":
        return;
      case "link-opened":
        opened.set(record.linkId, keep(record, bytes, PRESENT));
        return;
      case "link-closed":
        endLink(record.linkId);
        keep(record, bytes, PAST);
        return;
      case "link-refused":
        keep(record, bytes, PAST);
        return;
      case "note": {
        const isRun = record.body.note === "relay-started";
        if (isRun) beginRun();
        keep(record, bytes, isRun ? PROOF : PAST);
      }
    }
  }

  return {
    add,
    records() {
      keepAllGaps();
      return records();
    },
    messages: () => messages,
  };
}

function holeOf({ linkId, seq, receivedAtUs }: MessageRecord): Hole {
  return { linkId, reason: "segment-dropped", fromSeq: seq, toSeq: seq, receivedAtUs };
}
