/** Alerts → the conditions that findings are asked for; what is none is told, not thrown. */
import { problemOf } from "../base/errors.ts";
import type { AlertConfig } from "../config/alerts.ts";
import type { FeedCondition } from "../query/finding-feed.ts";
import { parseQuery } from "../query/parser.ts";
import { findingsConditionOf } from "../query/sql.ts";

export type Conditions = {
  readonly conditions: readonly FeedCondition[];
  /** By the index of a condition: the index of its alert. */
  readonly alertOf: readonly number[];
  readonly invalid: readonly { readonly alert: string; readonly problem: string }[];
};

export function conditionsOf(alerts: readonly AlertConfig[]): Conditions {
  const conditions: FeedCondition[] = [];
  const alertOf: number[] = [];
  const invalid: { alert: string; problem: string }[] = [];
  for (const [index, { name, on, when, vendor, model, firmware }] of alerts.entries()) {
    if (on === "ocpptap") continue;
    const problem = whenProblem(when);
    if (problem === null) {
      conditions.push({ q: when, vendor, model, firmware });
      alertOf.push(index);
    } else {
      invalid.push({ alert: name, problem });
    }
  }
  return { conditions, alertOf, invalid };
}

/** What is wrong with an alert's `when`; null for nothing. */
export function whenProblem(when: string): string | null {
  try {
    findingsConditionOf(parseQuery(when));
    return null;
  } catch (thrown) {
    return problemOf(thrown);
  }
}
