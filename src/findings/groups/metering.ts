/** Meter values and limits: the rules, in the order in which they are listed. */
import type { Rule } from "../rule.ts";

export const meteringRules: readonly Rule[] = [];
