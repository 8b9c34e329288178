/** Meter values and limits: the rules. */
import type { Rule } from "../rule.ts";
import { chargingStalled } from "../rules/charging-stalled.ts";
import { limitApplied } from "../rules/limit-applied.ts";
import { meterBillingIncomplete } from "../rules/meter-billing-incomplete.ts";
import { meterDecreasing } from "../rules/meter-decreasing.ts";
import { meterJump } from "../rules/meter-jump.ts";
import { meterStopMismatch } from "../rules/meter-stop-mismatch.ts";
import { meterUnitSuspect } from "../rules/meter-unit-suspect.ts";
import { meterValueUnreadable } from "../rules/meter-value-unreadable.ts";

export const meteringRules: readonly Rule[] = [
  meterDecreasing,
  meterJump,
  meterUnitSuspect,
  meterValueUnreadable,
  meterStopMismatch,
  meterBillingIncomplete,
  chargingStalled,
  limitApplied,
];
