/**
 * What was relayed and not recorded: per link, exact ranges of message numbers. In: single messages
 * or ranges as they are lost. Out: one gap record per contiguous hole.
 */
import type { LinkId } from "../base/ids.ts";
import type { GapReason, GapRecord } from "./record.ts";

export type Hole = {
  readonly linkId: LinkId;
  readonly reason: GapReason;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** When the last of its messages was received: where the gap belongs in the link's life. */
  readonly receivedAtUs: number;
};

export type Holes = {
  /** False: there are too many already, this one is not kept. */
  readonly add: (hole: Hole) => boolean;
  readonly count: () => number;
  /** Takes all holes of one link. */
  readonly takeOf: (linkId: LinkId) => readonly GapRecord[];
  /** Takes one hole, of the link that has waited longest. */
  readonly takeNext: () => GapRecord | null;
};

const NONE: readonly GapRecord[] = [];

export function createHoles(countMax: number): Holes {
  const byLink = new Map<LinkId, Hole[]>();
  let count = 0;

  function add(hole: Hole): boolean {
    const holes = byLink.get(hole.linkId);
    const last = holes?.at(-1);
    if (holes !== undefined && last !== undefined && continues(last, hole)) {
      holes[holes.length - 1] = { ...hole, fromSeq: last.fromSeq };
      return true;
    }
    if (count >= countMax) return false;
    count += 1;
    if (holes === undefined) byLink.set(hole.linkId, [hole]);
    else holes.push(hole);
    return true;
  }

  return {
    add,
    count: () => count,
    takeOf(linkId) {
      const holes = byLink.get(linkId);
      if (holes === undefined) return NONE;
      byLink.delete(linkId);
      count -= holes.length;
      return holes.map(gapOf);
    },
    takeNext() {
      for (const [linkId, holes] of byLink) {
        const hole = holes.shift();
        if (holes.length === 0) byLink.delete(linkId);
        if (hole === undefined) continue;
        count -= 1;
        return gapOf(hole);
      }
      return null;
    },
  };
}

function continues(last: Hole, hole: Hole): boolean {
  return last.reason === hole.reason && last.toSeq + 1 === hole.fromSeq;
}

function gapOf(hole: Hole): GapRecord {
  const { linkId, reason, fromSeq, toSeq, receivedAtUs } = hole;
  return { kind: "gap", linkId, reason, fromSeq, toSeq, receivedAtUs, seq: toSeq };
}
