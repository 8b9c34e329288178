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
import type { Happening, HappeningKind, LinkFacts } from "./happening.ts";
import type { Finding, Report, Rule, RuleRun } from "./rule.ts";

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
type Cell = { readonly runs: Map<string, RuleRun>; readonly disabled: Set<string> };

const noFindings: readonly Finding[] = [];

type State = {
  readonly links: Map<LinkId, Cell>;
  /** The station silent for longest comes first. */
  readonly stations: Map<StationId, Cell>;
  readonly byKind: ReadonlyMap<HappeningKind, readonly Rule[]>;
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

function groupByKind(rules: readonly Rule[]): ReadonlyMap<HappeningKind, readonly Rule[]> {
  const byKind = new Map<HappeningKind, Rule[]>();
  for (const rule of rules) {
    for (const kind of rule.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);
  }
  return byKind;
}

function inspect(state: State, happening: Happening, link: LinkFacts): readonly Finding[] {
  let findings: Finding[] | null = null;
  for (const rule of state.byKind.get(happening.kind) ?? []) {
    for (const report of inspectWith(state, rule, { happening, link })) {
      findings ??= [];
      findings.push(findingOf(rule, report, { happening, link }));
    }
  }
  return findings ?? noFindings;
}

type Scene = { readonly happening: Happening; readonly link: LinkFacts };

function inspectWith(state: State, rule: Rule, { happening, link }: Scene): readonly Report[] {
  try {
    return runOf(state, rule, link)?.inspect(happening, link) ?? [];
  } catch (thrown) {
    const cell = cellOf(state, rule, link);
    cell.disabled.add(rule.text.id);
    cell.runs.delete(rule.text.id);
    const problem = problemOf(thrown);
    state.observe({ name: "ruleDisabled", rule: rule.text.id, linkId: link.linkId, problem });
    return [];
  }
}

/** Null where the rule is switched off. */
function runOf(state: State, rule: Rule, link: LinkFacts): RuleRun | null {
  const { id } = rule.text;
  if (rule.scope === "none") {
    const isOff = state.links.get(link.linkId)?.disabled.has(id) === true;
    return isOff ? null : rule.open(null);
  }
  const cell = cellOf(state, rule, link);
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
}

function cellIn<Key>(cells: Map<Key, Cell>, key: Key): Cell {
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = { runs: new Map(), disabled: new Set() };
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
