/** Boot, heartbeat and status: the rules. */
import type { Rule } from "../rule.ts";

export const bootRules: readonly Rule[] = [];
