/** An energy register that went back: by a step, or to where it began. */
import { meteringActions } from "../../ocpp/samples.ts";
import { amount } from "../meter-samples.ts";
import { nothing, type Report, statefulRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { isPowerOfTen } from "./counts.ts";
import {
  evidenceOf,
  nameOfSeries,
  noteRegisters,
  registersMemory,
  type Step,
} from "./registers.ts";

/** Meters round, and stations round once more; a step back of one unit is told by many. */
const TOLERANCE_WH = 1;
/** Below this share of what it was, a register began anew. */
const RESET_SHARE = 0.01;

export const meterDecreasing = statefulRule(
  {
    id: "meter-decreasing",
    title: "An energy register went back",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §7.31, §7.43; OCPP 2.0.1 Part 2, MeasurandEnumType",
    explanation:
      "An energy register counts everything that ever went through the meter, like the one of a house: it only grows. Energy is billed as the difference of two of its values, so a value below the one before makes a session too cheap, too dear, or negative. A register that falls to zero was reset, by a restart or because the station counts each session on its own; a small step back comes from a station that mixes two meters or works out values from power.",
    remedy:
      "Do not bill this transaction by its samples without looking. Let the station send the register of its meter itself, which survives restarts. If it counts each session from zero, tell the CSMS, or use Energy.Active.Import.Interval.",
  },
  registersMemory,
  {
    message(happening, link, registers) {
      const steps = noteRegisters(registers, happening, link);
      let reports: Report[] | null = null;
      for (const step of steps) {
        if (step.before.valueWh - step.now.valueWh <= TOLERANCE_WH) continue;
        const told = step.before.told + 1;
        step.now.told = told;
        if (!isPowerOfTen(told)) continue;
        reports ??= [];
        reports.push(reportOf(step, told));
      }
      return reports ?? nothing;
    },
  },
  { actions: meteringActions, sorts: ["call", "send"] },
);

function reportOf(step: Step, times: number): Report {
  const { before, now, sample, metered } = step;
  const isReset = now.valueWh >= 0 && now.valueWh < before.valueWh * RESET_SHARE;
  const isNewSession = isReset && before.transactionId !== now.transactionId;
  const how = isNewSession
    ? "began anew with another session"
    : isReset
      ? "was reset in the middle"
      : "went back";
  const again = times === 1 ? "" : ` It is the ${times}th time.`;
  const unit = sample.baseUnit;
  return {
    severity: isNewSession ? "note" : "warning",
    sentence: `${nameOfSeries(step)} ${how}: from ${amount(before.valueWh, unit)} to ${amount(now.valueWh, unit)} within ${duration(now.atUs - before.atUs)}.${again}`,
    evidence: evidenceOf(step),
    details: {
      ...{ place: metered.place, measurand: sample.measurand, phase: sample.phase },
      ...{ location: sample.location, unit: sample.unit, transactionId: metered.transactionId },
      ...{ before: before.valueWh, after: now.valueWh, isReset, times },
    },
  };
}
