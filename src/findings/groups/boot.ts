/** Boot, heartbeat and status: the rules, in the order in which they are listed. */
import type { Rule } from "../rule.ts";

export const bootRules: readonly Rule[] = [];
