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
import { createHoles, type Holes } from "./holes.ts";
import type { GapRecord, LinkOpenedRecord, SpoolRecord } from "./record.ts";

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

export function createRemains(bytesMax: number = limits.spoolKeptBytesMax): Remains {
  const holes: Holes = createHoles(Number.MAX_SAFE_INTEGER);
  const opened = new Map<LinkId, Entry>();
  let entries: Entry[] = [];
  let bytes = 0;
  let messages = 0;

  function keep(record: SpoolRecord, recordBytes: number, rank: number): Entry {
    const entry = { record, bytes: recordBytes, rank };
    entries.push(entry);
    bytes += recordBytes;
    return entry;
  }

  function keepGaps(gaps: readonly GapRecord[]): void {
    for (const gap of gaps) keep(gap, RECORD_OVERHEAD_BYTES, PROOF);
  }

  function keepAllGaps(): void {
    for (let gap = holes.takeNext(); gap !== null; gap = holes.takeNext()) keepGaps([gap]);
  }

  /** A new relay run ends every link before it, so nothing of theirs can follow. */
  function beginRun(record: SpoolRecord, recordBytes: number): void {
    keepAllGaps();
    for (const entry of opened.values()) entry.rank = PAST;
    opened.clear();
    keep(record, recordBytes, PROOF);
  }

  function endLink(linkId: LinkId): void {
    keepGaps(holes.takeOf(linkId));
    const entry = opened.get(linkId);
    if (entry !== undefined) entry.rank = PAST;
    opened.delete(linkId);
  }

  function add(record: SpoolRecord, recordBytes: number): void {
    switch (record.kind) {
      case "message": {
        const { linkId, seq, receivedAtUs } = record;
        messages += 1;
        holes.add({ linkId, fromSeq: seq, toSeq: seq, receivedAtUs, reason: "segment-dropped" });
        return;
      }
      case "gap": {
        const { linkId, fromSeq, toSeq, receivedAtUs, reason } = record;
        holes.add({ linkId, fromSeq, toSeq, receivedAtUs, reason });
        return;
      }
      case "control-frame":
        return;
      case "link-opened":
        opened.set(record.linkId, keepOpening(record, recordBytes));
        return;
      case "link-refused":
        keep(record, recordBytes, PAST);
        return;
      case "link-closed":
        endLink(record.linkId);
        keep(record, recordBytes, PAST);
        return;
      case "note":
        if (record.body.note === "relay-started") beginRun(record, recordBytes);
        else keep(record, recordBytes, PAST);
        return;
    }
  }

  function keepOpening(record: LinkOpenedRecord, recordBytes: number): Entry {
    return keep(record, recordBytes, PRESENT);
  }

  /** The past goes first, the proof of what is missing last; the oldest of each before the rest. */
  function trim(): void {
    for (const rank of [PAST, PRESENT, PROOF]) {
      entries = entries.filter((entry) => {
        if (bytes <= bytesMax || entry.rank !== rank) return true;
        bytes -= entry.bytes;
        return false;
      });
    }
  }

  return {
    add,
    records() {
      keepAllGaps();
      trim();
      return entries.map((entry) => entry.record);
    },
    messages: () => messages,
  };
}
