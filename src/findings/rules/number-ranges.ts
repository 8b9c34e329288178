/**
 * Numbers that the text of OCPP bounds and the schemas of 1.6 and 2.0.1 do not. By action: the
 * place, the least and the greatest value, and what the text says of it.
 */
import type { OcppVersion } from "../../ocpp/versions.ts";
import type { Place } from "../fields.ts";

export type Range = {
  readonly place: Place;
  readonly min: number;
  readonly max: number;
  /** Ends the sentence "… is 200, where …". */
  readonly rule: string;
};

type Ranges = ReadonlyMap<string, readonly Range[]>;

/** 1.6 and 2.x transmit integers of 32 bits with a sign (1.6 §7.1, 2.0.1 Part 2, primitives). */
const INT32_MAX = 2_147_483_647;
const INT32_MIN = -2_147_483_648;

const none: readonly Range[] = [];

const notNegative = (...place: string[]): Range => ({
  ...{ place, min: 0, max: INT32_MAX },
  rule: "it cannot be negative",
});
const fromOne = (...place: string[]): Range => ({
  ...{ place, min: 1, max: INT32_MAX },
  rule: "connectors and EVSEs are counted from 1, and 0 stands for the whole station, which is not meant here",
});
const int32 = (...place: string[]): Range => ({
  ...{ place, min: INT32_MIN, max: INT32_MAX },
  rule: "an integer has 32 bits",
});
const phases = (...place: string[]): Range => ({
  ...{ place, min: 1, max: 3 },
  rule: "there are 1 to 3 phases",
});

/** What a charging schedule may say; a limit below zero is for discharging, from 2.1 on. */
const schedule = (...place: string[]): readonly Range[] => [
  notNegative(...place, "duration"),
  notNegative(...place, "minChargingRate"),
  notNegative(...place, "chargingSchedulePeriod", "*", "startPeriod"),
  { ...notNegative(...place, "chargingSchedulePeriod", "*", "limit"), max: Number.MAX_VALUE },
  phases(...place, "chargingSchedulePeriod", "*", "numberPhases"),
];
const profile = (...place: string[]): readonly Range[] => [
  notNegative(...place, "stackLevel"),
  ...schedule(...place, "chargingSchedule"),
];
const profile2 = (...place: string[]): readonly Range[] => [
  notNegative(...place, "stackLevel"),
  ...schedule(...place, "chargingSchedule", "*"),
];
const interval = { ...notNegative("interval"), rule: "seconds to wait cannot be negative" };

/** OCPP 1.6 §5 and §6. */
const calls16: Ranges = new Map<string, readonly Range[]>([
  ["StartTransaction", [fromOne("connectorId"), notNegative("meterStart")]],
  ["StopTransaction", [notNegative("meterStop"), int32("transactionId")]],
  ["StatusNotification", [notNegative("connectorId")]],
  ["MeterValues", [notNegative("connectorId"), int32("transactionId")]],
  ["RemoteStartTransaction", [fromOne("connectorId"), ...profile("chargingProfile")]],
  ["RemoteStopTransaction", [int32("transactionId")]],
  ["UnlockConnector", [fromOne("connectorId")]],
  ["TriggerMessage", [fromOne("connectorId")]],
  ["ExtendedTriggerMessage", [fromOne("connectorId")]],
  ["ReserveNow", [notNegative("connectorId")]],
  ["ChangeAvailability", [notNegative("connectorId")]],
  ["ClearChargingProfile", [notNegative("connectorId"), notNegative("stackLevel")]],
  ["SetChargingProfile", [notNegative("connectorId"), ...profile("csChargingProfiles")]],
  ["GetCompositeSchedule", [notNegative("connectorId"), notNegative("duration")]],
  ["GetDiagnostics", [notNegative("retries"), notNegative("retryInterval")]],
  ["UpdateFirmware", [notNegative("retries"), notNegative("retryInterval")]],
  ["SignedUpdateFirmware", [notNegative("retries"), notNegative("retryInterval")]],
  ["GetLog", [notNegative("retries"), notNegative("retryInterval")]],
]);
const results16: Ranges = new Map<string, readonly Range[]>([
  ["BootNotification", [interval]],
  ["StartTransaction", [int32("transactionId")]],
  ["GetCompositeSchedule", schedule("chargingSchedule")],
  [
    "GetLocalListVersion",
    [
      {
        place: ["listVersion"],
        min: -1,
        max: INT32_MAX,
        rule: "-1 already says that there is none",
      },
    ],
  ],
]);

/** OCPP 2.0.1 Part 2, messages and datatypes. */
const calls201: Ranges = new Map<string, readonly Range[]>([
  ["StatusNotification", [fromOne("evseId"), fromOne("connectorId")]],
  ["MeterValues", [notNegative("evseId")]],
  [
    "TransactionEvent",
    [
      notNegative("seqNo"),
      notNegative("cableMaxCurrent"),
      fromOne("evse", "id"),
      { ...phases("numberOfPhasesUsed"), min: 0, rule: "there are 0 to 3 phases" },
    ],
  ],
  ["RequestStartTransaction", [fromOne("evseId"), ...profile2("chargingProfile")]],
  ["UnlockConnector", [fromOne("evseId"), fromOne("connectorId")]],
  ["SetChargingProfile", [notNegative("evseId"), ...profile2("chargingProfile")]],
  ["GetCompositeSchedule", [notNegative("evseId"), notNegative("duration")]],
  ["GetLog", [notNegative("retries"), notNegative("retryInterval")]],
  ["UpdateFirmware", [notNegative("retries"), notNegative("retryInterval")]],
]);
const results201: Ranges = new Map<string, readonly Range[]>([
  ["BootNotification", [interval]],
  ["GetCompositeSchedule", schedule("schedule")],
]);

/** The schemas of 2.1 have bounds of their own. */
const ranges = {
  "1.6": { calls: calls16, results: results16 },
  "2.0.1": { calls: calls201, results: results201 },
  "2.1": { calls: new Map(), results: new Map([["BootNotification", [interval]]]) },
} satisfies Record<OcppVersion, { readonly calls: Ranges; readonly results: Ranges }>;

/** Calls of any version that have numbers with bounds, or whose answers have. */
export const rangedActions: readonly string[] = [
  ...new Set([calls16, results16, calls201, results201].flatMap((by: Ranges) => [...by.keys()])),
];

export function rangesOf(
  version: OcppVersion,
  action: string,
  kind: "call" | "result",
): readonly Range[] {
  const { calls, results }: { readonly calls: Ranges; readonly results: Ranges } = ranges[version];
  return (kind === "call" ? calls : results).get(action) ?? none;
}
