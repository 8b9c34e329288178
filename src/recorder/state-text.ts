/**
 * The recorder's state ⇄ lines of JSON: one per link, per station with rule state, and one for
 * what is beyond them. A later line about the same thing brings what has changed since the earlier
 * one, so a whole state followed by changes is a state again. The opening of a link never changes
 * and is written only once.
 */
import type { LinkId } from "../base/ids.ts";
import type { Json } from "../exchange/message.ts";
import type { Extent } from "../exchange/pair-snapshot.ts";
import type { StationPeer } from "../findings/stations.ts";
import type { Identity } from "./identities.ts";
import type { IntakeState } from "./intake-state.ts";
import { type ClosedLink, type LinkState, unknownLink } from "./link-state.ts";
import type { Seqs } from "./seqs.ts";

type OpenLine = {
  readonly is: "open";
  readonly link: Omit<LinkState, "opened" | "isOpenedSaved">;
  /** Absent: as said before. */
  readonly opened?: LinkState["opened"];
  readonly calls: Json;
  readonly rules: Json;
};
type ClosedLine = {
  readonly is: "closed";
  readonly link: Omit<ClosedLink, "leg"> & Partial<Pick<ClosedLink, "leg">>;
};
/** `leg` absent: of the station's own. */
type StationLine = {
  readonly is: "station";
  readonly stationId: ClosedLink["stationId"];
  readonly leg?: Exclude<StationPeer["leg"], "station">;
  readonly rules: Json;
};
/** Samples are most of it: a line brings those that came since the line before. */
type SessionsLine = {
  readonly is: "sessions";
  readonly stationId: ClosedLink["stationId"];
  readonly book: Json;
};
type IdentityLine = {
  readonly is: "identity";
  readonly stationId: ClosedLink["stationId"];
  readonly identity: Identity;
};
type EraLine = {
  readonly is: "era";
  readonly runs: readonly (readonly [string, readonly string[]])[];
  readonly isFresh: boolean;
};
type Line = OpenLine | ClosedLine | StationLine | SessionsLine | IdentityLine | EraLine;

/** Everything; or what was touched since the last call of either kind. */
export function saveState(state: IntakeState, what: Extent): string {
  const { book, engine, sessions } = state;
  const touched = book.takeTouched();
  const stations = engine.takeTouchedStations();
  const charging = sessions.takeTouchedStations();
  const changed = [...state.identities.takeChanged()];
  let text = lineOf(eraLine(state));
  if (what === "changes") {
    for (const linkId of touched) text += linkLine(state, linkId, what);
    for (const peer of stations) text += lineOf(stationLine(state, peer, what));
    for (const id of charging) text += lineOf(sessionsLine(state, id, what));
    for (const [stationId, identity] of changed) text += identityLine(stationId, identity);
    return text;
  }
  for (const linkId of book.closed.keys()) text += linkLine(state, linkId, what);
  for (const linkId of book.open.keys()) text += linkLine(state, linkId, what);
  for (const peer of engine.stations()) text += lineOf(stationLine(state, peer, what));
  for (const id of sessions.stations()) text += lineOf(sessionsLine(state, id, what));
  for (const [stationId, identity] of state.identities.all()) {
    text += identityLine(stationId, identity);
  }
  return text;
}

function linkLine(state: IntakeState, linkId: LinkId, what: Extent): string {
  const open = state.book.open.get(linkId);
  if (open !== undefined) return lineOf(openLine(state, open, what === "whole"));
  const closed = state.book.closed.get(linkId);
  return closed === undefined ? "" : lineOf({ is: "closed", link: closed });
}

function openLine(state: IntakeState, link: LinkState, isWhole: boolean): OpenLine {
  const { opened, isOpenedSaved, ...rest } = link;
  const { linkId } = link;
  const what = isWhole ? "whole" : "changes";
  const calls = state.pairing.saveLink(linkId, what);
  const rules = state.engine.saveLink(linkId, what);
  const line = { is: "open", link: rest, calls, rules } as const;
  link.isOpenedSaved = true;
  return isOpenedSaved && !isWhole ? line : { ...line, opened };
}

function stationLine(state: IntakeState, peer: StationPeer, what: Extent): StationLine {
  const { stationId, leg } = peer;
  const rules = state.engine.saveStation(peer, what);
  return { is: "station", stationId, ...(leg === "station" ? {} : { leg }), rules };
}

function sessionsLine(
  state: IntakeState,
  stationId: SessionsLine["stationId"],
  what: Extent,
): SessionsLine {
  return { is: "sessions", stationId, book: state.sessions.saveStation(stationId, what) };
}

function identityLine(stationId: IdentityLine["stationId"], identity: Identity): string {
  return lineOf({ is: "identity", stationId, identity });
}

function eraLine({ era }: IntakeState): EraLine {
  return { is: "era", runs: [...era.runs], isFresh: era.isFresh };
}

function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

/** Applies saved lines, in order. Texts come from files whose CRC was right. */
export function restoreState(state: IntakeState, text: string): void {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const stop = end < 0 ? text.length : end;
    restoreLine(state, parseLine(text.slice(from, stop)));
    from = stop + 1;
  }
}

function parseLine(text: string): Line {
  return JSON.parse(text) as Line;
}

function restoreLine(state: IntakeState, line: Line): void {
  const { book, pairing, engine, era } = state;
  switch (line.is) {
    case "open": {
      const { link } = line;
      const before = book.open.get(link.linkId)?.opened ?? null;
      const opened = line.opened === undefined ? before : line.opened;
      // What a newer version added to the state is there with its first value.
      const fresh = unknownLink(link.linkId, link.openedAtUs, state.config);
      const { exchangeTimeoutMs } = state.config;
      book.putOpen({ ...fresh, ...link, exchangeTimeoutMs, opened, isOpenedSaved: true });
      noteHoles(state, link.linkId, link.seqs);
      pairing.restoreLink(link.linkId, line.calls);
      engine.restoreLink(link.linkId, line.rules);
      return;
    }
    case "closed":
      book.putClosed({ ...line.link, leg: line.link.leg ?? "both" });
      pairing.step({ kind: "close", linkId: line.link.linkId });
      engine.forgetLink(line.link.linkId);
      noteHoles(state, line.link.linkId, line.link.seqs);
      return;
    case "station":
      engine.restoreStation({ stationId: line.stationId, leg: line.leg ?? "station" }, line.rules);
      return;
    case "sessions":
      state.sessions.restoreStation(line.stationId, line.book);
      return;
    case "identity":
      state.identities.put(line.stationId, line.identity);
      return;
    case "era":
      for (const [instance, runs] of line.runs) era.runs.set(instance, runs);
      era.isFresh = line.isFresh;
  }
}

function noteHoles(state: IntakeState, linkId: LinkId, seqs: Seqs): void {
  if (seqs.holes.length > 0) state.withHoles.add(linkId);
  else state.withHoles.delete(linkId);
}
