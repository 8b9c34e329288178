/**
 * The charging profiles that a station accepted → the limit in force at a place and time. OCPP 1.6
 * §3.13, OCPP 2.0.1 Part 2 §K: of each purpose the highest stack level counts, a TxProfile replaces
 * the TxDefaultProfile, and of what is left the lowest limit. Bounded.
 */

import { isStationsOwn, type LinkId, parseLinkId } from "../../base/ids.ts";
import { isObject } from "../../base/objects.ts";
import type { Json } from "../../exchange/message.ts";
import { type ChargingProfile, clearedBy, limitAt, readProfile } from "../../sessions/profiles.ts";
import type { LimitChange } from "../../sessions/transaction.ts";
import { integerIn, textIn, valueIn } from "../fields.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { listOf, numberOr } from "./counts.ts";
import { numberOrNull } from "./metered-sessions.ts";

/** Of one station: some purposes and stack levels of a few connectors. */
const PROFILES_MAX = 8;
/** One a quarter of an hour for six hours; what comes after is sent anew by then. */
const PERIODS_MAX = 24;
/** Volt and phases that turn ampere into watt, to tell which of two limits is the lower one. */
const WATT_PER_AMPERE = 230 * 3;
/** IEC 61851 knows no current between 0 and 6 A, so a lower limit pauses. */
const PAUSE_BELOW_A = 6;
const PAUSE_BELOW_W = PAUSE_BELOW_A * 230;

export const profileActions = [
  "SetChargingProfile",
  "ClearChargingProfile",
  "RemoteStartTransaction",
  "RequestStartTransaction",
] as const;

/** Whether the profiles are others now. */
export function noteProfiles(
  profiles: ChargingProfile[],
  { message, sender, request, leg, seq, atUs }: MessageHappening,
  { linkId }: LinkFacts,
): boolean {
  if (message.type !== "callResult" || sender !== "station" || !isStationsOwn(leg)) return false;
  const action = request?.action ?? "";
  if (!isProfileAction(action)) return false;
  const payload = request?.payload ?? null;
  if (textIn(message.callPayload, "status") !== "Accepted") return false;
  if (!isObject(payload)) return false;
  if (action === "ClearChargingProfile") {
    const isCleared = clearedBy(payload);
    return replace(
      profiles,
      profiles.filter((profile) => !isCleared(profile)),
    );
  }
  const asked = valueIn(payload, "csChargingProfiles") ?? valueIn(payload, "chargingProfile");
  const connectorId = integerIn(payload, "connectorId") ?? integerIn(payload, "evseId");
  const profile = readProfile(asked, connectorId, { linkId, seq, atUs });
  if (profile === null) return false;
  // A relative schedule begins with what it is for; here that is its acceptance.
  const startsAtUs = profile.startsAtUs ?? atUs;
  const added = { ...profile, startsAtUs, periods: profile.periods.slice(0, PERIODS_MAX) };
  const others = profiles.filter((other) => !isReplacedBy(other, added));
  return replace(profiles, [...others, added].slice(-PROFILES_MAX));
}

const profileActionSet: ReadonlySet<string> = new Set(profileActions);

function isProfileAction(action: string): boolean {
  return profileActionSet.has(action);
}

function isReplacedBy(old: ChargingProfile, added: ChargingProfile): boolean {
  if (old.profileId !== null && old.profileId === added.profileId) return true;
  if (old.purpose !== added.purpose || old.stackLevel !== added.stackLevel) return false;
  return old.connectorId === added.connectorId;
}

/** A TxProfile goes with its transaction. */
export function endTransaction(profiles: ChargingProfile[], place: string): void {
  replace(
    profiles,
    profiles.filter((profile) => profile.purpose !== "TxProfile" || !isAt(profile, place)),
  );
}

function replace(profiles: ChargingProfile[], by: readonly ChargingProfile[]): boolean {
  profiles.splice(0, profiles.length, ...by);
  return true;
}

/** `connector 1` and `EVSE 1` end with their number. */
function isAt({ connectorId }: ChargingProfile, place: string): boolean {
  if (connectorId === null || connectorId === 0) return true;
  return place.endsWith(` ${connectorId}`) && !place.startsWith("transaction ");
}

/** Null: none is set there. */
export function limitInForce(
  profiles: readonly ChargingProfile[],
  place: string,
  atUs: number,
): LimitChange | null {
  if (profiles.length === 0) return null;
  const highest = new Map<string, LimitChange>();
  for (const profile of profiles) {
    if (!isAt(profile, place)) continue;
    const limit = limitAt(profile, atUs);
    if (limit === null) continue;
    const known = highest.get(profile.purpose);
    if (known === undefined || (known.stackLevel ?? 0) <= (profile.stackLevel ?? 0)) {
      highest.set(profile.purpose, limit);
    }
  }
  if (highest.has("TxProfile")) highest.delete("TxDefaultProfile");
  let lowest: LimitChange | null = null;
  for (const limit of highest.values()) {
    if (lowest === null || wattsOf(limit) < wattsOf(lowest)) lowest = limit;
  }
  return lowest;
}

export function wattsOf({
  limit,
  unit,
}: {
  readonly limit: number | null;
  readonly unit: string;
}): number {
  return (limit ?? 0) * (unit === "A" ? WATT_PER_AMPERE : 1);
}

/** So low that nothing may flow. */
export function isPause({ limit, unit }: Pick<LimitChange, "limit" | "unit">): boolean {
  return limit !== null && limit < (unit === "A" ? PAUSE_BELOW_A : PAUSE_BELOW_W);
}

export function saveProfiles(profiles: readonly ChargingProfile[]): Json {
  return profiles.map((profile) => ({
    ...profile,
    periods: profile.periods.flatMap(({ startS, limit }) => [startS, limit]),
  }));
}

export function parseProfiles(saved: Json | undefined): ChargingProfile[] {
  return listOf(saved).slice(0, PROFILES_MAX).flatMap(parseProfile);
}

function parseProfile(saved: Json): readonly ChargingProfile[] {
  const linkId = parseLinkId(textIn(saved, "linkId"));
  const unit = textIn(saved, "unit");
  if (linkId === null || (unit !== "A" && unit !== "W")) return [];
  const numbers = listOf(valueIn(saved, "periods") as Json).map((number) => numberOr(number, 0));
  const periods = Array.from({ length: Math.floor(numbers.length / 2) }, (_, at) => ({
    startS: numbers[2 * at] ?? 0,
    limit: numbers[2 * at + 1] ?? 0,
  }));
  const number = (name: string) => numberOrNull(valueIn(saved, name));
  return [
    {
      ...{ linkId: linkId satisfies LinkId, unit, periods },
      ...{ seq: number("seq") ?? 0, atUs: number("atUs") ?? 0 },
      ...{ profileId: number("profileId"), stackLevel: number("stackLevel") },
      ...{ purpose: textIn(saved, "purpose"), transactionId: textIn(saved, "transactionId") },
      ...{ connectorId: number("connectorId"), startsAtUs: number("startsAtUs") },
      ...{ durationS: number("durationS"), recursEveryS: number("recursEveryS") },
    },
  ];
}
