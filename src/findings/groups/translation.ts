/** Between the versions: the rules. */
import type { Rule } from "../rule.ts";
import { translationDeadLetter } from "../rules/translation-dead-letter.ts";
import { translationLossy } from "../rules/translation-lossy.ts";
import { translationRefused } from "../rules/translation-refused.ts";

export const translationRules: readonly Rule[] = [
  translationLossy,
  translationRefused,
  translationDeadLetter,
];
