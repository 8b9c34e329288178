/** Types about transactions, meter values and battery swaps. */
import type { FieldTexts } from "../text.ts";
import { ofType } from "./of-type.ts";

export const transactionTypes: FieldTexts = {
  ...ofType("TransactionType", {
    transactionId: "Identifier of the transaction, chosen by the station; never used twice.",
    chargingState: "Whether power flows, and if not, who holds it up.",
    timeSpentCharging: "Seconds in which energy was transferred, without pauses.",
    stoppedReason: "Why it ended; absent means Local.",
    remoteStartId: "Number of the RequestStartTransaction that led to it.",
    operationMode: "How power is controlled at the moment, e.g. charging only or by setpoint.",
    tariffId: "Tariff by which the station calculates.",
    transactionLimit: "Limits that hold for it, of the driver or the CSMS.",
  }),
  ...ofType("TransactionLimitType", {
    maxCost: "It ends or pauses at this cost, in the currency of the tariff.",
    maxEnergy: "It ends or pauses after this energy, in Wh.",
    maxTime: "It ends or pauses after this time, in s.",
    maxSoC: "It ends or pauses at this state of charge of the vehicle, in %.",
  }),
  ...ofType("MeterValueType", {
    sampledValue: "What was read at this moment.",
    timestamp: "When it was read.",
  }),
  ...ofType("SampledValueType", {
    value: "The number, to be multiplied by ten to the power of multiplier.",
    context: "Why it was read, e.g. at the start or periodically; absent means periodically.",
    measurand: "What was measured; absent means energy taken from the grid, as a meter reading.",
    phase: "Phase or pair of phases; absent means all together.",
    location: "Where it was measured; absent means at the outlet.",
    signedMeterValue: "The reading with the meter's signature, for billing under calibration law.",
    unitOfMeasure: "Unit and multiplier; absent means Wh for energy.",
  }),
  ...ofType("SignedMeterValueType", {
    signedMeterData: "The signed data in Base64; the signature may cover more than this value.",
    signingMethod: "How it was signed; may be empty if it is part of the data.",
    encodingMethod: "Format of the data before Base64, e.g. OCMF or EDL.",
    publicKey: "Key to check the signature with, in Base64; may be empty if it was sent before.",
  }),
  ...ofType("UnitOfMeasureType", {
    unit: "Unit, e.g. Wh, kWh, W, A, V or Percent; absent means Wh for energy.",
    multiplier: "Power of ten for the value: 3 makes W into kW; absent means 0.",
  }),
  ...ofType("BatteryDataType", {
    evseId: "Slot of the battery.",
    serialNumber: "Serial number of the battery.",
    soC: "State of charge, in %.",
    soH: "State of health: what it still holds of its first capacity, in %.",
    productionDate: "When the battery was made.",
    vendorInfo: "Details in the vendor's own form.",
  }),
};
