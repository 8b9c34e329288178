/** Types about charging profiles and limits. */
import type { FieldTexts } from "../text.ts";
import { ofType, perPhase } from "./of-type.ts";

const limits: FieldTexts = perPhase({
  limit: "Most that may be drawn, in W or A as the schedule's unit says",
  dischargeLimit: "Most that may be fed back, as a negative number in W or A",
  setpoint: "What the vehicle shall keep to, in W or A; negative feeds back",
  setpointReactive:
    "Reactive power or current to keep to; positive is inductive, negative capacitive",
});

export const profileTypes: FieldTexts = {
  ...ofType("ChargingProfileType", {
    id: "Number of the profile; the same number again replaces it.",
    stackLevel: "Rank among profiles of the same purpose: the highest that is valid now decides.",
    chargingProfilePurpose: "What the profile limits: the station, by default, or one transaction.",
    chargingProfileKind: "What its times count from.",
    recurrencyKind: "With Recurring, whether it begins anew daily or weekly.",
    validFrom: "From when on it counts; absent means at once.",
    validTo: "Until when it counts; absent means until it is removed or replaced.",
    chargingSchedule: "The limits over time; up to three for an ISO 15118 vehicle to choose from.",
    transactionId: "With a TxProfile, the transaction it is for.",
    maxOfflineDuration: "Seconds without link after which the profile no longer counts.",
    invalidAfterOfflineDuration:
      "True drops the profile for good after that time; otherwise it counts again with the link.",
    dynUpdateInterval:
      "Seconds after which the station asks for new values; 0 or absent means never.",
    dynUpdateTime: "When the values were last updated.",
    priceScheduleSignature: "Signature over the prices, for ISO 15118-20.",
  }),
  ...ofType("ChargingScheduleType", {
    id: "Number of the schedule.",
    startSchedule:
      "When its first period begins; absent for profiles that count from the start of charging.",
    duration: "Its length in seconds; absent lets the last period go on.",
    chargingRateUnit: "Unit of all its limits, W or A.",
    chargingSchedulePeriod: "The limits, each from a moment on.",
    minChargingRate: "Below this rate, in the schedule's unit, the vehicle charges inefficiently.",
    salesTariff: "Prices over time for an ISO 15118-2 vehicle.",
    limitAtSoC: "A lower limit beyond a state of charge.",
    powerTolerance: "How far the vehicle may be off its announced power, in W.",
    signatureId: "Number by which a signature refers to it.",
    digestValue: "Hash of the price schedule that is signed, in Base64.",
    useLocalTime: "True reads its times as local time of the station, whatever the zone says.",
    randomizedDelay:
      "Each period begins late by a random time of up to this many seconds, to spread the load.",
    absolutePriceSchedule: "Prices over time for an ISO 15118-20 vehicle.",
    priceLevelSchedule: "Price levels over time for an ISO 15118-20 vehicle.",
  }),
  ...ofType("ChargingSchedulePeriodType", {
    ...limits,
    startPeriod:
      "Seconds from the start of the schedule at which this begins and the period before ends.",
    numberPhases: "How many phases may be used; absent means 3.",
    phaseToUse: "With one phase, which one, if the station can switch phases.",
    preconditioningRequest:
      "True asks the vehicle to keep its battery warmed or cooled for charging.",
    evseSleep: "True has the EVSE switch off its power electronics in this period.",
    v2xBaseline: "Power in W on top of which the curves are added.",
    operationMode: "How power is controlled in this period; absent means charging only.",
    v2xFreqWattCurve: "Power by grid frequency.",
    v2xSignalWattCurve: "Power by signal of the grid operator (AFRRSignal).",
  }),
  ...ofType("ChargingScheduleUpdateType", limits),
  ...ofType("LimitAtSoCType", {
    soc: "State of charge in % beyond which the limit holds.",
    limit: "The limit beyond it, in the schedule's unit.",
  }),
  ...ofType("V2XFreqWattPointType", {
    frequency: "Grid frequency in Hz.",
    power: "Power in W at this frequency; negative feeds back.",
  }),
  ...ofType("V2XSignalWattPointType", {
    signal: "Value of the signal.",
    power: "Power in W at this value; negative feeds back.",
  }),
  ...ofType("CompositeScheduleType", {
    chargingSchedulePeriod: "The limits that result, each from a moment on.",
    evseId: "The EVSE it was calculated for; 0 is the whole station.",
    duration: "Its length in seconds.",
    scheduleStart: "When it begins.",
    chargingRateUnit: "Unit of its limits, W or A.",
  }),
  ...ofType("ChargingProfileCriterionType", {
    chargingProfilePurpose: "Only profiles with this purpose.",
    stackLevel: "Only profiles of this rank.",
    chargingProfileId: "Only these profiles; absent means all that meet the other criteria.",
    chargingLimitSource: "Only profiles from these sources; absent means all.",
  }),
  ...ofType("ClearChargingProfileType", {
    evseId: "Only profiles of this EVSE; 0 those of the whole station; absent all.",
    chargingProfilePurpose: "Only profiles with this purpose.",
    stackLevel: "Only profiles of this rank.",
  }),
  ...ofType("ChargingLimitType", {
    chargingLimitSource: "Who set the limit.",
    isGridCritical: "True if the grid depends on the limit being kept.",
    isLocalGeneration: "True if it tells of local generation that adds power, not of a limit.",
  }),
};
