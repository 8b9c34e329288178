/**
 * Which of a link's message numbers are accounted for: recorded, or told as a gap. Everything up to
 * `lastSeq` is, except the holes. So a gap told twice, or told for messages that did arrive, counts
 * once. Ranges include both ends.
 */
import { limits } from "../base/limits.ts";

export type Range = readonly [from: number, to: number];

export type Seqs = {
  lastSeq: number;
  /** In ascending order; bounded by `holesPerLinkMax`. */
  holes: Range[];
};

export function createSeqs(): Seqs {
  return { lastSeq: 0, holes: [] };
}

/** A message arrived. False: it is in the record already. */
export function arrive(seqs: Seqs, seq: number): boolean {
  if (seq > seqs.lastSeq) {
    if (seq > seqs.lastSeq + 1) seqs.holes.push([seqs.lastSeq + 1, seq - 1]);
    seqs.lastSeq = seq;
    return true;
  }
  return cutOut(seqs, [seq, seq]).length > 0;
}

/** Messages up to this number existed. */
export function reach(seqs: Seqs, lastSeq: number): void {
  if (lastSeq <= seqs.lastSeq) return;
  seqs.holes.push([seqs.lastSeq + 1, lastSeq]);
  seqs.lastSeq = lastSeq;
}

/** A gap record names a range. Returns the parts of it that nothing accounted for until now. */
export function tell(seqs: Seqs, range: Range): readonly Range[] {
  if (range[1] < range[0]) return [];
  reach(seqs, range[1]);
  return cutOut(seqs, range);
}

/** No explanation will come any more: the holes become gaps. */
export function giveUp(seqs: Seqs): readonly Range[] {
  const { holes } = seqs;
  seqs.holes = [];
  return holes;
}

/** The oldest holes beyond the bound; they must be told now. */
export function overflow(seqs: Seqs): readonly Range[] {
  return seqs.holes.length <= limits.holesPerLinkMax
    ? []
    : seqs.holes.splice(0, seqs.holes.length - limits.holesPerLinkMax);
}

/** Removes the range from the holes; returns what of it was in one. */
function cutOut(seqs: Seqs, [from, to]: Range): readonly Range[] {
  if (seqs.holes.length === 0) return [];
  const cut: Range[] = [];
  const left: Range[] = [];
  for (const hole of seqs.holes) {
    const inner: Range = [Math.max(hole[0], from), Math.min(hole[1], to)];
    if (inner[0] > inner[1]) {
      left.push(hole);
      continue;
    }
    cut.push(inner);
    if (hole[0] < inner[0]) left.push([hole[0], inner[0] - 1]);
    if (inner[1] < hole[1]) left.push([inner[1] + 1, hole[1]]);
  }
  seqs.holes = left;
  return cut;
}
