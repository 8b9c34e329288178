/** Types that 2.1 adds about tariffs, cost, taxes and the prices of ISO 15118-20. */
import type { FieldTexts } from "../text.ts";
import { ofType } from "./of-type.ts";

const times: FieldTexts = {
  startTimeOfDay: "From this hour and minute on, in the station's local time.",
  endTimeOfDay:
    "Until this hour and minute, local time; earlier than the start means the next day.",
  dayOfWeek: "Only on these days of the week.",
  validFromDate: "From this day on, in local time.",
  validToDate: "Until this day, which is no longer included.",
  evseKind: "Only when charging with AC, or only with DC.",
};

const taxedPrices: FieldTexts = {
  prices: "Prices without tax, each with conditions; the first whose conditions hold is used.",
  taxRates: "Taxes that are added to these prices.",
};

const tariffs: FieldTexts = {
  ...ofType("TariffType", {
    tariffId: "Identifier of the tariff, unique.",
    description: "The tariff in words for the driver, in one or more languages.",
    currency: "Currency as three letters, e.g. EUR.",
    energy: "Prices per kWh.",
    validFrom: "When it begins to hold; absent means at once.",
    chargingTime: "Prices per minute of charging.",
    idleTime: "Prices per minute of being plugged in without charging.",
    fixedFee: "Prices per transaction, whatever is charged.",
    reservationTime: "Prices per minute of a reservation.",
    reservationFixed: "Prices per reservation.",
    minCost: "At least this is to be paid.",
    maxCost: "At most this is to be paid.",
  }),
  ...ofType("TariffEnergyType", taxedPrices),
  ...ofType("TariffTimeType", taxedPrices),
  ...ofType("TariffFixedType", taxedPrices),
  ...ofType("TariffEnergyPriceType", {
    priceKwh: "Price per kWh without tax.",
    conditions: "When this price holds; absent means always.",
  }),
  ...ofType("TariffTimePriceType", {
    priceMinute: "Price per minute without tax.",
    conditions: "When this price holds; absent means always.",
  }),
  ...ofType("TariffFixedPriceType", {
    conditions: "When this price holds; absent means always.",
    priceFixed: "Price without tax, paid once.",
  }),
  ...ofType("TariffConditionsType", {
    ...times,
    minEnergy: "Once this energy in Wh was taken.",
    maxEnergy: "Until this energy in Wh was taken.",
    minCurrent: "While the current of all phases together is at least this, in A.",
    maxCurrent: "While the current of all phases together is below this, in A.",
    minPower: "While the power is at least this, in W.",
    maxPower: "While the power is below this, in W.",
    minTime: "Once the transaction has lasted this long, in s.",
    maxTime: "Until the transaction has lasted this long, in s.",
    minChargingTime: "Once charging has lasted this long, in s.",
    maxChargingTime: "Until charging has lasted this long, in s.",
    minIdleTime: "Once it was plugged in without charging this long, in s.",
    maxIdleTime: "Until it was plugged in without charging this long, in s.",
  }),
  ...ofType("TariffConditionsFixedType", {
    ...times,
    paymentBrand: "Only with this brand of card, when paying at the station.",
    paymentRecognition: "Only with this kind of payment, e.g. credit or debit card.",
  }),
  ...ofType("TariffAssignmentType", {
    tariffId: "The tariff that is installed.",
    tariffKind: "Whether it is the default tariff or one of a driver.",
    validFrom: "When it begins to hold; absent means it holds already.",
    evseIds: "The EVSEs it holds for.",
    idTokens: "The tokens it holds for, if it is a driver's.",
  }),
  ...ofType("ClearTariffsResultType", {
    statusInfo: "Why it was not removed.",
    tariffId: "The tariff; absent if none was found.",
    status: "Whether it was removed.",
  }),
  ...ofType("TaxRateType", {
    type: "Name of the tax on the receipt.",
    tax: "Rate of the tax, in %.",
    stack: "Order of adding: 0 is on the price, 1 on price and taxes of 0, and so on.",
  }),
  ...ofType("AddressType", {
    name: "Name of the company or person.",
    address1: "First line of the address.",
    address2: "Second line of the address.",
    city: "Town.",
    postalCode: "Postal code of the town.",
    country: "Country, as its full name.",
  }),
};

