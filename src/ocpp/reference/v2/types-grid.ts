/** Types that 2.1 adds about inverters at the grid (distributed energy resources, DER). */
import type { FieldTexts } from "../text.ts";
import { ofType, perPhase } from "./of-type.ts";

const priority = "Rank among controls of this type; 0 is the highest.";
const startTime = "When it begins; absent for a default control.";
const duration = "How long it holds, in s; absent for a default control.";
const responseTime = "Time in s to reach 90 % of a new target; 0 means as fast as possible.";

const id: FieldTexts = { id: "Identifier of the control, as named in SetDERControl." };
const reported: FieldTexts = {
  ...id,
  isDefault: "True for a default control.",
  isSuperseded: "True if a control of higher rank takes its place at the moment.",
};

const controls: FieldTexts = {
  ...ofType("DERCurveType", {
    curveData: "Points of the curve.",
    hysteresis: "How it returns to normal after a grid event.",
    priority,
    reactivePowerParams: "Further settings of a curve from voltage to reactive power.",
    voltageParams: "Further settings of a curve for too high or low voltage.",
    yUnit: "What the y values of the points are percentages of.",
    responseTime,
    startTime,
    duration,
  }),
  ...ofType("DERCurvePointsType", {
    x: "What is measured, e.g. voltage in % or frequency in Hz, by type of curve.",
    y: "What the inverter shall do there, in the curve's yUnit.",
  }),
  ...ofType("HysteresisType", {
    hysteresisHigh: "Upper bound within which the grid counts as normal again.",
    hysteresisLow: "Lower bound within which the grid counts as normal again.",
    hysteresisDelay: "Seconds the grid must stay within before returning to normal.",
    hysteresisGradient: "How fast to return to normal, in % per second.",
  }),
  ...ofType("ReactivePowerParamsType", {
    vRef: "Nominal voltage that the points are related to, in %.",
    autonomousVRefEnable: "True lets the inverter adjust that voltage by itself.",
    autonomousVRefTimeConstant: "How slowly it adjusts it, in s.",
  }),
  ...ofType("VoltageParamsType", {
    hv10MinMeanValue: "Voltage that the mean of ten minutes must not exceed.",
    hv10MinMeanTripDelay: "How long it may exceed it before the inverter must disconnect.",
    powerDuringCessation:
      "Which power, active or reactive, is still allowed while feeding is stopped.",
  }),
  ...ofType("EnterServiceType", {
    priority,
    highVoltage: "Connects only below this voltage.",
    lowVoltage: "Connects only above this voltage.",
    highFreq: "Connects only below this grid frequency, in Hz.",
    lowFreq: "Connects only above this grid frequency, in Hz.",
    delay: "Waits this long first, in s.",
    randomDelay: "Waits a random time of up to this in addition, in s.",
    rampRate: "Time to reach full power after connecting, in s.",
  }),
  ...ofType("FixedPFType", {
    priority,
    displacement: "Power factor (cos phi) to keep, 0 to 1.",
    excitation: "True absorbs reactive power (under-excited), false injects it (over-excited).",
    startTime,
    duration,
  }),
  ...ofType("FixedVarType", {
    priority,
    setpoint:
      "Reactive power to keep in %, -100 to 100; negative while charging, positive while feeding back.",
    unit: "What the percentage is of.",
    startTime,
    duration,
  }),
  ...ofType("FreqDroopType", {
    priority,
    overFreq: "Grid frequency in Hz above which power is reduced.",
    underFreq: "Grid frequency in Hz below which power is raised.",
    overDroop: "How strongly power follows above, as change of frequency per change of power.",
    underDroop: "How strongly power follows below, as change of frequency per change of power.",
    responseTime,
    startTime,
    duration,
  }),
  ...ofType("GradientType", {
    priority,
    gradient: "Time for a change of power in normal work, in s; 0 if it does not apply.",
    softGradient: "Time for the rise of power after connecting, in s; 0 if it does not apply.",
  }),
  ...ofType("LimitMaxDischargeType", {
    priority,
    pctMaxDischargePower: "Limit in % of the greatest power the vehicle can feed back.",
    powerMonitoringMustTrip: "Beyond the limit, after how long the inverter must disconnect.",
    startTime,
    duration,
  }),
};

const reports: FieldTexts = {
  ...ofType("DERCurveGetType", {
    ...reported,
    curve: "The curve.",
    curveType: "Which kind of curve it is.",
  }),
  ...ofType("EnterServiceGetType", { ...id, enterService: "The conditions for connecting." }),
  ...ofType("FixedPFGetType", { ...reported, fixedPF: "The power factor." }),
  ...ofType("FixedVarGetType", { ...reported, fixedVar: "The reactive power." }),
  ...ofType("FreqDroopGetType", { ...reported, freqDroop: "The droop." }),
  ...ofType("GradientGetType", { ...id, gradient: "The gradient." }),
  ...ofType("LimitMaxDischargeGetType", { ...reported, limitMaxDischarge: "The limit." }),
};

const inverter: FieldTexts = ofType("DERChargingParametersType", {
  ...perPhase({
    maxChargeApparentPower: "Greatest apparent power while charging, in VA",
    maxDischargeApparentPower: "Greatest apparent power while feeding back, in VA",
    maxChargeReactivePower: "Greatest reactive power it can absorb, in var",
    minChargeReactivePower: "Least reactive power it can absorb, in var",
    maxDischargeReactivePower: "Greatest reactive power it can inject, in var",
    minDischargeReactivePower: "Least reactive power it can inject, in var",
  }),
  evSupportedDERControl: "Grid controls that the vehicle knows.",
  evOverExcitedMaxDischargePower:
    "Greatest power it can feed back at its over-excited power factor, in W.",
  evOverExcitedPowerFactor: "Its power factor when over-excited (injecting reactive power).",
  evUnderExcitedMaxDischargePower:
    "Greatest power it can feed back at its under-excited power factor, in W.",
  evUnderExcitedPowerFactor: "Its power factor when under-excited (absorbing reactive power).",
  maxApparentPower: "Greatest apparent power in all, in VA.",
  nominalVoltage: "Nominal voltage of vehicle and EVSE, in V.",
  nominalVoltageOffset:
    "Difference in V between the voltage at the station and at the grid connection.",
  maxNominalVoltage: "Greatest voltage that vehicle and EVSE can both work with, in V.",
  minNominalVoltage: "Least voltage that vehicle and EVSE can both work with, in V.",
  evInverterManufacturer: "Who built the inverter in the vehicle.",
  evInverterModel: "Model of the inverter in the vehicle.",
  evInverterSerialNumber: "Serial number of the inverter in the vehicle.",
  evInverterSwVersion: "Version of the inverter's software.",
  evInverterHwVersion: "Version of the inverter's hardware.",
  evIslandingDetectionMethod: "How the vehicle notices that the grid is gone.",
  evIslandingTripTime: "Time after which it disconnects when the grid is gone, in s.",
  evMaximumLevel1DCInjection: "Greatest direct current it may inject at level 1, in A.",
  evDurationLevel1DCInjection: "How long it may do so at level 1, in s.",
  evMaximumLevel2DCInjection: "Greatest direct current it may inject at level 2, in A.",
  evDurationLevel2DCInjection: "How long it may do so at level 2, in s.",
  evReactiveSusceptance: "Its susceptance, in siemens.",
  evSessionTotalDischargeEnergyAvailable: "Energy it may still feed back in this session, in Wh.",
});

export const gridTypes: FieldTexts = { ...controls, ...reports, ...inverter };
