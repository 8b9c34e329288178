/** Commands, configuration, firmware and security: the rules. */
import type { Rule } from "../rule.ts";

export const operationsRules: readonly Rule[] = [];
