/**
 * Happenings of links → findings. Runs every rule that wants a happening, keeps the rules' state
 * per link and per station, and contains their bugs: a rule that throws is switched off for that
 * link (or station) until the next start, told once, and everything else goes on.
 */
import { problemOf } from "../base/errors.ts";
import type { LinkId, StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import type { Observe } from "../observe/events.ts";
import { actionOf, type Happening, type HappeningKind, type LinkFacts } from "./happening.ts";
import { type Finding, nothing, type Report, type Rule, type RuleRun } from "./rule.ts";

export type Engine = {
  readonly inspect: (happening: Happening, link: LinkFacts) => readonly Finding[];
  /** False: nobody wants this kind, so it need not be built. */
  readonly wants: (kind: HappeningKind) => boolean;
  readonly forgetLink: (linkId: LinkId) => void;
  /** State of the rules, by rule id; null for none. */
  readonly saveLink: (linkId: LinkId) => Json;
  readonly restoreLink: (linkId: LinkId, saved: Json) => void;
  readonly saveStation: (stationId: StationId) => Json;
  readonly restoreStation: (stationId: StationId, saved: Json) => void;
  /** Stations with state, the one silent for longest first. */
  readonly stations: () => Iterable<StationId>;
  /** The stations whose state may have changed since the last call. */
  readonly takeTouchedStations: () => ReadonlySet<StationId>;
};

/** The rules' runs on one link or one station. */
type Cell = {
  readonly runs: Map<string, RuleRun>;
  readonly disabled: Set<string>;
  /** No run waits for a tick before this. May be too early, never too late. */
  dueUs: number;
};

const noFindings: readonly Finding[] = [];

type State = {
  readonly links: Map<LinkId, Cell>;
  /** The station silent for longest comes first. */
  readonly stations: Map<StationId, Cell>;
  readonly byKind: ReadonlyMap<HappeningKind, Interested>;
  readonly ruleById: ReadonlyMap<string, Rule>;
  readonly observe: Observe;
  touchedStations: Set<StationId>;
};

export function createEngine(rules: readonly Rule[], deps: { readonly observe: Observe }): Engine {
  const state: State = {
    links: new Map(),
    stations: new Map(),
    byKind: groupByKind(rules),
    ruleById: new Map(rules.map((rule) => [rule.text.id, rule])),
    observe: deps.observe,
    touchedStations: new Set(),
  };
  const { links, stations } = state;
  return {
    inspect: (happening, link) => inspect(state, happening, link),
    wants: (kind) => state.byKind.has(kind),
    forgetLink: (linkId) => void links.delete(linkId),
    saveLink: (linkId) => save(links.get(linkId)),
    restoreLink: (linkId, saved) => restore(state, cellIn(links, linkId), saved),
    saveStation: (stationId) => save(stations.get(stationId)),
    restoreStation: (stationId, saved) => restore(state, cellIn(stations, stationId), saved),
    stations: () => stations.keys(),
    takeTouchedStations() {
      const taken = state.touchedStations;
      state.touchedStations = new Set();
      return taken;
    },
  };
}

/** The rules that want a kind of happening, each list in the order of the catalogue. */
type Interested = {
  /** Those that ask for this action, and those that ask for all. */
  readonly byAction: ReadonlyMap<string, readonly Rule[]>;
  readonly ofOthers: readonly Rule[];
};

const nobody: readonly Rule[] = [];

function groupByKind(rules: readonly Rule[]): ReadonlyMap<HappeningKind, Interested> {
  const kinds = new Set(rules.flatMap(({ kinds }) => [...kinds]));
  return new Map([...kinds].map((kind) => [kind, interestedIn(kind, rules)]));
}

function interestedIn(kind: HappeningKind, rules: readonly Rule[]): Interested {
  const wanting = rules.filter(({ kinds }) => kinds.has(kind));
  // Actions choose among messages; what else happens to a link or a transaction is about them all.
  if (kind !== "message" && kind !== "exchange") return { byAction: new Map(), ofOthers: wanting };
  const actions = new Set(wanting.flatMap((rule) => [...(rule.actions ?? [])]));
  const wants = (action: string) => (rule: Rule) => rule.actions?.has(action) ?? true;
  return {
    byAction: new Map([...actions].map((action) => [action, wanting.filter(wants(action))])),
    ofOthers: wanting.filter((rule) => rule.actions === null),
  };
}

function rulesFor({ byKind }: State, happening: Happening): readonly Rule[] {
  const interested = byKind.get(happening.kind);
  if (interested === undefined) return nobody;
  return interested.byAction.get(actionOf(happening)) ?? interested.ofOthers;
}

function inspect(state: State, happening: Happening, link: LinkFacts): readonly Finding[] {
  let findings: Finding[] | null = null;
  if (happening.kind === "tick") refreshDue(state, link, happening.atUs);
  for (const rule of rulesFor(state, happening)) {
    if (happening.kind === "tick" && !isDue(state, rule, { happening, link })) continue;
    for (const report of inspectWith(state, rule, { happening, link })) {
      findings ??= [];
      findings.push(findingOf(rule, report, { happening, link }));
    }
  }
  return findings ?? noFindings;
}

type Scene = { readonly happening: Happening; readonly link: LinkFacts };

/** A tick for which nobody waits must not cost anything: there is one a second for each link. */
function isDue(state: State, rule: Rule, { happening, link }: Scene): boolean {
  if (!rule.isTimed) return true;
  const cell =
    rule.scope === "station" ? state.stations.get(link.stationId) : state.links.get(link.linkId);
  if (cell === undefined || cell.dueUs > happening.atUs) return false;
  const run = cell.runs.get(rule.text.id);
  return run !== undefined && run.dueUs() <= happening.atUs;
}

/** What was waited for may have come meanwhile. */
function refreshDue(state: State, { linkId, stationId }: LinkFacts, nowUs: number): void {
  for (const cell of [state.links.get(linkId), state.stations.get(stationId)]) {
    if (cell === undefined || cell.dueUs > nowUs) continue;
    cell.dueUs = Number.POSITIVE_INFINITY;
    for (const run of cell.runs.values()) cell.dueUs = Math.min(cell.dueUs, run.dueUs());
  }
}

function inspectWith(state: State, rule: Rule, { happening, link }: Scene): readonly Report[] {
  try {
    if (rule.scope === "none") return inspectStateless(state, rule, { happening, link });
    const cell = cellOf(state, rule, link);
    const run = runOf(cell, rule);
    const reports = run?.inspect(happening, link) ?? nothing;
    if (run !== null && rule.isTimed) cell.dueUs = Math.min(cell.dueUs, run.dueUs());
    return reports;
  } catch (thrown) {
    const cell = cellOf(state, rule, link);
    cell.disabled.add(rule.text.id);
    cell.runs.delete(rule.text.id);
    const problem = problemOf(thrown);
    state.observe({ name: "ruleDisabled", rule: rule.text.id, linkId: link.linkId, problem });
    return [];
  }
}

function inspectStateless(state: State, rule: Rule, { happening, link }: Scene): readonly Report[] {
  const isOff = state.links.get(link.linkId)?.disabled.has(rule.text.id) === true;
  return isOff ? nothing : rule.open(null).inspect(happening, link);
}

/** Null where the rule is switched off. */
function runOf(cell: Cell, rule: Rule): RuleRun | null {
  const { id } = rule.text;
  if (cell.disabled.has(id)) return null;
  let run = cell.runs.get(id);
  if (run === undefined) {
    run = rule.open(null);
    cell.runs.set(id, run);
  }
  return run;
}

function cellOf(state: State, rule: Rule, { linkId, stationId }: LinkFacts): Cell {
  if (rule.scope !== "station") return cellIn(state.links, linkId);
  const { stations } = state;
  const cell = cellIn(stations, stationId);
  stations.delete(stationId);
  stations.set(stationId, cell);
  state.touchedStations.add(stationId);
  const [oldest] = stations.size > limits.stationStatesMax ? stations.keys() : [];
  if (oldest !== undefined) stations.delete(oldest);
  return cell;
}

function save(cell: Cell | undefined): Json {
  if (cell === undefined || cell.runs.size === 0) return null;
  return Object.fromEntries([...cell.runs].map(([id, run]) => [id, run.save()]));
}

/** State of rules that do not exist any more is let go. */
function restore(state: State, cell: Cell, saved: Json): void {
  if (typeof saved !== "object" || saved === null || Array.isArray(saved)) return;
  for (const [id, of] of Object.entries(saved)) {
    const rule = state.ruleById.get(id);
    if (rule !== undefined && rule.scope !== "none") cell.runs.set(id, rule.open(of));
  }
  cell.dueUs = 0;
}

function cellIn<Key>(cells: Map<Key, Cell>, key: Key): Cell {
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = { runs: new Map(), disabled: new Set(), dueUs: Number.POSITIVE_INFINITY };
    cells.set(key, cell);
  }
  return cell;
}

function findingOf(rule: Rule, report: Report, { happening, link }: Scene): Finding {
  return {
    rule: rule.text.id,
    severity: report.severity ?? rule.text.severity,
    side: report.side ?? rule.text.side,
    stationId: link.stationId,
    linkId: link.linkId,
    atUs: happening.atUs,
    evidence: report.evidence,
    sentence: report.sentence,
    details: report.details ?? {},
  };
}
