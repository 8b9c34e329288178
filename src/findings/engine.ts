/**
 * Happenings of links → findings. Runs every rule that wants a happening, keeps the rules' state
 * per link and per station, and contains their bugs: a rule that throws is switched off for that
 * link (or station) until the next start, told once, and everything else goes on.
 */

import { problemOf } from "../base/errors.ts";
import { isStationsOwn, type LinkId } from "../base/ids.ts";
import { isObject } from "../base/objects.ts";
import type { Json } from "../exchange/message.ts";
import type { Extent } from "../exchange/pair-snapshot.ts";
import type { Observe } from "../observe/events.ts";
import {
  actionOf,
  type Happening,
  type HappeningKind,
  type LinkFacts,
  type MessageHappening,
  type Sort,
  sortOf,
  sorts,
} from "./happening.ts";
import { rulesOfHttp, rulesOfSoap } from "./over-http.ts";
import {
  type Finding,
  type Handler,
  nothing,
  type Report,
  type Rule,
  type RuleRun,
  type Side,
} from "./rule.ts";
import { rulesOverdue } from "./rules/rules-overdue.ts";
import { createStations, peerOf, type StationPeer, type Stations } from "./stations.ts";
import { isUnusual } from "./unusual.ts";
import { plural } from "./wording.ts";

export type Engine = {
  readonly inspect: (happening: Happening, link: LinkFacts) => readonly Finding[];
  /** False: nobody wants this kind, so it need not be built. */
  readonly wants: (kind: HappeningKind) => boolean;
  readonly forgetLink: (linkId: LinkId) => void;
  /** State of the rules, by rule id; null for none. Changes are those since the last call. */
  readonly saveLink: (linkId: LinkId, what?: Extent) => Json;
  readonly restoreLink: (linkId: LinkId, saved: Json) => void;
  readonly saveStation: (peer: StationPeer, what?: Extent) => Json;
  readonly restoreStation: (peer: StationPeer, saved: Json) => void;
  /** Stations with state, the one silent for longest first. */
  readonly stations: () => Iterable<StationPeer>;
  /** The stations whose state may have changed since the last call. */
  readonly takeTouchedStations: () => readonly StationPeer[];
};

/** The rules' runs on one link or one station. */
type Cell = {
  /** By the rule's number: null where it is switched off, absent where it was never asked. */
  readonly runs: (RuleRun | null | undefined)[];
  /** By the rule's number: its state as it was last saved. Most rules are asked and change nothing. */
  readonly savedTexts: (string | undefined)[];
  /** By the rule's number: it was asked since it was last saved, so its state may be another. */
  readonly isAsked: (boolean | undefined)[];
  /** No run waits for a tick before this. May be too early, never too late. */
  dueUs: number;
};

/** A rule, its number in the catalogue, and how it is asked about one kind of happening. */
type Entry = { readonly rule: Rule; readonly number: number };
type Asked = Entry & { readonly handler: Handler };

const noFindings: readonly Finding[] = [];

type State = {
  readonly links: Map<LinkId, Cell>;
  readonly stations: Stations<Cell>;
  readonly byKind: ReadonlyMap<HappeningKind, Interested>;
  readonly entries: readonly Entry[];
  readonly observe: Observe;
  readonly isOverdue: () => boolean;
  /** The message that was told of last to have taken too long. */
  overdue: MessageHappening | null;
};

export type EngineDeps = {
  readonly observe: Observe;
  /** The message has taken its time: rules without a memory are asked no more. Absent: never. */
  readonly isOverdue?: () => boolean;
};

