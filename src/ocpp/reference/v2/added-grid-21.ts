/** What OCPP 2.1 adds about energy: dynamic limits, discharging, grid codes, battery swapping. */
import type { ActionText } from "../text.ts";

const smartCharging = "K Smart Charging";
const v2x = "Q Bidirectional Power Transfer";
const der = "R DER Control";
const swapping = "S Battery Swapping";
const nothing = { "1.6": [], "2.0.1": [] };

export const addedGrid21: readonly ActionText[] = [
  {
    action: "UpdateDynamicSchedule",
    block: smartCharging,
    purpose:
      "The CSMS changes limit or setpoint of a dynamic charging profile at once, without sending the profile again.",
    when: "As often as the load management decides, down to every few seconds.",
    mistakes: [
      "The profile is not of kind Dynamic or not known, and the call is Rejected; send it with SetChargingProfile first.",
      "It is sent more often than the station can follow; the limits then lag behind.",
    ],
    counterparts: { "1.6": ["SetChargingProfile"], "2.0.1": ["SetChargingProfile"] },
    request: {
      chargingProfileId: "The dynamic profile to change.",
      scheduleUpdate: "The new values; what is absent stays as it is.",
    },
    response: { status: "Whether the station follows the new values." },
  },
  {
    action: "PullDynamicScheduleUpdate",
    block: smartCharging,
    purpose: "The station asks for fresh values of a dynamic charging profile.",
    when: "When dynUpdateInterval of the profile has passed since the last values.",
    mistakes: ["The CSMS does not answer in time, and the station keeps following old values."],
    counterparts: nothing,
    request: { chargingProfileId: "The dynamic profile that needs new values." },
    response: {
      scheduleUpdate: "The new values, if Accepted.",
      status: "Whether the CSMS has new values.",
    },
  },
  {
    action: "UsePriorityCharging",
    block: smartCharging,
    purpose:
      "The CSMS lets a transaction charge with priority, past its usual limit, or ends that.",
    when: "When a driver asks for priority in an app.",
    mistakes: [
      "Without a profile of purpose PriorityCharging installed the answer is NoProfile; install one first.",
    ],
    counterparts: nothing,
    request: {
      transactionId: "The transaction to favour.",
      activate: "True to begin, false to end.",
    },
    response: { status: "Whether the station does so." },
  },
  {
    action: "NotifyPriorityCharging",
    block: smartCharging,
    purpose:
      "The station reports that priority charging was switched on or off at the station itself.",
    when: "When the driver uses a button or the display for it.",
    mistakes: [],
    counterparts: nothing,
    request: {
      transactionId: "The transaction that is favoured.",
      activated: "True if priority began, false if it ended.",
    },
    response: {},
  },
  {
    action: "NotifyAllowedEnergyTransfer",
    block: v2x,
    purpose:
      "The CSMS tells which ways of energy transfer a transaction may use, e.g. whether discharging is allowed.",
    when: "When that was not known at authorization or has changed.",
    mistakes: [
      "Changing it during a session makes the vehicle negotiate its service anew, for which not every vehicle is ready.",
    ],
    counterparts: nothing,
    request: {
      transactionId: "The transaction it holds for.",
      allowedEnergyTransfer: "The allowed ways, e.g. DC or AC_BPT.",
    },
    response: { status: "Whether the station takes it over." },
  },
  {
    action: "AFRRSignal",
    block: v2x,
    purpose:
      "The CSMS passes on a signal for automatic frequency restoration, which the station turns into power by a curve.",
    when: "Whenever the grid operator sends a signal, every few seconds.",
    mistakes: [
      "The running profile has no v2xSignalWattCurve, so the signal cannot be turned into power and is Rejected.",
    ],
    counterparts: nothing,
    request: {
      timestamp: "When the signal takes effect.",
      signal: "Value of the signal, looked up in v2xSignalWattCurve.",
    },
    response: { status: "Whether the station follows the signal." },
  },
  {
    action: "SetDERControl",
    block: der,
    purpose:
      "The CSMS sets how inverters at the station behave towards the grid: curves, limits, power factor.",
    when: "As the grid operator demands: as default at commissioning, and for a time in an emergency.",
    mistakes: [
      "The field does not match controlType: exactly the one for that type must be there.",
      "startTime and duration are missing with a control that is not a default one.",
    ],
    counterparts: nothing,
    request: {
      isDefault: "True for a lasting default, false for a control with start and duration.",
      controlId: "Identifier of the control, chosen by the CSMS.",
      controlType: "Which behaviour is set; it tells which of the other fields is present.",
      curve: "The curve, for types that are one.",
      enterService: "When the inverter may connect to the grid.",
      fixedPFAbsorb: "Fixed power factor while charging.",
      fixedPFInject: "Fixed power factor while discharging.",
      fixedVar: "Fixed reactive power.",
      freqDroop: "How power follows the frequency.",
      gradient: "How fast power may change.",
      limitMaxDischarge: "Limit of the discharge power.",
    },
    response: {
      status: "Whether the control was taken, or why not.",
      supersededIds: "Controls that this one displaces.",
    },
  },
  {
    action: "GetDERControl",
    block: der,
    purpose: "The CSMS asks which grid controls are set.",
    when: "To prove to the grid operator what is active.",
    mistakes: [
      "Accepted carries no data; the controls come in ReportDERControl with the same requestId.",
    ],
    counterparts: nothing,
    request: {
      requestId: "Number that the ReportDERControl messages will carry.",
      isDefault: "True asks for default controls, false for scheduled ones, absent for both.",
      controlType: "Only controls of this type.",
      controlId: "Only this control.",
    },
    response: { status: "Whether controls were found and will be reported." },
  },
  {
    action: "ReportDERControl",
    block: der,
    purpose: "The station reports the grid controls that are set.",
    when: "After it accepted GetDERControl, in as many messages as needed.",
    mistakes: ["There is no sequence number: only tbc tells whether more comes."],
    counterparts: nothing,
    request: {
      curve: "Curves that are set.",
      enterService: "Conditions for connecting to the grid that are set.",
      fixedPFAbsorb: "Fixed power factors while charging that are set.",
      fixedPFInject: "Fixed power factors while discharging that are set.",
      fixedVar: "Fixed reactive powers that are set.",
      freqDroop: "Frequency droops that are set.",
      gradient: "Gradients that are set.",
      limitMaxDischarge: "Discharge limits that are set.",
      requestId: "Number of the GetDERControl that asked.",
    },
    response: {},
  },
  {
    action: "ClearDERControl",
    block: der,
    purpose: "The CSMS removes grid controls.",
    when: "When the demand of the grid operator is over.",
    mistakes: ["isDefault must fit: a scheduled control is not found among the defaults."],
    counterparts: nothing,
    request: {
      isDefault: "True removes default controls, false scheduled ones.",
      controlType: "Only controls of this type.",
      controlId: "Only this control; absent removes all of the type.",
    },
    response: { status: "Whether it was removed, or not found." },
  },
  {
    action: "NotifyDERAlarm",
    block: der,
    purpose: "The station reports a grid fault that an inverter has noticed, and its end.",
    when: "When voltage, frequency or current leave the allowed range, and when they are back.",
    mistakes: ["The end of the alarm is not reported, so it seems to last; look for alarmEnded."],
    counterparts: nothing,
    request: {
      controlType: "The control that has noticed the fault.",
      gridEventFault: "What the fault is; may be absent at its end.",
      alarmEnded: "True when the fault is over.",
      timestamp: "When the fault began or ended.",
      extraInfo: "Details from the vehicle.",
    },
    response: {},
  },
  {
    action: "NotifyDERStartStop",
    block: der,
    purpose: "The station reports that a scheduled grid control has begun or ended.",
    when: "At start and end of each scheduled control.",
    mistakes: [],
    counterparts: nothing,
    request: {
      controlId: "The control, as named in SetDERControl.",
      started: "True at its start, false at its end.",
      timestamp: "When it began or ended.",
      supersededIds: "Controls that were displaced by its start.",
    },
    response: {},
  },
  {
    action: "BatterySwap",
    block: swapping,
    purpose: "The swap station reports batteries that were put in or taken out.",
    when: "At every step of a swap, and when a swap was not completed in time.",
    mistakes: [
      "requestId differs between the batteries put in and those taken out, so the swap cannot be billed; it must be the same.",
    ],
    counterparts: nothing,
    request: {
      batteryData: "The batteries that were put in or taken out.",
      eventType: "Whether batteries came in, went out, or the driver did not take them.",
      idToken: "Who swaps.",
      requestId: "Number that ties together all messages about this swap.",
    },
    response: {},
  },
  {
    action: "RequestBatterySwap",
    block: swapping,
    purpose: "The CSMS asks the swap station to begin a swap for a token.",
    when: "When a driver starts a swap from an app.",
    mistakes: [],
    counterparts: { "1.6": [], "2.0.1": [] },
    request: {
      idToken: "For whom the swap is.",
      requestId: "Number that the BatterySwap messages will carry.",
    },
    response: { status: "Whether the station begins the swap." },
  },
];
