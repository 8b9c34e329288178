/** An energy register that grew more than any charging could have done in that time. */
import { meteringActions } from "../../ocpp/samples.ts";
import { momentsOf } from "../meter-moments.ts";
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

/** The strongest stations for cars deliver 400 kW to one of them. */
const POWER_MAX_W = 500_000;
/** Against the strongest average seen in this series, once that has been learnt. */
const TIMES_PEAK = 10;
const PAIRS_MIN = 10;
/** 6 A on one phase: the least a car charges with. */
const PEAK_MIN_W = 1_400;
/** Less is rounding, or two samples of nearly the same moment. */
const INCREASE_MIN_WH = 1_000;
/** Clocks of one second cannot tell less. */
const ELAPSED_US_MIN = 1_000_000;

export const meterJump = statefulRule(
  {
    id: "meter-jump",
    title: "An energy register grew implausibly fast",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §7.31, §7.43; OCPP 2.0.1 Part 2, MeasurandEnumType",
    explanation:
      "Between two samples the register grew by more energy than the station can deliver in that time: on average more than 500 kW, or more than ten times what this register ever did before while the station itself reported far less power. Usually a value was misread from the meter's bus, the unit changed between two samples, or the register belongs to another meter. Billed as it stands, the driver pays for energy that never flowed.",
    remedy:
      "Do not bill the transaction before its registers were compared with the meter. Look at the samples before and after: a single outlier points to the reading of the meter, a lasting one to an exchanged meter or a change of unit.",
  },
  registersMemory,
  {
    message(happening, link, registers) {
      const steps = noteRegisters(registers, happening, link);
      let reports: Report[] | null = null;
      for (const step of steps) {
        const { before, now } = step;
        const elapsedUs = Math.max(ELAPSED_US_MIN, now.atUs - before.atUs);
        const increaseWh = now.valueWh - before.valueWh;
        const averageW = (increaseWh * 3_600_000_000) / elapsedUs;
        if (isJump(step, averageW) && !isBorneOut(step, averageW, happening.atUs)) {
          const told = before.told + 1;
          now.told = told;
          if (!isPowerOfTen(told)) continue;
          reports ??= [];
          reports.push(reportOf(step, averageW));
        } else if (increaseWh > 0) {
          now.peakW = Math.max(before.peakW, Math.round(averageW));
          now.pairs = before.pairs + 1;
        }
      }
      return reports ?? nothing;
    },
  },
  { actions: meteringActions, sorts: ["call", "send"] },
);

function isJump({ before, now }: Step, averageW: number): boolean {
  if (now.valueWh - before.valueWh < INCREASE_MIN_WH) return false;
  if (averageW > POWER_MAX_W) return true;
  const isLearnt = before.pairs >= PAIRS_MIN && before.peakW >= PEAK_MIN_W;
  return isLearnt && averageW > TIMES_PEAK * before.peakW;
}

/** The station says itself that so much flows: a megawatt station, or a first strong car. */
function isBorneOut({ sample, metered, now }: Step, averageW: number, atUs: number): boolean {
  if (sample.baseUnit !== "Wh") return true;
  return momentsOf(metered.samples, atUs).some(
    (moment) => moment.atUs === now.atUs && (moment.powerW ?? 0) > averageW / 3,
  );
}

function reportOf(step: Step, averageW: number): Report {
  const { before, now, sample, metered } = step;
  const increaseWh = now.valueWh - before.valueWh;
  const elapsed = duration(now.atUs - before.atUs);
  const most =
    averageW > POWER_MAX_W
      ? "more than any station for cars delivers"
      : `more than ten times the ${amount(before.peakW / 1000, "kW")} that it reached before`;
  return {
    sentence: `${nameOfSeries(step)} jumped from ${amount(before.valueWh, "Wh")} to ${amount(now.valueWh, "Wh")} within ${elapsed}: ${amount(increaseWh / 1000, "kWh")}, on average ${amount(averageW / 1000, "kW")}, ${most}.`,
    evidence: evidenceOf(step),
    details: {
      ...{ place: metered.place, measurand: sample.measurand, phase: sample.phase },
      ...{ location: sample.location, unit: sample.unit, transactionId: metered.transactionId },
      ...{ before: before.valueWh, after: now.valueWh, averageW: Math.round(averageW) },
      elapsedMs: Math.round((now.atUs - before.atUs) / 1000),
    },
  };
}
