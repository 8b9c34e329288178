/** Limits of power and current, and what vehicles need. */
import type { EnumTexts } from "../text.ts";

const purposes = {
  TxDefaultProfile: "The limit of every transaction that has no profile of its own.",
  TxProfile: "The limit of one transaction; it ends with it.",
};

const kinds = {
  Absolute: "Its times count from the schedule's own start.",
  Recurring: "It begins anew every day or week.",
  Relative: "Its times count from the start of the transaction.",
};

const recurrency = {
  Daily: "Every day at the same time.",
  Weekly: "Every week on the same day and time.",
};

const unit = {
  A: "Amperes, per phase.",
  W: "Watts, of all phases together.",
};

const cleared = {
  Accepted: "At least one profile was removed.",
  Unknown: "No profile fits; there was nothing to remove.",
};

const profileStatus = {
  Accepted: "The profile is stored and counts as its validity says.",
  Rejected:
    "The profile is refused, e.g. as its transaction is not known or it has too many periods.",
};

export const chargingProfileTexts: EnumTexts = {
  ChargingProfilePurposeType: {
    ChargePointMaxProfile: "The limit of the station as a whole.",
    ...purposes,
  },
  ChargingProfilePurposeEnumType: {
    ...purposes,
    ChargingStationExternalConstraints:
      "A limit from outside, e.g. of the grid's operator; the CSMS cannot set it.",
    ChargingStationMaxProfile: "The limit of the station as a whole.",
    PriorityCharging: "The limit while a driver charges with priority; it replaces the TxProfile.",
    LocalGeneration: "What is generated on site and may be drawn in addition.",
  },
  ChargingProfileKindType: kinds,
  ChargingProfileKindEnumType: {
    ...kinds,
    Dynamic: "Its one limit is changed again and again by the CSMS.",
  },
  RecurrencyKindType: recurrency,
  RecurrencyKindEnumType: recurrency,
  ChargingRateUnitType: unit,
  ChargingRateUnitEnumType: unit,
  ChargingProfileStatus: {
    ...profileStatus,
    NotSupported: "The station cannot be given profiles.",
  },
  ChargingProfileStatusEnumType: profileStatus,
  ClearChargingProfileStatus: cleared,
  ClearChargingProfileStatusEnumType: cleared,
  GetCompositeScheduleStatus: {
    Accepted: "The schedule is in the answer.",
    Rejected: "The station cannot tell, e.g. as it does not know the connector.",
  },
  GetChargingProfileStatusEnumType: {
    Accepted: "The profiles follow in ReportChargingProfiles.",
    NoProfiles: "No profile fits; nothing will follow.",
  },
  ChargingLimitSourceEnumType: {
    EMS: "An energy management system on site.",
    Other: "Another source from outside.",
    SO: "The operator of the grid.",
    CSO: "The operator of the stations, through the CSMS.",
  },
  CostKindEnumType: {
    CarbonDioxideEmission: "Emission of carbon dioxide, in grams per kWh.",
    RelativePricePercentage: "Price in percent of the highest one.",
    RenewableGenerationPercentage: "Share of renewable energy, in percent.",
  },
  EnergyTransferModeEnumType: {
    AC_single_phase: "Alternating current, one phase.",
    AC_two_phase: "Alternating current, two phases.",
    AC_three_phase: "Alternating current, three phases.",
    DC: "Direct current.",
    AC_BPT: "Alternating current in both directions.",
    AC_BPT_DER:
      "Alternating current in both directions, with the vehicle obeying the grid's rules.",
    AC_DER: "Alternating current, with the vehicle obeying the grid's rules.",
    DC_BPT: "Direct current in both directions.",
    DC_ACDP: "Direct current through an automatic connection such as a pantograph.",
    DC_ACDP_BPT: "Direct current in both directions through an automatic connection.",
    WPT: "Wireless.",
  },
  ControlModeEnumType: {
    ScheduledControl: "The vehicle follows a schedule agreed on beforehand.",
    DynamicControl: "The vehicle follows what the station says from moment to moment.",
  },
  MobilityNeedsModeEnumType: {
    EVCC: "Only the vehicle says what the driver needs.",
    EVCC_SECC: "The station or the CSMS may also say what the driver needs.",
  },
  NotifyEVChargingNeedsStatusEnumType: {
    Accepted: "A schedule for the vehicle will follow.",
    Rejected: "The CSMS cannot make a schedule.",
    Processing: "A schedule will follow later; the station need not wait.",
    NoChargingProfile: "There will be no profile for the vehicle.",
  },
  NotifyAllowedEnergyTransferStatusEnumType: {
    Accepted: "The station will apply the kinds of transfer allowed.",
    Rejected: "The station cannot change the kinds of transfer.",
  },
  OperationModeEnumType: {
    Idle: "Neither charges nor discharges.",
    ChargingOnly: "Charges and never discharges.",
    CentralSetpoint: "Keeps to a setpoint of the CSMS.",
    ExternalSetpoint: "Keeps to a setpoint from outside.",
    ExternalLimits: "Stays within limits from outside.",
    CentralFrequency: "Supports the grid's frequency by signals of the CSMS.",
    LocalFrequency: "Supports the grid's frequency as it measures it itself.",
    LocalLoadBalancing: "Balances the load of the site by itself.",
  },
  EvseKindEnumType: { AC: "Alternating current.", DC: "Direct current." },
  PriorityChargingStatusEnumType: {
    Accepted: "The request is carried out.",
    Rejected: "The request is refused.",
    NoProfile: "There is no profile for charging with priority.",
  },
};
