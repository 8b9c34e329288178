/**
 * Missing messages → gap rows, each number once. A hole in the numbers waits for the gap record
 * that explains it (which may stand far behind it in the spool) until everything written has been
 * read.
 */
import { isStationsOwn, type LinkId } from "../base/ids.ts";
import type { GapReason, GapRecord } from "../spool/record.ts";
import { type IntakeState, raise } from "./intake-state.ts";
import type { ClosedLink, LinkState } from "./link-state.ts";
import { giveUp, overflow, type Range, tell } from "./seqs.ts";

export type GapCause = {
  readonly reason: GapReason;
  readonly atUs: number;
  /** Where it is not the length of the range. */
  readonly messages?: number;
};

export function addGap(
  state: IntakeState,
  link: LinkState | ClosedLink,
  gap: GapCause & { readonly range: Range },
): void {
  const [fromSeq, toSeq] = gap.range;
  const { reason, atUs } = gap;
  const messages = gap.messages ?? toSeq - fromSeq + 1;
  const { linkId, stationId, instance } = link;
  if (isStationsOwn(link.leg)) state.sessions.gap(stationId, atUs);
  state.batch.addGap({ atUs, instance, stationId, linkId, reason, fromSeq, toSeq, messages });
  state.deps.observe({ name: "gapRecorded", reason, messages });
  raise(state, { kind: "gap", atUs, reason, fromSeq, toSeq, messages }, link);
  if (!state.book.open.has(linkId)) state.engine.forgetLink(linkId);
}

export function takeGap(state: IntakeState, record: GapRecord): void {
  const { linkId, reason, receivedAtUs: atUs } = record;
  const { book, pairing, withHoles } = state;
  const link = book.find(linkId) ?? book.linkFor(linkId, atUs);
  book.touch(linkId);
  const told = tell(link.seqs, [record.fromSeq, record.toSeq]);
  if (link.seqs.holes.length > 0) withHoles.add(linkId);
  if (told.length > 0 && book.open.has(linkId)) pairing.step({ kind: "gap", linkId, atUs });
  for (const range of told) addGap(state, link, { reason, atUs, range });
}

/** Numbers of this link are missing here; conclusions from missing answers are off. */
export function noteHole(state: IntakeState, link: LinkState, atUs: number): void {
  state.withHoles.add(link.linkId);
  state.pairing.step({ kind: "gap", linkId: link.linkId, atUs });
  if (isStationsOwn(link.leg)) state.sessions.gap(link.stationId, atUs);
  for (const range of overflow(link.seqs)) addGap(state, link, { reason: "damaged", atUs, range });
}

/** Everything of these links written so far has been read: what is still missing is gone. */
export function giveUpHoles(state: IntakeState, of: Iterable<LinkId>): void {
  for (const linkId of of) {
    if (!state.withHoles.delete(linkId)) continue;
    const link = state.book.find(linkId);
    if (link === null) continue;
    state.book.touch(linkId);
    for (const range of giveUp(link.seqs)) {
      if (range[1] > link.priorSeq)
        addGap(state, link, { reason: "damaged", atUs: link.lastAtUs, range });
    }
  }
}
