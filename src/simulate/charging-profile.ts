/**
 * A charging schedule (1.6 §7.8, 2.0.1 K01) as the simulated meter follows it. In: the schedule of
 * a profile. Out: power limits and when they begin. Periods are taken relative to now.
 */
import type { Json, JsonObject } from "../exchange/message.ts";
import { listOf, numberOf, textOf } from "./json-fields.ts";
import type { Connector } from "./session.ts";
import type { Cancel, SimulatedTime } from "./time.ts";

type LimitStep = { readonly afterMs: number; readonly powerW: number };

/** Phase to neutral; a limit in ampere is turned into watt with it. Unit: V. */
const NOMINAL_V = 230;
/** Periods that are followed; more are ignored. */
const PERIODS_MAX = 100;

export function limitSteps(schedule: JsonObject | undefined): readonly LimitStep[] {
  const isAmpere = textOf(schedule, "chargingRateUnit") === "A";
  return listOf(schedule, "chargingSchedulePeriod")
    .slice(0, PERIODS_MAX)
    .map((period: Json) => {
      const limit = numberOf(period, "limit") ?? 0;
      const phases = numberOf(period, "numberPhases") ?? 3;
      return {
        afterMs: (numberOf(period, "startPeriod") ?? 0) * 1000,
        powerW: isAmpere ? limit * NOMINAL_V * phases : limit,
      };
    });
}

export type LimitFollower = {
  /** `connectorId` 0 means all of them. */
  readonly follow: (connectorId: number, schedule: JsonObject | undefined) => void;
  readonly clear: () => void;
};

export function createLimitFollower(
  connectors: readonly Connector[],
  time: SimulatedTime,
): LimitFollower {
  let cancels: Cancel[] = [];
  const stopFollowing = () => {
    for (const cancel of cancels) cancel();
    cancels = [];
  };
  return {
    follow(connectorId, schedule) {
      stopFollowing();
      const followers = connectors.filter(({ id }) => connectorId === 0 || id === connectorId);
      const apply = (powerW: number) => {
        for (const { meter } of followers) meter.limit(powerW, time.nowMs());
      };
      for (const { afterMs, powerW } of limitSteps(schedule)) {
        if (afterMs === 0) apply(powerW);
        else cancels.push(time.after(afterMs, () => apply(powerW)));
      }
    },
    clear() {
      stopFollowing();
      for (const { meter } of connectors) meter.limit(null, time.nowMs());
    },
  };
}
