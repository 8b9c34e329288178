/**
 * Records about links → link rows, and what follows from a link's beginning and end.
 *
 * What remains of a dropped segment can tell of a beginning or an end once more that has been read
 * already: each counts once.
 */
import { isStationsOwn, type LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Happening } from "../findings/happening.ts";
import type {
  LinkClosedRecord,
  LinkOpenedRecord,
  LinkRefusedRecord,
  Note,
  NoteRecord,
} from "../spool/record.ts";
import { addGap, noteHole } from "./gap-intake.ts";
import { noteAnswer } from "./http-intake.ts";
import { type IntakeState, mayBeOlder, raise } from "./intake-state.ts";
import { linkRowOfClosed, linkRowOfLeft, linkRowOfLost, linkRowOfRefused } from "./link-rows.ts";
import { type LinkState, setOpened, unknownLink } from "./link-state.ts";
import { noteOrigin } from "./origins.ts";
import { reach } from "./seqs.ts";

export function takeOpened(state: IntakeState, record: LinkOpenedRecord): void {
  const { linkId, receivedAtUs: atUs, body } = record;
  if (state.book.closed.has(linkId)) return;
  const link = state.book.linkFor(linkId, atUs);
  if (link.opened !== null) return;
  const relayRun = state.era.runs.get(body.instance)?.at(-1) ?? "";
  const row = setOpened(link, record, relayRun);
  // Whose exchange it is, its request says: the link's one row is written when it has ended.
  if (link.http !== null) return;
  state.batch.addLink(row);
  if (isStationsOwn(link.leg)) state.sessions.linkOpened(link.stationId, atUs);
  raise(state, { kind: "link-opened", atUs, body }, link);
}

/** A refused link has one row and no life. */
export function takeRefused(state: IntakeState, record: LinkRefusedRecord): void {
  const { linkId, receivedAtUs: atUs, body } = record;
  if (state.book.closed.has(linkId)) return;
  const link = state.book.linkFor(linkId, atUs);
  link.stationId = body.stationId;
  link.instance = body.instance;
  link.leg = body.leg ?? "both";
  if (body.http !== undefined) link.transport = "http";
  state.batch.addLink(linkRowOfRefused(record));
  raise(state, { kind: "link-refused", atUs, body }, link);
  state.engine.forgetLink(linkId);
  state.book.close(link);
}

export function takeClosed(state: IntakeState, record: LinkClosedRecord): void {
  const { linkId, receivedAtUs: atUs, body } = record;
  if (state.book.closed.has(linkId)) return;
  const link = state.book.linkFor(linkId, atUs);
  if (link.seqs.lastSeq < body.lastSeq) {
    // On a link older than this recorder the numbers before its time are nobody's gap.
    if (mayBeOlder(state, link.instance) && link.seqs.lastSeq === 0 && link.opened === null) {
      link.priorSeq = body.lastSeq;
    }
    reach(link.seqs, body.lastSeq);
    noteHole(state, link, atUs);
  }
  link.lastAtUs = atUs;
  state.batch.addLink(linkRowOfClosed(link, record));
  end(state, link, { kind: "link-closed", atUs, body });
}

export function takeNote(state: IntakeState, record: NoteRecord): void {
  const { linkId, body, receivedAtUs: atUs } = record;
  if (body.note === "relay-started") {
    startRun(state, body);
    return;
  }
  if (body.note === "clock-set") {
    setClock(state, atUs + Math.max(0, body.byUs), body);
    return;
  }
  if (body.note === "translation-loss" || body.note === "dead-letter") {
    takeLoss(state, record);
    return;
  }
  const link = state.book.linkFor(linkId, atUs);
  if (body.note === "translated") noteOrigin(link, body);
  if (body.note === "http-answered") noteAnswer(link, body);
  if (body.note === "opaque")
    state.pairing.step({ kind: "opaque", linkId, sender: body.sender, atUs });
  raise(state, { kind: "note", atUs, body }, link);
}

/** Of the links of that relay: what was waited for is not late because the clock says so. */
function setClock(state: IntakeState, atUs: number, body: Note & { note: "clock-set" }): void {
  for (const link of state.book.open.values()) {
    if (link.instance !== body.instance) continue;
    const { linkId } = link;
    state.pairing.step({ kind: "clock-set", linkId, byUs: body.byUs });
    if (link.bootAtUs !== null) link.bootAtUs += body.byUs;
    if (link.lastCall !== null) link.lastCall.atUs += body.byUs;
    raise(state, { kind: "note", atUs, body }, link);
    state.book.touch(linkId);
  }
  state.sessions.clockSet(atUs);
}

/** May come long after its link has ended, and does not begin it again. */
function takeLoss(state: IntakeState, { linkId, body, receivedAtUs: atUs }: NoteRecord): void {
  const link = state.book.find(linkId) ?? unknownLink(linkId, atUs, state.config);
  if (state.book.find(linkId) !== null) state.book.touch(linkId);
  raise(state, { kind: "note", atUs, body }, link);
  if (!state.book.open.has(linkId)) state.engine.forgetLink(linkId);
}

/** All links that an earlier run of this relay left open ended with it. */
function startRun(
  state: IntakeState,
  run: { readonly instance: string; readonly relayRun: string },
): void {
  const { runs } = state.era;
  const earlier = runs.get(run.instance) ?? [];
  if (earlier.includes(run.relayRun)) return;
  runs.set(run.instance, [...earlier, run.relayRun].slice(-limits.relayRunsMax));
  for (const link of [...state.book.open.values()]) {
    if (link.instance !== run.instance || link.relayRun === run.relayRun) continue;
    const { lastAtUs: atUs } = link;
    const { lastSeq } = link.seqs;
    state.batch.addLink(linkRowOfLost(link));
    const range = [lastSeq + 1, lastSeq] as const;
    addGap(state, link, { reason: "relay-lost", atUs, range, messages: 0 });
    end(state, link, { kind: "link-closed", atUs, body: null });
  }
}

/** A trace ends without saying how its links did: nothing is found in that. */
export function leaveLink(state: IntakeState, linkId: LinkId): void {
  const link = state.book.open.get(linkId);
  if (link === undefined) return;
  state.batch.addLink(linkRowOfLeft(link));
  state.pairing.step({ kind: "close", linkId });
  state.engine.forgetLink(linkId);
  state.book.close(link);
}

function end(
  state: IntakeState,
  link: LinkState,
  happening: Happening & { readonly kind: "link-closed" },
): void {
  const { atUs } = happening;
  for (const outcome of state.pairing.step({ kind: "close", linkId: link.linkId })) {
    raise(state, { kind: "exchange", atUs, outcome, cause: null }, link);
  }
  raise(state, happening, link);
  if (isStationsOwn(link.leg) && link.http === null) state.sessions.linkClosed(link.stationId);
  state.engine.forgetLink(link.linkId);
  state.book.close(link);
}
