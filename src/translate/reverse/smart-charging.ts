/** SetChargingProfile, ClearChargingProfile, GetCompositeSchedule. */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block, type Command, type Move } from "../block.ts";
import { tenths } from "../charging-profiles.ts";
import { decimalOf, integerAt, isoOf, timeMsOf } from "../convert.ts";
import { fieldOf, listIn, objectIn, present } from "../json.ts";
import type { Outcome } from "../live.ts";
import { addressOf } from "../topology.ts";
import { openTransactionOn, transactionByInt } from "../transaction-state.ts";
import { type Call, lose, type Turn } from "../turn.ts";
import { command16, failure16, rejected } from "./command.ts";
import { profileFor201, purposeFor201 } from "./profiles.ts";

const notSupported = { status: "NotSupported" };
const unknown = { status: "Unknown" };

/** Null for a connector that is not there. */
function evseIdOf(turn: Turn, connectorId: number): number | null {
  if (connectorId === 0) return 0;
  return addressOf(turn, connectorId)?.id ?? null;
}

type Setting = { readonly evseId: number; readonly chargingProfile: JsonObject };

/** Null where there is no such connector, transaction or profile. */
function settingOf(turn: Turn, { payload }: Call): Setting | null {
  const connectorId = integerAt(payload, "connectorId") ?? 0;
  const evseId = evseIdOf(turn, connectorId);
  const profile = objectIn(payload, "csChargingProfiles");
  const isOfTransaction = profile["chargingProfilePurpose"] === "TxProfile";
  const int = integerAt(profile, "transactionId");
  // 1.6 may leave the number out: the transaction that is going on there is meant.
  const transaction =
    int === null ? openTransactionOn(turn.state, connectorId) : transactionByInt(turn.state, int);
  if (evseId === null || (isOfTransaction && transaction?.isOpen !== true)) return null;
  const txId = isOfTransaction ? (transaction?.txId ?? null) : null;
  const chargingProfile = profileFor201(profile, txId);
  return chargingProfile === null ? null : { evseId, chargingProfile };
}

/** 1.6 replaces another profile of the same purpose and level; 2.0.1 wants it cleared first. */
const setChargingProfile: Command = {
  action: "SetChargingProfile",
  next(turn, call, [first, cleared, second]) {
    const setting = settingOf(turn, call);
    if (setting === null) return answerWith(rejected);
    if (first === undefined) return askFor("SetChargingProfile", setting);
    const isRival = textIn(first, "payload", "statusInfo", "reasonCode") === "DuplicateProfile";
    if (!isRival) return profileTold(first);
    const { stackLevel, chargingProfilePurpose } = setting.chargingProfile;
    if (cleared === undefined) {
      const { evseId } = setting;
      const chargingProfileCriteria = present({ evseId, stackLevel, chargingProfilePurpose });
      return askFor("ClearChargingProfile", { chargingProfileCriteria });
    }
    if (cleared.kind !== "result") return profileTold(cleared);
    return second === undefined ? askFor("SetChargingProfile", setting) : profileTold(second);
  },
};

function profileTold(outcome: Outcome): Move {
  if (outcome.kind !== "result") {
    return failure16(outcome, { negative: rejected, lacking: notSupported });
  }
  const isAccepted = textIn(outcome.payload, "status") === "Accepted";
  return answerWith(isAccepted ? { status: "Accepted" } : rejected);
}

const purposes = ["ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile"];

/** 2.0.1 wants a criterion; all profiles are those of every purpose. */
function clearings(turn: Turn, { payload }: Call): readonly JsonObject[] | null {
  const id = integerAt(payload, "id");
  // With an id, the other criteria do not count, in either version.
  if (id !== null) return [{ chargingProfileId: id }];
  const connectorId = integerAt(payload, "connectorId");
  const evseId = connectorId === null ? undefined : evseIdOf(turn, connectorId);
  if (evseId === null) return null;
  const stackLevel = fieldOf(payload, "stackLevel");
  const purpose = purposeFor201(fieldOf(payload, "chargingProfilePurpose"));
  const isAll = evseId === undefined && stackLevel === undefined && purpose === undefined;
  return (isAll ? purposes : [purpose]).map((chargingProfilePurpose) => ({
    chargingProfileCriteria: present({ evseId, stackLevel, chargingProfilePurpose }),
  }));
}

const clearChargingProfile: Command = {
  action: "ClearChargingProfile",
  next(turn, call, outcomes) {
    const failed = outcomes.find(({ kind }) => kind !== "result");
    if (failed !== undefined) return failure16(failed, { negative: unknown, lacking: null });
    const next = clearings(turn, call)?.[outcomes.length];
    if (next !== undefined) return askFor("ClearChargingProfile", next);
    const isAny = outcomes.some((each) => textIn(each, "payload", "status") === "Accepted");
    return answerWith(isAny ? { status: "Accepted" } : unknown);
  },
};

const getCompositeSchedule = command16("GetCompositeSchedule", {
  ask(turn, { payload }) {
    const evseId = evseIdOf(turn, integerAt(payload, "connectorId") ?? 0);
    if (evseId === null) return answerWith(rejected);
    return askFor(
      "GetCompositeSchedule",
      present({
        evseId,
        duration: fieldOf(payload, "duration"),
        chargingRateUnit: fieldOf(payload, "chargingRateUnit"),
      }),
    );
  },
  told(turn, call, payload) {
    if (textIn(payload, "status") !== "Accepted") return rejected;
    const schedule = objectIn(payload, "schedule");
    const said = listIn(schedule, "chargingSchedulePeriod");
    const periods = said.flatMap(periodOf);
    if (periods.length === 0) return { status: "Accepted" };
    if (said.some((each) => fieldOf(each, "phaseToUse") !== undefined)) {
      lose(turn, "schedule-phase", "phaseToUse");
    }
    const scheduleStart = isoOf(timeMsOf(schedule["scheduleStart"]) ?? turn.nowMs);
    return {
      ...{ status: "Accepted", scheduleStart },
      connectorId: integerAt(call.payload, "connectorId") ?? 0,
      chargingSchedule: present({
        duration: integerAt(schedule, "duration") ?? undefined,
        startSchedule: scheduleStart,
        chargingRateUnit: schedule["chargingRateUnit"] === "A" ? "A" : "W",
        chargingSchedulePeriod: periods,
      }),
    };
  },
  negative: rejected,
  lacking: null,
});

/** None for what has no beginning or no limit. */
function periodOf(period: Json): readonly JsonObject[] {
  const startPeriod = integerAt(period, "startPeriod");
  const limit = tenths(decimalOf(fieldOf(period, "limit")) ?? undefined);
  if (startPeriod === null || limit === undefined) return [];
  const numberPhases = integerAt(period, "numberPhases") ?? undefined;
  return [present({ startPeriod, limit, numberPhases })];
}

export const smartChargingReverseBlock: Block = {
  name: "reverse.smart-charging",
  commands: [setChargingProfile, clearChargingProfile, getCompositeSchedule],
};
