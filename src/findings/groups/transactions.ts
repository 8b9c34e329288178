/** Authorization and transactions: the rules. */
import type { Rule } from "../rule.ts";

export const transactionsRules: readonly Rule[] = [];
