/**
 * Rules of a plan that take stations back. In: what is known of the moved stations. Out: those that
 * a rule is about, where they are enough, with a sentence. Pure.
 */
import type { PlanRule } from "../config/plan.ts";
import type { Facts } from "./facts.ts";
import type { Place } from "./run.ts";

export type Hit = { readonly stations: readonly string[]; readonly why: string };

/** By station; only those whose override is set. */
export type Moved = ReadonlyMap<string, Place>;

const MINUTE_US = 60_000_000;

/** The first rule that is met; null for none. */
export function hitOf(
  rules: readonly PlanRule[],
  moved: Moved,
  known: { readonly facts: Facts; readonly nowUs: number },
): Hit | null {
  for (const rule of rules) {
    const found = offendersOf(rule, moved, known);
    if (found.length === 0 || !isEnough(rule, found.length, moved.size)) continue;
    return { stations: found, why: `${sentenceOf(rule)}: ${found.length} of ${moved.size}` };
  }
  return null;
}

function isEnough({ stations, percent }: PlanRule, found: number, all: number): boolean {
  const isCount = stations !== undefined && found >= stations;
  return isCount || (percent !== undefined && (found / all) * 100 >= percent);
}

function offendersOf(
  rule: PlanRule,
  moved: Moved,
  { facts, nowUs }: { readonly facts: Facts; readonly nowUs: number },
): readonly string[] {
  const found = new Set<string>();
  switch (rule.kind) {
    case "findings":
      for (const { stationId, rule: id, isError, firstUs, lastUs } of facts.findings) {
        const movedUs = moved.get(stationId)?.movedUs ?? Number.POSITIVE_INFINITY;
        const isMeant = rule.rules.length === 0 ? isError : rule.rules.includes(id);
        if (isMeant && firstUs >= movedUs && lastUs >= movedUs) found.add(stationId);
      }
      break;
    case "refusals": {
      const byStation = Map.groupBy(facts.answers, ({ stationId }) => stationId);
      for (const [stationId, { movedUs }] of moved) {
        const all = byStation.get(stationId) ?? [];
        const own = all.filter(({ openedUs }) => openedUs >= movedUs);
        const answers = own.reduce((sum, each) => sum + each.answers, 0);
        const refused = own.reduce((sum, each) => sum + each.refused, 0);
        const isShare = answers > 0 && (refused / answers) * 100 >= rule.sharePercent;
        if (answers >= rule.answersMin && isShare) found.add(stationId);
      }
      break;
    }
    case "notBack":
      for (const [stationId, { movedUs, wasConnected }] of moved) {
        const isLate = nowUs - movedUs >= rule.afterMinutes * MINUTE_US;
        const openedUs = facts.stations.get(stationId)?.openedUs ?? 0;
        if (wasConnected && isLate && openedUs < movedUs) found.add(stationId);
      }
      break;
    case "untranslatable":
      for (const { stationId, atUs } of facts.untranslatable) {
        const movedUs = moved.get(stationId)?.movedUs ?? Number.POSITIVE_INFINITY;
        if (atUs.filter((each) => each >= movedUs).length >= rule.count) found.add(stationId);
      }
      break;
  }
  return [...found].sort();
}

function sentenceOf(rule: PlanRule): string {
  switch (rule.kind) {
    case "findings":
      return rule.rules.length === 0
        ? "moved stations have errors that they did not have before"
        : `moved stations have findings that they did not have before (${rule.rules.join(", ")})`;
    case "refusals":
      return `the new CSMS refuses ${rule.sharePercent} % or more of what moved stations ask`;
    case "notBack":
      return `moved stations have not come back after ${rule.afterMinutes} minutes`;
    case "untranslatable":
      return `translation refused something ${rule.count} times or more at moved stations`;
  }
}
