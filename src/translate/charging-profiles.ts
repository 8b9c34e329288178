/** A charging profile of 2.0.1 → 1.6's, or the reason why it cannot be one. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { numberOf, settingOf } from "./configuration.ts";
import { fieldOf, isObject, listIn, present } from "./json.ts";
import { openTransactions } from "./transaction-state.ts";
import { lose, type Turn } from "./turn.ts";

export type Profile16 =
  | { readonly kind: "profile"; readonly payload: JsonObject }
  | { readonly kind: "refused"; readonly reasonCode: string };

const refused = (reasonCode: string): Profile16 => ({ kind: "refused", reasonCode });

/** Null for the one purpose that 1.6 does not have. */
export function purposeFor16(purpose: Json | undefined): string | null {
  if (purpose === "ChargingStationMaxProfile") return "ChargePointMaxProfile";
  return purpose === "TxDefaultProfile" || purpose === "TxProfile" ? purpose : null;
}

export function profileFor16(turn: Turn, profile: JsonObject): Profile16 {
  const purpose = purposeFor16(profile["chargingProfilePurpose"]);
  if (purpose === null) {
    lose(turn, "external-constraints", "ChargingStationExternalConstraints");
    return refused("InvalidProfile");
  }
  const schedules = listIn(profile, "chargingSchedule");
  const [schedule] = schedules;
  if (schedules.length > 1 || !isObject(schedule)) {
    lose(turn, "several-schedules", `${schedules.length} schedules`);
    return refused("TooManyElements");
  }
  const reasonCode = faultOf(turn, profile, schedule);
  if (reasonCode !== null) return refused(reasonCode);
  const transactionId = fieldOf(profile, "transactionId");
  const open = openTransactions(turn.state).find(({ txId }) => txId === transactionId);
  if (transactionId !== undefined && open === undefined) return refused("TxNotFound");
  if (fieldOf(schedule, "salesTariff") !== undefined) lose(turn, "sales-tariff", "salesTariff");
  return {
    kind: "profile",
    payload: present({
      chargingProfileId: profile["id"],
      transactionId: open?.int,
      stackLevel: profile["stackLevel"],
      chargingProfilePurpose: purpose,
      chargingProfileKind: profile["chargingProfileKind"],
      recurrencyKind: profile["recurrencyKind"],
      validFrom: profile["validFrom"],
      validTo: profile["validTo"],
      chargingSchedule: scheduleFor16(schedule),
    }),
  };
}

/** What the station would not do, as far as its configuration says. */
function faultOf(turn: Turn, profile: JsonObject, schedule: JsonObject): string | null {
  const { state } = turn;
  const periods = listIn(schedule, "chargingSchedulePeriod");
  if (periods.some((each) => fieldOf(each, "phaseToUse") !== undefined)) {
    lose(turn, "phase-to-use", "phaseToUse");
    return "UnsupportedParam";
  }
  const units = settingOf(state, "ChargingScheduleAllowedChargingRateUnit");
  const unit = schedule["chargingRateUnit"] === "A" ? /current|\bA\b/i : /power|\bW\b/i;
  if (units !== null && units.trim() !== "" && !unit.test(units)) return "UnsupportedRateUnit";
  const periodsMax = numberOf(state, "ChargingScheduleMaxPeriods");
  if (periodsMax !== null && periods.length > periodsMax) return "TooManyElements";
  const levelMax = numberOf(state, "ChargeProfileMaxStackLevel");
  const level = profile["stackLevel"];
  const isTooHigh = levelMax !== null && typeof level === "number" && level > levelMax;
  return isTooHigh ? "InvalidStackLevel" : null;
}

function scheduleFor16(schedule: JsonObject): JsonObject {
  return present({
    duration: schedule["duration"],
    startSchedule: schedule["startSchedule"],
    chargingRateUnit: schedule["chargingRateUnit"],
    chargingSchedulePeriod: listIn(schedule, "chargingSchedulePeriod").map((period) =>
      present({
        startPeriod: fieldOf(period, "startPeriod"),
        limit: tenths(fieldOf(period, "limit")),
        numberPhases: fieldOf(period, "numberPhases"),
      }),
    ),
    minChargingRate: tenths(schedule["minChargingRate"]),
  });
}

/** 1.6 has one decimal; a limit is never raised. */
export function tenths(value: Json | undefined): number | undefined {
  if (typeof value !== "number") return undefined;
  return Number((Math.floor(Number((value * 10).toPrecision(12))) / 10).toFixed(1));
}
