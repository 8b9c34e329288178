/** A charging profile of 1.6 → 2.0.1's, or null where it cannot be one. */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { integerAt, timeOf } from "../convert.ts";
import { fieldOf, listIn, objectIn, present } from "../json.ts";

export function purposeFor201(purpose: Json | undefined): Json | undefined {
  return purpose === "ChargePointMaxProfile" ? "ChargingStationMaxProfile" : purpose;
}

/** `transactionId` null: of none. */
export function profileFor201(
  profile: JsonObject,
  transactionId: string | null,
): JsonObject | null {
  const id = integerAt(profile, "chargingProfileId");
  const schedule = objectIn(profile, "chargingSchedule");
  const periods = listIn(schedule, "chargingSchedulePeriod");
  if (id === null || periods.length === 0) return null;
  return present({
    ...{ id, transactionId: transactionId ?? undefined },
    stackLevel: profile["stackLevel"],
    chargingProfilePurpose: purposeFor201(profile["chargingProfilePurpose"]),
    chargingProfileKind: profile["chargingProfileKind"],
    recurrencyKind: profile["recurrencyKind"],
    validFrom: timeOf(profile["validFrom"]),
    validTo: timeOf(profile["validTo"]),
    chargingSchedule: [
      present({
        // One schedule for each profile, so the profile's number is its own, too.
        id,
        startSchedule: timeOf(schedule["startSchedule"]),
        duration: schedule["duration"],
        chargingRateUnit: schedule["chargingRateUnit"],
        minChargingRate: schedule["minChargingRate"],
        chargingSchedulePeriod: periods.map((each) =>
          present({
            startPeriod: fieldOf(each, "startPeriod"),
            limit: fieldOf(each, "limit"),
            numberPhases: fieldOf(each, "numberPhases"),
          }),
        ),
      }),
    ],
  });
}
