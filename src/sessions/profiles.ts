/**
 * Charging profiles that a station accepted → the limits they set on a transaction. OCPP 1.6
 * §5.16, §7.13; OCPP 2.0.1 Part 2 §K. In: any JSON. A profile without a readable limit is none.
 */

import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import { dateTimeUs } from "../ocpp/date-time.ts";
import { type Fields, idAt, integerAt, itemsAt, numberAt, objectAt, textAt } from "./fields.ts";
import type { LimitChange, MessageAt } from "./transaction.ts";

export type ChargingProfile = MessageAt & {
  readonly profileId: number | null;
  readonly stackLevel: number | null;
  readonly purpose: string;
  /** "" for any. */
  readonly transactionId: string;
  /** 1.6: connector; 2.x: EVSE; 0 or null: all. */
  readonly connectorId: number | null;
  readonly unit: "A" | "W";
  /** Null: it begins with the transaction, or with its acceptance. */
  readonly startsAtUs: number | null;
  readonly durationS: number | null;
  readonly recursEveryS: number | null;
  readonly periods: readonly { readonly startS: number; readonly limit: number }[];
};

export function readProfile(
  payload: unknown,
  connectorId: number | null,
  at: MessageAt,
): ChargingProfile | null {
  if (!isObject(payload)) return null;
  const { chargingSchedule } = payload;
  // 2.x has up to three for ISO 15118; the first is what the station begins with.
  const schedule = Array.isArray(chargingSchedule) ? chargingSchedule[0] : chargingSchedule;
  if (!isObject(schedule)) return null;
  const unit = textAt(schedule, "chargingRateUnit");
  const periods = periodsOf(schedule);
  if ((unit !== "A" && unit !== "W") || periods.length === 0) return null;
  const kind = textAt(payload, "chargingProfileKind");
  const recurrency = textAt(payload, "recurrencyKind");
  const { linkId, seq, atUs } = at;
  return {
    ...{ linkId, seq, atUs, connectorId, unit, periods },
    profileId: integerAt(payload, "chargingProfileId") ?? integerAt(payload, "id"),
    stackLevel: integerAt(payload, "stackLevel"),
    purpose: textAt(payload, "chargingProfilePurpose"),
    transactionId: idAt(payload, "transactionId"),
    startsAtUs: kind === "Relative" ? null : dateTimeUs(schedule["startSchedule"]),
    durationS: numberAt(schedule, "duration"),
    recursEveryS: kind !== "Recurring" ? null : recurrency === "Weekly" ? 604_800 : 86_400,
  };
}

function periodsOf(schedule: Fields): ChargingProfile["periods"] {
  const items = itemsAt(schedule, "chargingSchedulePeriod").slice(0, limits.profilePeriodsMax);
  return items.flatMap((item) => {
    if (!isObject(item)) return [];
    const startS = numberAt(item, "startPeriod");
    const limit = numberAt(item, "limit");
    return startS === null || limit === null ? [] : [{ startS, limit }];
  });
}

/** The limit in force from `fromUs` on; null where the profile sets none then. */
export function limitAt(profile: ChargingProfile, fromUs: number): LimitChange | null {
  const { linkId, seq, unit, profileId, purpose, stackLevel, recursEveryS, durationS } = profile;
  const sinceS = (fromUs - (profile.startsAtUs ?? fromUs)) / 1_000_000;
  const inS = recursEveryS === null || sinceS < 0 ? sinceS : sinceS % recursEveryS;
  if (inS < 0 || (durationS !== null && inS >= durationS)) return null;
  const period = profile.periods.findLast(({ startS }) => startS <= inS);
  if (period === undefined) return null;
  const { limit } = period;
  return { atUs: fromUs, linkId, seq, limit, unit, profileId, purpose, stackLevel };
}

/** Whether it can count for a transaction there. */
export function isFor(
  profile: ChargingProfile,
  at: { readonly connectorId: number | null; readonly transactionId: string },
): boolean {
  const { connectorId, transactionId } = profile;
  if (transactionId !== "" && transactionId !== at.transactionId) return false;
  return connectorId === null || connectorId === 0 || connectorId === at.connectorId;
}

/** What a ClearChargingProfile asks to be removed: all that matches what it names. */
export function clearedBy(request: Fields): (profile: ChargingProfile) => boolean {
  const criteria = objectAt(request, "chargingProfileCriteria");
  const id = integerAt(request, "id") ?? integerAt(request, "chargingProfileId");
  const purpose =
    textAt(request, "chargingProfilePurpose") || textAt(criteria, "chargingProfilePurpose");
  const stackLevel = integerAt(request, "stackLevel") ?? integerAt(criteria, "stackLevel");
  const connectorId = integerAt(request, "connectorId") ?? integerAt(criteria, "evseId");
  return (profile) => {
    if (id !== null) return profile.profileId === id;
    if (purpose !== "" && profile.purpose !== purpose) return false;
    if (stackLevel !== null && profile.stackLevel !== stackLevel) return false;
    return connectorId === null || profile.connectorId === connectorId;
  };
}
