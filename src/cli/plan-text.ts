/** Plans of a cut-over for a terminal. In: answers of the API. Out: lines. */
import { printable } from "../base/printable.ts";
import type { PlanAnswer, PlanStep, PlansAnswer } from "../console/plan-contract.ts";
import { createTable } from "./table.ts";

/** Of the trail; all of it is in the console and the API. */
const TRAIL_LINES = 12;

export function plansText({ plans, problem }: PlansAnswer, width: number | null): string {
  const table = createTable(["plan", "status", "step", "moved", "to"].map(titled), width);
  const rows = plans.map(({ name, status, step, plan, counts }) => [
    ...[name, status, `${step + 1}/${plan.steps.length}`, String(counts.moved)],
    "route" in plan.to ? plan.to.route : plan.to.upstream,
  ]);
  const lines = rows.length === 0 ? "There is no plan.\n" : table.lines(rows);
  return `${lines}${blindness(problem)}`;
}

export function planText(answer: PlanAnswer, width: number | null): string {
  const { name, status, why, plan, step, steps, stations, trail, problem } = answer;
  const head = `${printable(name)}: ${status}${why === "" ? "" : ` (${printable(why)})`}\n`;
  const stepLines = plan.steps.map((each, index) => {
    const moved = steps[index]?.counts.moved ?? 0;
    const mark = index === step ? "▸" : " ";
    return `${mark} ${index + 1}. ${meant(each)}: ${moved} of ${steps[index]?.stations ?? 0} moved\n`;
  });
  const table = createTable(["station", "step", "state", "why"].map(titled), width);
  const rows = stations.map((each) => [
    ...[each.stationId, String(each.step + 1), each.state, each.why],
  ]);
  const happened = trail.slice(0, TRAIL_LINES).map(({ at, who, what, why: reason, count }) => {
    const many = count === 0 ? "" : ` (${count})`;
    return `${at} ${printable(who)}: ${what}${many}${reason === "" ? "" : `: ${printable(reason)}`}\n`;
  });
  return [
    ...[head, ...stepLines, "\n", rows.length === 0 ? "" : table.lines(rows), "\n"],
    ...[...happened, blindness(problem)],
  ].join("");
}

function titled(title: string) {
  return { title };
}

function meant({ stations, percent, vendor, model, firmware }: PlanStep): string {
  const part = [vendor, model, firmware].filter((each) => each !== undefined).join(" ");
  const named = stations.length === 0 ? [] : [`${stations.length} by name`];
  const isGeneral = percent !== undefined || part !== "";
  const general = isGeneral ? [`${percent ?? 100} %${part === "" ? "" : ` of ${part}`}`] : [];
  return printable([...named, ...general].join(" and "));
}

function blindness(problem: string | null): string {
  return problem === null ? "" : `Plans do not go on: ${printable(problem)}.\n`;
}