const cost: FieldTexts = {
  ...ofType("CostDetailsType", {
    chargingPeriods: "How the usage divides into periods of one price each.",
    totalCost: "Cost so far, divided by what it is for.",
    totalUsage: "Energy and time so far.",
    failureToCalculate: "True if the station could not calculate the cost.",
    failureReason: "Why it could not.",
  }),
  ...ofType("ChargingPeriodType", {
    dimensions: "What was used in this period.",
    tariffId: "Tariff that was used; absent if it was calculated in another way.",
    startPeriod: "When it begins; it ends with the next one.",
  }),
  ...ofType("CostDimensionType", {
    type: "What is counted, e.g. energy or charging time.",
    volume:
      "How much of it: energy in Wh (the standard contradicts itself with kWh), time in s, current in A, power in W.",
  }),
  ...ofType("TotalCostType", {
    currency: "Currency as three letters, e.g. EUR.",
    typeOfCost:
      "Whether this is the regular cost, or the least or greatest that the tariff allows.",
    fixed: "Cost of fees per transaction.",
    energy: "Cost of the energy.",
    chargingTime: "Cost of the charging time.",
    idleTime: "Cost of the time without charging.",
    reservationTime: "Cost of the time of the reservation.",
    reservationFixed: "Cost of the reservation itself.",
    total: "Cost of everything.",
  }),
  ...ofType("TotalPriceType", {
    exclTax: "Amount without tax.",
    inclTax: "Amount with tax.",
  }),
  ...ofType("PriceType", {
    exclTax: "Amount without tax; may be absent if inclTax is there.",
    inclTax: "Amount with tax; may be absent if exclTax is there.",
    taxRates: "Taxes that are contained.",
  }),
  ...ofType("TotalUsageType", {
    energy: "Energy taken, in Wh by the price periods; compare with the meter values if in doubt.",
    chargingTime: "Length of the session in s, pauses included.",
    idleTime: "Time plugged in without energy flowing, in s.",
    reservationTime: "Length of the reservation in s.",
  }),
};

const taxRule: FieldTexts = ofType("TaxRuleType", {
  taxRuleID: "Number of the tax.",
  taxRuleName: "Name of the tax.",
  taxIncludedInPrice: "True if the prices contain it already.",
  appliesToEnergyFee: "True if energy is taxed by it.",
  appliesToParkingFee: "True if parking is taxed by it.",
  appliesToOverstayFee: "True if staying too long is taxed by it.",
  appliesToMinimumMaximumCost: "True if least and greatest cost are taxed by it.",
  taxRate: "Rate of the tax, in %.",
});

const priceSchedules: FieldTexts = {
  ...ofType("AbsolutePriceScheduleType", {
    timeAnchor: "When the first price begins to hold.",
    priceScheduleID: "Number of the price schedule.",
    priceScheduleDescription: "Name of the price schedule for the driver.",
    currency: "Currency as three letters, e.g. EUR.",
    language: "Language of its texts.",
    priceAlgorithm: "How the fee is calculated from power and price, as a name of ISO 15118-20.",
    minimumCost: "At least this is to be paid.",
    maximumCost: "At most this is to be paid.",
    priceRuleStacks: "Prices for one stretch of time after another.",
    taxRules: "Taxes on them.",
    overstayRuleList: "Fees for staying too long.",
    additionalSelectedServices: "Further services and their fees.",
  }),
  ...ofType("PriceRuleStackType", {
    duration: "Length of the stretch in seconds.",
    priceRule: "Prices in this stretch, by power.",
  }),
  ...ofType("PriceRuleType", {
    parkingFeePeriod: "Seconds of parking that the parking fee pays for.",
    carbonDioxideEmission: "Carbon dioxide of this energy, in g per kWh.",
    renewableGenerationPercentage: "Renewable share of this energy, in %.",
    energyFee: "Price per kWh.",
    parkingFee: "Price per parking period.",
    powerRangeStart: "Holds from this power on, in W.",
  }),
  ...taxRule,
  ...ofType("OverstayRuleListType", {
    overstayPowerThreshold: "Below this power in W, staying counts as too long.",
    overstayRule: "Fees, one after another.",
    overstayTimeThreshold: "Seconds of grace before the first fee.",
  }),
  ...ofType("OverstayRuleType", {
    overstayFee: "Fee per period.",
    overstayRuleDescription: "Name of the rule for the driver.",
    startTime: "Seconds after overstaying began at which this fee starts.",
    overstayFeePeriod: "Seconds after which the fee is due again.",
  }),
  ...ofType("AdditionalSelectedServicesType", {
    serviceFee: "Fee of the service.",
    serviceName: "Name of the service.",
  }),
  ...ofType("RationalNumberType", {
    exponent: "Power of ten that value is multiplied by.",
    value: "The digits of the number.",
  }),
  ...ofType("PriceLevelScheduleType", {
    priceLevelScheduleEntries: "Levels for one stretch of time after another.",
    timeAnchor: "When the first level begins to hold.",
    priceScheduleId: "Number of the price schedule.",
    priceScheduleDescription: "Name of the price schedule for the driver.",
    numberOfPriceLevels: "How many levels there are in all.",
  }),
  ...ofType("PriceLevelScheduleEntryType", {
    duration: "Length of the stretch in seconds.",
    priceLevel: "Level in this stretch; a lower number is cheaper.",
  }),
};

export const priceTypes: FieldTexts = { ...tariffs, ...cost, ...priceSchedules };
