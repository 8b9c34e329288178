/** Types about components, variables, monitors and events. */
import type { FieldTexts } from "../text.ts";
import { ofType } from "./of-type.ts";

const about: FieldTexts = {
  component: "The part of the station it is about.",
  variable: "The setting or reading of that part.",
};
const severity = "How severe it is, 0 (danger) to 9 (debug).";
const monitorValue =
  "The limit, or the change that counts (delta), or for periodic monitors the interval in seconds.";
const onlyInTransaction = "True lets the monitor work only while a transaction runs on that part.";

const values: FieldTexts = {
  ...ofType("ComponentType", {
    evse: "The EVSE or connector the component belongs to; absent if it is of the station.",
    name: "Name of the component, from the standard's list where possible, e.g. OCPPCommCtrlr.",
    instance: "Which of several components of that name.",
  }),
  ...ofType("VariableType", {
    name: "Name of the variable, from the standard's list where possible, e.g. HeartbeatInterval.",
    instance: "Which of several variables of that name.",
  }),
  ...ofType("ComponentVariableType", {
    component: "The component that is asked for.",
    variable: "The variable of it; absent means all.",
  }),
  ...ofType("GetVariableDataType", {
    ...about,
    attributeType: "Which value of it: actual, target, lowest or highest; absent means actual.",
  }),
  ...ofType("GetVariableResultType", {
    ...about,
    attributeStatusInfo: "Why it could not be read.",
    attributeStatus: "Whether it could be read.",
    attributeType: "Which value of it was read; absent means actual.",
    attributeValue: "The value as text; cut by the station if longer than ReportingValueSize.",
  }),
  ...ofType("SetVariableDataType", {
    ...about,
    attributeType: "Which value of it to set; absent means actual.",
    attributeValue: "The new value, as text.",
  }),
  ...ofType("SetVariableResultType", {
    ...about,
    attributeType: "Which value of it was to be set; absent means actual.",
    attributeStatus: "Whether it was set, needs a restart, or was refused.",
    attributeStatusInfo: "Why it was not set.",
  }),
  ...ofType("ReportDataType", {
    ...about,
    variableAttribute: "Its values: actual, target, lowest and highest.",
    variableCharacteristics: "What kind of value it is and which values it may have.",
  }),
  ...ofType("VariableAttributeType", {
    type: "Which value this is: actual, target, lowest or highest; absent means actual.",
    value: "The value as text; absent if it can only be written.",
    mutability: "Whether it can be read, written, or both; absent means both.",
    persistent: "True if the value survives a restart.",
    constant: "True if the value never changes.",
  }),
  ...ofType("VariableCharacteristicsType", {
    unit: "Unit of the value, e.g. s, W or Celsius.",
    dataType: "Kind of the value.",
    minLimit: "Lowest value it may have.",
    maxLimit: "Highest value it may have; for texts and lists the greatest length.",
    valuesList: "Values it may have, separated by commas.",
    supportsMonitoring: "Whether monitors may be set on it.",
    maxElements: "How many entries of the list a value may hold.",
  }),
};

const monitors: FieldTexts = {
  ...ofType("SetMonitoringDataType", {
    ...about,
    id: "Number of the monitor to replace; absent makes a new one.",
    transaction: onlyInTransaction,
    value: monitorValue,
    type: "Kind of monitor: upper or lower limit, change, or at intervals.",
    severity,
    periodicEventStream: "Sends the readings as a stream in this rhythm, not as events.",
  }),
  ...ofType("SetMonitoringResultType", {
    ...about,
    id: "Number the station gave to the monitor, if it was set.",
    statusInfo: "Why it was not set.",
    status: "Whether the monitor was set, or why not.",
    type: "Kind of monitor that was asked for.",
    severity,
  }),
  ...ofType("MonitoringDataType", { ...about, variableMonitoring: "The monitors set on it." }),
  ...ofType("VariableMonitoringType", {
    id: "Number of the monitor.",
    transaction: onlyInTransaction,
    value: monitorValue,
    type: "Kind of monitor: upper or lower limit, change, or at intervals.",
    severity,
    eventNotificationType: "Who set the monitor: the factory, the hardware or the CSMS.",
  }),
  ...ofType("ClearMonitoringResultType", {
    status: "Whether the monitor was removed.",
    id: "Number of the monitor.",
    statusInfo: "Why it was not removed.",
  }),
  ...ofType("EventDataType", {
    ...about,
    eventId: "Number of the event; other events may refer to it as their cause.",
    timestamp: "When it happened.",
    trigger: "What raised it: a limit, a change, or the clock.",
    cause: "Number of the event that led to this one.",
    actualValue: "The value that raised it, as text.",
    techCode: "Error code of the vendor.",
    techInfo: "Details in the vendor's words.",
    cleared: "True if the trouble is over with this event.",
    transactionId: "The transaction it belongs to.",
    variableMonitoringId: "Number of the monitor that raised it; absent for built-in events.",
    eventNotificationType: "Who wanted to be told: the factory, the hardware or the CSMS.",
    severity,
  }),
  ...ofType("ConstantStreamDataType", {
    id: "Number of the stream.",
    params: "How often it sends, and how much at once.",
    variableMonitoringId: "Number of the monitor whose readings it carries.",
  }),
  ...ofType("PeriodicEventStreamParamsType", {
    interval: "Seconds after which the collected readings are sent.",
    values: "How many readings are sent together.",
  }),
  ...ofType("StreamDataElementType", {
    t: "Seconds after basetime at which it was read.",
    v: "The reading, as text.",
  }),
};

export const deviceModelTypes: FieldTexts = { ...values, ...monitors };