export function createEngine(rules: readonly Rule[], deps: EngineDeps): Engine {
  const entries = rules.map((rule, number) => ({ rule, number }));
  const state: State = {
    links: new Map(),
    stations: createStations(),
    byKind: groupByKind(entries),
    entries,
    observe: deps.observe,
    isOverdue: deps.isOverdue ?? (() => false),
    overdue: null,
  };
  const { links, stations } = state;
  return {
    inspect: (happening, link) => inspect(state, happening, link),
    wants: (kind) => state.byKind.has(kind),
    forgetLink: (linkId) => void links.delete(linkId),
    saveLink: (linkId, what = "whole") => save(state, links.get(linkId), what),
    restoreLink: (linkId, saved) => restore(state, cellIn(links, linkId), saved),
    saveStation: (peer, what = "whole") => save(state, stations.get(peer), what),
    restoreStation(peer, saved) {
      const cell = stations.get(peer) ?? newCell();
      stations.put(peer, cell);
      restore(state, cell, saved);
    },
    stations: stations.all,
    takeTouchedStations: stations.takeTouched,
  };
}

/** The rules that want a kind of happening, each list in the order of the catalogue. */
type Interested = {
  readonly all: readonly Asked[];
  readonly bySort: ReadonlyMap<Sort, ByAction>;
};
type ByAction = {
  /** Those that ask for this action, and those that ask for all. */
  readonly byAction: ReadonlyMap<string, Lists>;
  readonly ofOthers: Lists;
};
/** `usual`: those that want it also where nothing about it is unusual. */
type Lists = { readonly all: readonly Asked[]; readonly usual: readonly Asked[] };

const nobody: readonly Asked[] = [];

function groupByKind(entries: readonly Entry[]): ReadonlyMap<HappeningKind, Interested> {
  const kinds = new Set(entries.flatMap(({ rule }) => [...rule.kinds]));
  return new Map([...kinds].map((kind) => [kind, interestedIn(kind, entries)]));
}

function interestedIn(kind: HappeningKind, entries: readonly Entry[]): Interested {
  const all = entries.flatMap((entry): Asked[] => {
    const handler = entry.rule.handlerOf(kind);
    return handler === undefined ? [] : [{ ...entry, handler }];
  });
  const groupOf = (sort: Sort) =>
    groupByAction(all.filter(({ rule }) => rule.sorts?.has(sort) ?? true));
  return { all, bySort: new Map(sorts.map((sort) => [sort, groupOf(sort)])) };
}

function groupByAction(asked: readonly Asked[]): ByAction {
  const actions = new Set(asked.flatMap(({ rule }) => [...(rule.actions ?? [])]));
  const listsOf = (wants: (rule: Rule) => boolean): Lists => {
    const all = asked.filter(({ rule }) => wants(rule));
    return { all, usual: all.filter(({ rule }) => !rule.onlyUnusual) };
  };
  return {
    byAction: new Map(
      [...actions].map((action) => [action, listsOf((rule) => rule.actions?.has(action) ?? true)]),
    ),
    ofOthers: listsOf((rule) => rule.actions === null),
  };
}

function askedAbout({ byKind }: State, happening: Happening, link: LinkFacts): readonly Asked[] {
  const interested = byKind.get(happening.kind);
  if (interested === undefined) return nobody;
  // Actions choose among messages; what else happens to a link or a transaction is about them all.
  const sort = sortOf(happening);
  const group = sort === null ? undefined : interested.bySort.get(sort);
  if (group === undefined) return interested.all;
  const lists =
    group.byAction.size === 0
      ? group.ofOthers
      : (group.byAction.get(actionOf(happening)) ?? group.ofOthers);
  if (lists.all.length === lists.usual.length || happening.kind !== "message") return lists.all;
  return isUnusual(happening, link) ? lists.all : lists.usual;
}

/** What the rules see of one happening, and where their state is. */
type Scene = {
  readonly happening: Happening;
  readonly link: LinkFacts;
  linkCell: Cell | undefined;
  stationCell: Cell | undefined;
};

