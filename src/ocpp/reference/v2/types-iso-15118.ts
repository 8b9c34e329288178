/** Types about what a vehicle tells by ISO 15118: needs, offers, sales tariffs. */
import type { FieldTexts } from "../text.ts";
import { ofType, perPhase } from "./of-type.ts";

const needs: FieldTexts = {
  ...ofType("ChargingNeedsType", {
    acChargingParameters: "What the vehicle needs when charging with AC.",
    dcChargingParameters: "What the vehicle needs when charging with DC.",
    requestedEnergyTransfer:
      "How the vehicle wants to charge: AC with one or three phases, DC, or both ways.",
    departureTime: "When the driver wants to leave.",
    derChargingParameters: "What its inverter can do for the grid.",
    evEnergyOffer: "What it offers to feed back, and for how much.",
    v2xChargingParameters: "Its limits for charging and discharging.",
    availableEnergyTransfer: "All ways of energy transfer it knows.",
    controlMode: "Whether it follows a plan (scheduled) or the station's setpoints (dynamic).",
    mobilityNeedsMode: "Whether the vehicle alone, or also the CSMS, may set departure and energy.",
  }),
  ...ofType("ACChargingParametersType", {
    energyAmount: "Energy it wants, in Wh, with what it needs to warm or cool itself.",
    evMinCurrent: "Least current it can charge with per phase, in A.",
    evMaxCurrent: "Greatest current it can charge with per phase, in A, cable included.",
    evMaxVoltage: "Greatest voltage it can charge with, in V.",
  }),
  ...ofType("DCChargingParametersType", {
    evMaxCurrent: "Greatest current it can charge with, in A, cable included.",
    evMaxVoltage: "Greatest voltage it can charge with, in V.",
    energyAmount: "Energy it wants, in Wh, with what it needs to warm or cool itself.",
    evMaxPower: "Greatest power it can charge with, in W.",
    stateOfCharge: "State of charge of its battery, in %.",
    evEnergyCapacity: "Capacity of its battery, in Wh.",
    fullSoC: "State of charge that it takes as full, in %.",
    bulkSoC: "State of charge at which it takes fast charging as done, in %.",
  }),
  ...ofType("V2XChargingParametersType", {
    ...perPhase({
      minChargePower: "Least power that vehicle and EVSE can both charge with, in W",
      maxChargePower: "Greatest power that vehicle and EVSE can both charge with, in W",
      minDischargePower: "Least power that both can feed back, in W, 0 or more",
      maxDischargePower: "Greatest power that both can feed back, in W, 0 or more",
    }),
    minChargeCurrent: "Least current that both can charge with, in A.",
    maxChargeCurrent: "Greatest current that both can charge with, in A.",
    minDischargeCurrent: "Least current that both can feed back, in A, 0 or more.",
    maxDischargeCurrent: "Greatest current that both can feed back, in A, 0 or more.",
    minVoltage: "Least voltage that both can work with, in V.",
    maxVoltage: "Greatest voltage that both can work with, in V.",
    evTargetEnergyRequest: "Energy missing to the state of charge that was asked for, in Wh.",
    evMinEnergyRequest: "Energy missing to the least state of charge it must have, in Wh.",
    evMaxEnergyRequest: "Energy it can still take at most, in Wh.",
    evMinV2XEnergyRequest:
      "Energy missing to where discharging may begin, in Wh; positive means not yet.",
    evMaxV2XEnergyRequest:
      "Energy it can take before it leaves its range for cycling, in Wh; negative means it is above.",
    targetSoC: "State of charge wanted at departure, in %.",
  }),
};

const offers: FieldTexts = {
  ...ofType("EVEnergyOfferType", {
    evAbsolutePriceSchedule: "What the vehicle wants to be paid for feeding back.",
    evPowerSchedule: "How much it can feed back, and when.",
  }),
  ...ofType("EVPowerScheduleType", {
    evPowerScheduleEntries: "Power for one stretch of time after another.",
    timeAnchor: "When the first stretch begins.",
  }),
  ...ofType("EVPowerScheduleEntryType", {
    duration: "Length of the stretch in seconds.",
    power: "Greatest power in W in this stretch; negative feeds back.",
  }),
  ...ofType("EVAbsolutePriceScheduleType", {
    timeAnchor: "When the first price begins to hold.",
    currency: "Currency as three letters, e.g. EUR.",
    evAbsolutePriceScheduleEntries: "Prices for one stretch of time after another.",
    priceAlgorithm: "How the fee is calculated from power and price, as a name of ISO 15118-20.",
  }),
  ...ofType("EVAbsolutePriceScheduleEntryType", {
    duration: "Length of the stretch in seconds.",
    evPriceRule: "Prices in this stretch, by power.",
  }),
  ...ofType("EVPriceRuleType", {
    energyFee: "Price per kWh.",
    powerRangeStart: "Holds from this power on, in W; negative feeds back.",
  }),
};

const salesTariffs: FieldTexts = {
  ...ofType("SalesTariffType", {
    id: "Number of the tariff.",
    salesTariffDescription: "Name of the tariff for the driver.",
    numEPriceLevels: "How many price levels there are in all.",
    salesTariffEntry: "Prices for one stretch of time after another.",
  }),
  ...ofType("SalesTariffEntryType", {
    relativeTimeInterval: "When it holds, counted from the start of the schedule.",
    ePriceLevel: "Price level; a lower number is cheaper.",
    consumptionCost: "What energy costs in this time, by power.",
  }),
  ...ofType("RelativeTimeIntervalType", {
    start: "Seconds from now at which it begins.",
    duration: "Its length in seconds; absent means until the next one.",
  }),
  ...ofType("ConsumptionCostType", {
    startValue: "Holds from this power on, in W.",
    cost: "What is spent: money, renewable share or carbon dioxide.",
  }),
  ...ofType("CostType", {
    costKind: "What is counted: money, renewable share or carbon dioxide.",
    amount: "How much per kWh, to be multiplied by ten to the power of amountMultiplier.",
    amountMultiplier: "Power of ten for the amount, -3 to 3; absent means 0.",
  }),
};

export const iso15118Types: FieldTexts = { ...needs, ...offers, ...salesTariffs };
