/**
 * Counting all messages that a query finds, from the newest backwards, stretch by stretch: bounded
 * in time and rows. What was not reached is not guessed: the answer says down to when it counted.
 */
import { limits } from "../base/limits.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import type { QueryDeps } from "./reader.ts";
import { type Condition, conditionOf } from "./sql.ts";
import { queryOf } from "./token-hash.ts";
import { createWindows, type Range } from "./windows.ts";

export type CountRequest = Pick<SearchRequest, "q" | "fromUs" | "toUs">;

/** A stretch of the range, and which of its messages. */
export type Stretch = {
  readonly window: Range;
  /** Over `messages`. */
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
};

export type Counted = {
  readonly range: Range;
  /** Everything since then was counted. Unit: µs. */
  readonly countedFromUs: number;
};

/** `count` adds up one stretch and returns how many messages it saw. */
export async function countBack(
  request: CountRequest,
  deps: QueryDeps,
  count: (stretch: Stretch) => Promise<number>,
): Promise<Counted> {
  const range = rangeOf(request, deps);
  const condition = conditionOf(queryOf(request.q, deps));
  const windows = createWindows(range, "newest");
  const startedMs = performance.now();
  let countedFromUs = range.toUs;
  let rows = 0;
  let lastMs = 0;
  for (let window = windows.next(lastMs); window !== null; window = windows.next(lastMs)) {
    const windowMs = performance.now();
    rows += await count(stretchOf(window, condition));
    countedFromUs = window.fromUs;
    const nowMs = performance.now();
    lastMs = nowMs - windowMs;
    if (nowMs - startedMs > limits.countBudgetMs || rows > limits.countRowsMax) break;
  }
  return { range, countedFromUs };
}

function stretchOf(window: Range, condition: Condition): Stretch {
  return {
    window,
    where: `received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND received_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC') AND (${condition.text})`,
    params: { ...condition.params, ...window },
  };
}

/** Findings whose evidence may lie in a stretch: none is older than its messages. */
export const evidenceRows = `SELECT link_id, arrayJoin(evidence) AS seq, rule, severity FROM findings
  WHERE at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')`;
