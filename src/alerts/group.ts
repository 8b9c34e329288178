/**
 * One group of findings: what an alert's findings have in common, from the first one until it has
 * been quiet. Pure but for its own counting. Memory is bounded: stations are kept as hashes, named
 * only the first few, and only as many times as its threshold asks for.
 */
import { createHash } from "node:crypto";
import { limits } from "../base/limits.ts";
import type { AlertConfig, Grouping } from "../config/alerts.ts";
import type { Severity } from "../findings/rule.ts";
import type { Found } from "./found.ts";
import { told } from "./notice.ts";

/**
 * `counting`: the threshold is not reached. `collecting`: it is, and the first message waits for
 * more. `told`: a message has been made.
 */
export type Phase = "counting" | "collecting" | "told";

export type Group = {
  readonly alert: string;
  readonly key: string;
  readonly parts: Readonly<Record<string, string>>;
  phase: Phase;
  /** Since when it is in this phase, or since the latest message. By our clock. */
  sinceUs: number;
  /** The latest finding, by our clock. */
  seenUs: number;
  /** The same by the record's. */
  lastUs: number;
  firstUs: number;
  /** Since the latest message. */
  findings: number;
  /** The latest ones of the record, as many as the threshold asks for. */
  times: number[];
  /** Hash of a station, and its latest finding. */
  stations: Map<string, number>;
  isMoreStations: boolean;
  names: string[];
  severity: Severity;
  rule: string;
  title: string;
  remedy: string;
  quote: string;
};

/** A station's id may have 255 characters; 60 bits of its hash tell a fleet's apart. */
const HASH_CHARS = 10;
const SEVERITIES = ["note", "warning", "error"] as const satisfies readonly Severity[];

/** Of groups beyond the limit. */
export const OTHERS = "others";

export function partsOf(found: Found, groupBy: readonly Grouping[]): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const by of groupBy) parts[by] = told(found[by]);
  return parts;
}

export function newGroup(
  alert: string,
  of: { readonly key: string; readonly parts: Readonly<Record<string, string>> },
  at: { readonly nowUs: number; readonly foundUs: number },
): Group {
  return {
    alert,
    ...of,
    phase: "counting",
    ...{ sinceUs: at.nowUs, seenUs: at.nowUs, lastUs: at.foundUs, firstUs: at.foundUs },
    ...{ findings: 0, times: [], stations: new Map(), isMoreStations: false, names: [] },
    ...{ severity: "note", rule: "", title: "", remedy: "", quote: "" },
  };
}

/** Counts one finding. `roomForStations`: how many more may be remembered in all groups. */
export function count(group: Group, found: Found, { nowUs, room, alert }: CountOptions): void {
  group.seenUs = nowUs;
  group.firstUs = group.findings === 0 ? found.atUs : Math.min(group.firstUs, found.atUs);
  group.lastUs = Math.max(group.lastUs, found.atUs);
  group.findings += 1;
  group.times.push(found.atUs);
  if (group.times.length > alert.atLeast.findings) group.times.shift();
  if (found.station !== "") countStation(group, found, room);
  if (group.rule === "" || rank(found.severity) > rank(group.severity)) {
    group.severity = found.severity;
    group.rule = found.rule;
    group.title = found.title ?? "";
    group.remedy = found.remedy ?? "";
    group.quote = alert.quote ? told(found.sentence) : "";
  }
}

export type CountOptions = {
  readonly nowUs: number;
  readonly room: number;
  readonly alert: AlertConfig;
};

function countStation(group: Group, { station, atUs }: Found, room: number): void {
  const hash = createHash("sha256").update(station).digest("base64").slice(0, HASH_CHARS);
  const before = group.stations.get(hash);
  if (before === undefined) {
    if (group.stations.size >= Math.min(limits.alertGroupStationsMax, group.stations.size + room)) {
      group.isMoreStations = true;
      return;
    }
    if (group.names.length < limits.alertStationsNamed) group.names.push(told(station));
  }
  group.stations.set(hash, Math.max(before ?? 0, atUs));
}

/** Whether there is enough within the time that the alert names. */
export function isReached(group: Group, { atLeast }: AlertConfig): boolean {
  const fromUs = group.lastUs - atLeast.withinMs * 1000;
  if (group.times.length < atLeast.findings || (group.times[0] ?? 0) < fromUs) return false;
  if (atLeast.stations <= 1) return true;
  if (group.stations.size < atLeast.stations) return false;
  let stations = 0;
  for (const atUs of group.stations.values()) if (atUs >= fromUs) stations += 1;
  return stations >= atLeast.stations;
}

/** A message has been made of it: what comes now is news. */
export function startAnew(group: Group, nowUs: number): void {
  group.phase = "told";
  group.sinceUs = nowUs;
  group.findings = 0;
  group.stations.clear();
  group.isMoreStations = false;
  group.names = [];
}

/** Forgets what has left the window, so that a group that never gets enough stays small. */
export function forgetOld(group: Group, { atLeast }: AlertConfig): void {
  const fromUs = group.lastUs - atLeast.withinMs * 1000;
  for (const [hash, atUs] of group.stations) if (atUs < fromUs) group.stations.delete(hash);
}

export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
