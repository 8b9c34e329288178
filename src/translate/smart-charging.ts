/** SetChargingProfile, ClearChargingProfile, GetChargingProfiles, GetCompositeSchedule. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import {
  answerWith,
  askFor,
  type Block,
  type Command,
  command,
  type Move,
  statusOf,
} from "./block.ts";
import { profileFor16, purposeFor16 } from "./charging-profiles.ts";
import { decimalOf, integerAt, isoOf, timeMsOf } from "./convert.ts";
import { fieldOf, listIn, objectIn, present } from "./json.ts";
import { dropProfiles, profileId, putProfile } from "./profile-store.ts";
import type { Profile } from "./state.ts";
import { connectorInUse, connectorsAt } from "./topology.ts";
import { type Call, keep, type Turn } from "./turn.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

/** Of EVSE 0: the station. Null for an EVSE that is not there. */
function connectorFor(turn: Turn, evseId: number): number | null {
  const there = connectorsAt(turn, { id: evseId });
  return there === null ? null : connectorInUse(turn.state, there);
}

function askSet(turn: Turn, call: Call): Move {
  const evseId = integerIn(call.payload, "evseId") ?? 0;
  const profile = objectIn(call.payload, "chargingProfile");
  const purpose = profile["chargingProfilePurpose"];
  if (purpose === "ChargingStationMaxProfile" && evseId !== 0) {
    return answerWith(rejected("InvalidProfile"));
  }
  if (purpose === "TxProfile" && profile["transactionId"] === undefined) {
    return answerWith(rejected("TxNotFound"));
  }
  const connectorId = connectorFor(turn, evseId);
  if (connectorId === null) return answerWith(rejected("UnknownEvse"));
  const made = profileFor16(turn, profile);
  if (made.kind === "refused") return answerWith(rejected(made.reasonCode));
  const isTwice = Object.values(turn.state.profiles).some(
    (each) => each.evseId === evseId && isRival(each.chargingProfile, profile),
  );
  if (isTwice) return answerWith(rejected("DuplicateProfile"));
  return askFor("SetChargingProfile", { connectorId, csChargingProfiles: made.payload });
}

/** Another profile for the same purpose, level and time: 1.6 would replace it without a word. */
function isRival(one: JsonObject, other: JsonObject): boolean {
  const same = ["chargingProfilePurpose", "stackLevel", "transactionId"];
  if (one["id"] === other["id"]) return false;
  if (same.some((name) => one[name] !== other[name])) return false;
  const [from, to] = [timeMsOf(one["validFrom"]), timeMsOf(one["validTo"])];
  const [otherFrom, otherTo] = [timeMsOf(other["validFrom"]), timeMsOf(other["validTo"])];
  return (
    (from ?? Number.NEGATIVE_INFINITY) < (otherTo ?? Number.POSITIVE_INFINITY) &&
    (otherFrom ?? Number.NEGATIVE_INFINITY) < (to ?? Number.POSITIVE_INFINITY)
  );
}

const setChargingProfile = command("SetChargingProfile", {
  ask: askSet,
  told(turn, call, payload) {
    const status = textIn(payload, "status");
    if (status === "NotSupported") return rejected("UnsupportedRequest");
    if (status !== "Accepted") return { status: "Rejected" };
    const evseId = integerIn(call.payload, "evseId") ?? 0;
    putProfile(turn, { evseId, chargingProfile: objectIn(call.payload, "chargingProfile") });
    return { status: "Accepted" };
  },
  negative: rejected,
});

/** With an id, the other criteria do not count, in either version. */
function isCleared({ evseId, chargingProfile }: Profile, request: Json): boolean {
  const id = integerIn(request, "chargingProfileId");
  if (id !== null) return fieldOf(chargingProfile, "id") === id;
  const criteria = objectIn(request, "chargingProfileCriteria");
  const { chargingProfilePurpose: purpose, stackLevel: level, evseId: evse } = criteria;
  return (
    (evse === undefined || evse === evseId) &&
    (level === undefined || level === chargingProfile["stackLevel"]) &&
    (purpose === undefined || purpose === chargingProfile["chargingProfilePurpose"])
  );
}

const clearChargingProfile = command("ClearChargingProfile", {
  ask(turn, call) {
    const criteria = objectIn(call.payload, "chargingProfileCriteria");
    const said = criteria["chargingProfilePurpose"];
    const purpose = said === undefined ? undefined : purposeFor16(said);
    const evseId = integerIn(criteria, "evseId");
    const connectorId = evseId === null ? undefined : connectorFor(turn, evseId);
    // Nothing of this kind was ever set.
    if (purpose === null || connectorId === null) return answerWith({ status: "Unknown" });
    return askFor(
      "ClearChargingProfile",
      present({
        id: fieldOf(call.payload, "chargingProfileId"),
        connectorId,
        chargingProfilePurpose: purpose,
        stackLevel: criteria["stackLevel"],
      }),
    );
  },
  told(turn, call, payload) {
    dropProfiles(turn, (each) => isCleared(each, call.payload));
    return { status: textIn(payload, "status") === "Accepted" ? "Accepted" : "Unknown" };
  },
  negative: (reasonCode) => statusOf("Unknown", reasonCode),
});