function inspect(state: State, happening: Happening, link: LinkFacts): readonly Finding[] {
  const all = askedAbout(state, happening, link);
  const asked = link.transport === undefined ? all : all.filter(isForHttp(link.transport));
  if (asked.length === 0) return noFindings;
  const linkCell = state.links.get(link.linkId);
  const scene: Scene = { happening, link, linkCell, stationCell: undefined };
  return happening.kind === "tick"
    ? inspectTick(state, asked, scene)
    : inspectWith(state, asked, scene);
}

function inspectWith(state: State, asked: readonly Asked[], scene: Scene): readonly Finding[] {
  let findings: Finding[] | null = null;
  for (const one of asked) {
    // What a rule remembers must not miss a message; what it finds in this one alone may.
    const isLeftOut = one.rule.scope === "none" && state.isOverdue();
    const reports = isLeftOut
      ? overdue(state, asked.slice(asked.indexOf(one)), scene)
      : ask(state, one, scene);
    if (reports.length === 0) continue;
    findings ??= [];
    for (const report of reports) {
      const finding = findingOf(isLeftOut ? rulesOverdue : one.rule, report, scene);
      if (!blamesUs(finding, scene.link)) findings.push(finding);
    }
  }
  return findings ?? noFindings;
}

/** Told once of each message. */
function overdue(state: State, left: readonly Asked[], { happening }: Scene): readonly Report[] {
  if (happening.kind !== "message" || state.overdue === happening) return nothing;
  state.overdue = happening;
  const rules = left.filter(({ rule }) => rule.scope === "none").length;
  const bytes = happening.record.payloadBytes;
  return [
    {
      sentence: `The rules took too long over this message of ${plural(bytes, "byte")}: ${plural(rules, "rule")} ${rules === 1 ? "was" : "were"} not asked about it.`,
      evidence: [happening.seq],
      details: { rules, bytes },
    },
  ];
}

/** What most rules know is how WebSockets and OCPP-J are; an exchange over HTTP is neither. */
function isForHttp(transport: "soap" | "http"): (asked: Asked) => boolean {
  const rules = transport === "soap" ? rulesOfSoap : rulesOfHttp;
  return ({ rule }) => rules.has(rule.text.id);
}

/** A tick for which nobody waits must not cost anything: there is one a second for each link. */
function inspectTick(state: State, asked: readonly Asked[], scene: Scene): readonly Finding[] {
  const { atUs } = scene.happening;
  const stationCell = state.stations.get(peerOf(scene.link));
  refreshDue(scene.linkCell, atUs);
  refreshDue(stationCell, atUs);
  const isDue = ({ rule, number }: Entry) => {
    if (!rule.isTimed) return true;
    const cell = rule.scope === "station" ? stationCell : scene.linkCell;
    if (cell === undefined || cell.dueUs > atUs) return false;
    return (cell.runs[number]?.dueUs() ?? Number.POSITIVE_INFINITY) <= atUs;
  };
  const due = asked.filter(isDue);
  return due.length === 0 ? noFindings : inspectWith(state, due, scene);
}

/** What was waited for may have come meanwhile. */
function refreshDue(cell: Cell | undefined, nowUs: number): void {
  if (cell === undefined || cell.dueUs > nowUs) return;
  cell.dueUs = Number.POSITIVE_INFINITY;
  for (const run of cell.runs) {
    if (run !== null && run !== undefined) cell.dueUs = Math.min(cell.dueUs, run.dueUs());
  }
}

function ask(state: State, asked: Asked, scene: Scene): readonly Report[] {
  try {
    const { rule, number, handler } = asked;
    if (rule.scope === "none") {
      if (scene.linkCell?.runs[number] === null) return nothing;
      return handler(scene.happening, scene.link, null);
    }
    const cell = cellOf(state, rule, scene);
    const run = runOf(cell, asked);
    if (run === null) return nothing;
    cell.isAsked[number] = true;
    const reports = handler(scene.happening, scene.link, run.state);
    if (rule.isTimed) cell.dueUs = Math.min(cell.dueUs, run.dueUs());
    return reports;
  } catch (thrown) {
    disable(state, asked, scene, thrown);
    return nothing;
  }
}

