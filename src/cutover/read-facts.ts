/** What a plan's rules need of the record, and nothing more. In: the plan, its run. Out: facts. */
import type { Plan, PlanRule } from "../config/plan.ts";
import {
  readPlanAnswers,
  readPlanFindings,
  readPlanStations,
  readPlanUntranslatable,
} from "../query/plan-facts.ts";
import type { QueryDeps } from "../query/reader.ts";
import type { Facts } from "./facts.ts";
import type { Run } from "./run.ts";

export async function readFacts(plan: Plan, run: Run, deps: QueryDeps): Promise<Facts> {
  const moved = Object.values(run.places).flatMap(({ movedUs }) => (movedUs > 0 ? [movedUs] : []));
  const firstUs = moved.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const wants = (kind: PlanRule["kind"]) =>
    moved.length > 0 && plan.rollBack.rules.some((rule) => rule.kind === kind);
  // One after the other: nobody waits for it, and others ask, too.
  const stations = await readPlanStations(deps);
  return {
    stations: new Map(stations.map((each) => [each.stationId, each])),
    findings: wants("findings") ? await readPlanFindings(firstUs, deps) : [],
    answers: wants("refusals") ? await readPlanAnswers(firstUs, deps) : [],
    untranslatable: wants("untranslatable") ? await readPlanUntranslatable(firstUs, deps) : [],
  };
}
