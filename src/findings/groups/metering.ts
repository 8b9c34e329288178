/** Meter values and limits: the rules. */
import type { Rule } from "../rule.ts";

export const meteringRules: readonly Rule[] = [];