function disable(state: State, { rule, number }: Asked, scene: Scene, thrown: unknown): void {
  cellOf(state, rule, scene).runs[number] = null;
  const { linkId } = scene.link;
  const problem = problemOf(thrown);
  state.observe({ name: "ruleDisabled", rule: rule.text.id, linkId, problem });
}

/** Null where the rule is switched off. */
function runOf(cell: Cell, { rule, number }: Entry): RuleRun | null {
  let run = cell.runs[number];
  if (run === undefined) {
    run = rule.open(null);
    cell.runs[number] = run;
  }
  return run;
}

/** Once for a happening, however many rules ask. */
function cellOf(state: State, rule: Rule, scene: Scene): Cell {
  if (rule.scope === "station") {
    scene.stationCell ??= stationCellOf(state, peerOf(scene.link));
    return scene.stationCell;
  }
  scene.linkCell ??= cellIn(state.links, scene.link.linkId);
  return scene.linkCell;
}

function stationCellOf({ stations }: State, peer: StationPeer): Cell {
  const cell = stations.get(peer) ?? newCell();
  stations.touch(peer, cell);
  return cell;
}

function save({ entries }: State, cell: Cell | undefined, what: Extent): Json {
  if (cell === undefined) return null;
  const saved: Record<string, Json> = {};
  let isEmpty = true;
  for (const { rule, number } of entries) {
    const run = cell.runs[number];
    if (run === null || run === undefined) continue;
    if (what === "changes" && cell.isAsked[number] !== true) continue;
    cell.isAsked[number] = false;
    const state = run.save();
    const text = JSON.stringify(state);
    if (what === "changes" && cell.savedTexts[number] === text) continue;
    cell.savedTexts[number] = text;
    saved[rule.text.id] = state;
    isEmpty = false;
  }
  return isEmpty ? null : saved;
}

/** State of rules that do not exist any more is let go. */
function restore({ entries }: State, cell: Cell, saved: Json): void {
  if (!isObject(saved)) return;
  const byId: ReadonlyMap<string, Json> = new Map(Object.entries(saved));
  for (const { rule, number } of entries) {
    const of = byId.get(rule.text.id);
    if (of !== undefined && rule.scope !== "none") cell.runs[number] = rule.open(of);
  }
  cell.dueUs = 0;
}

function cellIn<Key>(cells: Map<Key, Cell>, key: Key): Cell {
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = newCell();
    cells.set(key, cell);
  }
  return cell;
}

function newCell(): Cell {
  return { runs: [], savedTexts: [], isAsked: [], dueUs: Number.POSITIVE_INFINITY };
}

/**
 * What ocpptap said by itself is not the CSMS's fault; nor is what one leg of a spliced link alone
 * has seen that of the side which has not.
 */
function sideOf(side: Side, happening: Happening, { leg }: LinkFacts): Side {
  const isStep = happening.kind === "exchange" || happening.kind === "transaction";
  const said = isStep ? happening.cause : happening;
  if (said?.kind !== "message") return side;
  const isOwn = said.isOwn === true && said.sender === side;
  const isUnseen = leg === "both" && said.leg !== leg && said.leg !== side;
  return isOwn || (isUnseen && (side === "csms" || side === "station")) ? "ours" : side;
}

/** The station of any other leg is ocpptap; what the station itself did is found on its own leg. */
function blamesUs({ side }: Finding, { leg }: LinkFacts): boolean {
  return !isStationsOwn(leg) && side === "station";
}

function findingOf(rule: Rule, report: Report, { happening, link }: Scene): Finding {
  return {
    rule: rule.text.id,
    severity: report.severity ?? rule.text.severity,
    side: sideOf(report.side ?? rule.text.side, happening, link),
    stationId: link.stationId,
    linkId: link.linkId,
    atUs: happening.atUs,
    evidence: report.evidence,
    sentence: report.sentence,
    details: report.details ?? {},
  };
}
