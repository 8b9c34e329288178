/**
 * All rules, as data: the engine runs them, the API explains them, the reference page lists them.
 */
import { bootRules } from "./groups/boot.ts";
import { framingRules } from "./groups/framing.ts";
import { linkRules } from "./groups/link.ts";
import { meteringRules } from "./groups/metering.ts";
import { operationsRules } from "./groups/operations.ts";
import { pairingRules } from "./groups/pairing.ts";
import { schemaRules } from "./groups/schema.ts";
import { transactionsRules } from "./groups/transactions.ts";
import type { Rule, RuleText } from "./rule.ts";

export const rules: readonly Rule[] = [
  ...linkRules,
  ...framingRules,
  ...pairingRules,
  ...schemaRules,
  ...bootRules,
  ...transactionsRules,
  ...meteringRules,
  ...operationsRules,
];

export const ruleTexts: readonly RuleText[] = rules.map((rule) => rule.text);

const textById: ReadonlyMap<string, RuleText> = new Map(ruleTexts.map((text) => [text.id, text]));

/** Null for an id of an older or newer version. */
export function ruleText(id: string): RuleText | null {
  return textById.get(id) ?? null;
}
