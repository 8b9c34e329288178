/** Commands, configuration, firmware and security: the rules, in the order in which they are listed. */
import type { Rule } from "../rule.ts";

export const operationsRules: readonly Rule[] = [];
