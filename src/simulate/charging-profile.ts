/**
 * A charging schedule (1.6 §7.8, 2.0.1 K01) as the simulated meter follows it. In: the schedule of
 * a profile. Out: power limits and when they begin. Periods are taken relative to now.
 */
import type { Json, JsonObject } from "../exchange/message.ts";
import { listOf, numberOf, objectOf, textOf } from "./json-fields.ts";
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
  /**
   * `connectorId` 0 means all of them. False: a profile for a transaction that does not run there
   * (1.6 §3.13.1, 2.0.1 K01).
   */
  readonly follow: (connectorId: number, profile: JsonObject | undefined) => boolean;
  /** A transaction has ended, and its profile with it. */
  readonly ended: (connector: Connector) => void;
  readonly clear: () => void;
};

const PURPOSES = ["TxProfile", "TxDefaultProfile"] as const;
type Purpose = (typeof PURPOSES)[number];

/** What a purpose allows now, and its periods to come. */
type Followed = { powerW: number | null; readonly cancels: Cancel[] };

/** A TxProfile replaces the TxDefaultProfile for as long as its transaction lasts. */
export function createLimitFollower(
  connectors: readonly Connector[],
  time: SimulatedTime,
): LimitFollower {
  const followed = new Map<Connector, Map<Purpose, Followed>>();

  const apply = (connector: Connector) => {
    const by = followed.get(connector);
    const [inForce] = PURPOSES.flatMap((purpose) => by?.get(purpose)?.powerW ?? []);
    connector.meter.limit(inForce ?? null, time.nowMs());
  };
  const forget = (connector: Connector, purpose: Purpose) => {
    const by = followed.get(connector);
    for (const cancel of by?.get(purpose)?.cancels ?? []) cancel();
    by?.delete(purpose);
  };
  const begin = (connector: Connector, purpose: Purpose, schedule: JsonObject | undefined) => {
    forget(connector, purpose);
    const by = followed.get(connector) ?? new Map<Purpose, Followed>();
    followed.set(connector, by);
    const one: Followed = { powerW: null, cancels: [] };
    by.set(purpose, one);
    for (const { afterMs, powerW } of limitSteps(schedule)) {
      const set = () => {
        one.powerW = powerW;
        apply(connector);
      };
      if (afterMs === 0) set();
      else one.cancels.push(time.after(afterMs, set));
    }
  };

  return {
    follow(connectorId, profile) {
      const purpose =
        textOf(profile, "chargingProfilePurpose") === "TxProfile"
          ? "TxProfile"
          : "TxDefaultProfile";
      const schedule = objectOf(profile, "chargingSchedule") ?? firstOf(profile);
      const followers = connectors.filter(({ id }) => connectorId === 0 || id === connectorId);
      if (purpose === "TxProfile") {
        const of = profile?.["transactionId"];
        const isFor = ({ session }: Connector) =>
          session !== null && (of === undefined || session.transactionId === String(of));
        if (!followers.some(isFor)) return false;
      }
      for (const connector of followers) begin(connector, purpose, schedule);
      return true;
    },
    ended(connector) {
      forget(connector, "TxProfile");
      apply(connector);
    },
    clear() {
      for (const connector of connectors) {
        for (const purpose of PURPOSES) forget(connector, purpose);
        apply(connector);
      }
    },
  };
}

/** 2.x allows several schedules, which only ISO 15118 tells apart. */
function firstOf(profile: JsonObject | undefined): JsonObject | undefined {
  const [schedule] = listOf(profile, "chargingSchedule");
  return schedule === undefined ? undefined : objectOf({ schedule }, "schedule");
}