/** 2.0.1 Part 2, K09: at most so many in one report. */
const PROFILES_PER_REPORT = 10;

function isAsked({ evseId, chargingProfile }: Profile, request: Json): boolean {
  const criteria = objectIn(request, "chargingProfile");
  const evse = fieldOf(request, "evseId");
  const ids = listIn(criteria, "chargingProfileId");
  const sources = listIn(criteria, "chargingLimitSource");
  const { chargingProfilePurpose: purpose, stackLevel: level } = criteria;
  return (
    (evse === undefined || evse === evseId) &&
    (ids.length === 0 || ids.includes(fieldOf(chargingProfile, "id") ?? -1)) &&
    (sources.length === 0 || sources.includes("CSO")) &&
    (level === undefined || level === chargingProfile["stackLevel"]) &&
    (purpose === undefined || purpose === chargingProfile["chargingProfilePurpose"])
  );
}

const getChargingProfiles: Command = {
  action: "GetChargingProfiles",
  next(turn, call) {
    const found = Object.values(turn.state.profiles)
      .filter((each) => isAsked(each, call.payload))
      .sort((one, other) => one.evseId - other.evseId || profileId(one) - profileId(other));
    if (found.length === 0) return answerWith({ status: "NoProfiles" });
    const evseIds = [...new Set(found.map(({ evseId }) => evseId))];
    const parts = evseIds.flatMap((evseId) => {
      const there = found.filter((each) => each.evseId === evseId);
      const count = Math.ceil(there.length / PROFILES_PER_REPORT);
      return Array.from({ length: count }, (_, index) => ({
        evseId,
        profiles: there.slice(index * PROFILES_PER_REPORT, (index + 1) * PROFILES_PER_REPORT),
      }));
    });
    for (const [index, { evseId, profiles }] of parts.entries()) {
      const payload = present({
        requestId: fieldOf(call.payload, "requestId"),
        ...{ chargingLimitSource: "CSO", evseId },
        chargingProfile: profiles.map(({ chargingProfile }) => chargingProfile),
        tbc: index < parts.length - 1 ? true : undefined,
      });
      keep(turn, { action: "ReportChargingProfiles", payload });
    }
    return answerWith({ status: "Accepted" });
  },
};

const getCompositeSchedule = command("GetCompositeSchedule", {
  ask(turn, call) {
    const connectorId = connectorFor(turn, integerIn(call.payload, "evseId") ?? 0);
    if (connectorId === null) return answerWith(rejected("UnknownEvse"));
    return askFor(
      "GetCompositeSchedule",
      present({
        connectorId,
        duration: fieldOf(call.payload, "duration"),
        chargingRateUnit: fieldOf(call.payload, "chargingRateUnit"),
      }),
    );
  },
  told(turn, call, payload) {
    if (textIn(payload, "status") !== "Accepted") return { status: "Rejected" };
    const schedule = objectIn(payload, "chargingSchedule");
    const periods = listIn(schedule, "chargingSchedulePeriod").flatMap(periodOf);
    if (periods.length === 0) return { status: "Accepted" };
    const start =
      timeMsOf(fieldOf(payload, "scheduleStart")) ?? timeMsOf(schedule["startSchedule"]);
    return {
      status: "Accepted",
      schedule: {
        evseId: integerIn(call.payload, "evseId") ?? 0,
        duration: integerAt(schedule, "duration") ?? integerIn(call.payload, "duration") ?? 0,
        scheduleStart: isoOf(start ?? turn.nowMs),
        chargingRateUnit: schedule["chargingRateUnit"] === "A" ? "A" : "W",
        chargingSchedulePeriod: periods,
      },
    };
  },
  negative: rejected,
});

/** None for what has no beginning or no limit. */
function periodOf(period: Json): readonly JsonObject[] {
  const startPeriod = integerAt(period, "startPeriod");
  const limit = decimalOf(fieldOf(period, "limit"));
  if (startPeriod === null || limit === null) return [];
  const numberPhases = integerAt(period, "numberPhases") ?? undefined;
  return [present({ startPeriod, limit, numberPhases })];
}

export const smartChargingBlock: Block = {
  name: "smart-charging",
  commands: [setChargingProfile, clearChargingProfile, getChargingProfiles, getCompositeSchedule],
};
