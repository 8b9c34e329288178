/** How many findings of each severity there were, step by step through time. */
import { isoFromUs } from "../base/clock.ts";
import { type FindingsScope, scopeOf } from "./findings-scope.ts";
import { rangeOf } from "./messages.ts";
import { numberIn, type QueryDeps, readRows } from "./reader.ts";
import { type TimeSteps, timeStepsOf } from "./time-steps.ts";

export async function readTrend(request: FindingsScope, deps: QueryDeps) {
  const { condition, params } = scopeOf(request, deps);
  const { fromUs, stepUs, count } = await stepsOf(request, deps);
  const stored = await readRows(
    `SELECT least(intDiv(toUnixTimestamp64Micro(at) - {stepsFromUs:Int64}, {stepUs:Int64}), ${count - 1}) AS step,
  countIf(severity = 'error') AS errors, countIf(severity = 'warning') AS warnings,
  countIf(severity = 'note') AS notes
FROM findings WHERE ${condition} GROUP BY step ORDER BY step`,
    { ...params, stepsFromUs: fromUs, stepUs },
    deps,
  );
  const found = new Map(stored.map((row) => [numberIn(row, "step"), row]));
  return {
    stepSeconds: stepUs / 1_000_000,
    steps: Array.from({ length: count }, (_, index) => {
      const row = found.get(index);
      const counted = (name: string) => (row === undefined ? 0 : numberIn(row, name));
      return {
        at: isoFromUs(fromUs + index * stepUs),
        error: counted("errors"),
        warning: counted("warnings"),
        note: counted("notes"),
      };
    }),
  };
}

/** Up to now; without a beginning, from the first finding on. */
export async function stepsOf(request: FindingsScope, deps: QueryDeps): Promise<TimeSteps> {
  const toUs = request.toUs ?? deps.clock.nowUs();
  if (request.fromUs !== null) return timeStepsOf({ fromUs: request.fromUs, toUs });
  const { condition, params } = scopeOf(request, deps);
  const [row] = await readRows(
    `SELECT count() AS findings, toUnixTimestamp64Micro(min(at)) AS first_us FROM findings WHERE ${condition}`,
    params,
    deps,
  );
  const isNone = row === undefined || numberIn(row, "findings") === 0;
  return timeStepsOf({
    fromUs: isNone ? rangeOf(request, deps).fromUs : numberIn(row, "first_us"),
    toUs,
  });
}
