/**
 * What becomes of each message between a 1.6 station and a 2.0.1 CSMS, for people: a migration team
 * takes it to the maker of its CSMS. The reference page is made of it, and a test holds it against
 * what the blocks do.
 */

/**
 * `carried`: field by field. `with memory`: also by what is remembered of the station. `here`:
 * answered by ocpptap, the station hears nothing of it. `refused`: with the refusal of 2.0.1.
 */
export type Way = "carried" | "with memory" | "here" | "refused";

export type Carried = {
  readonly action: string;
  /** The message, or the messages, on the other leg. */
  readonly becomes: string;
  readonly way: Way;
  readonly note: string;
};

export const row = (action: string, becomes: string, way: Way, note: string): Carried => ({
  ...{ action, becomes, way, note },
});

export type Asked = { readonly action: string; readonly because: string };

const asked = (action: string, because: string): Asked => ({ action, because });

/** What a 1.6 station says. */
export const fromStation: readonly Carried[] = [
  row(
    "Authorize",
    "Authorize",
    "with memory",
    "The CSMS's own token where it has been seen; else its type is ruled or guessed.",
  ),
  row(
    "BootNotification",
    "BootNotification",
    "with memory",
    "The reason is concluded: a reset, an update, a trigger, else a default.",
  ),
  row(
    "DataTransfer",
    "DataTransfer",
    "carried",
    "Plug & Charge messages in it are sent as the messages that they are.",
  ),
  row(
    "DiagnosticsStatusNotification",
    "LogStatusNotification",
    "with memory",
    "With the requestId of the CSMS's GetLog.",
  ),
  row(
    "FirmwareStatusNotification",
    "FirmwareStatusNotification",
    "with memory",
    "With the requestId of the CSMS's UpdateFirmware.",
  ),
  row(
    "Heartbeat",
    "Heartbeat",
    "carried",
    "While the CSMS is away the answer is ocpptap's own time.",
  ),
  row("LogStatusNotification", "LogStatusNotification", "with memory", "1.6 security extension."),
  row(
    "MeterValues",
    "TransactionEvent Updated, MeterValues, NotifyEvent",
    "with memory",
    "In a transaction an event; temperatures and speeds as NotifyEvent.",
  ),
  row(
    "SecurityEventNotification",
    "SecurityEventNotification",
    "carried",
    "Four events have other names in 2.0.1.",
  ),
  row("SignCertificate", "SignCertificate", "carried", "As ChargingStationCertificate."),
  row(
    "SignedFirmwareStatusNotification",
    "FirmwareStatusNotification",
    "with memory",
    "1.6 security extension.",
  ),
  row(
    "StartTransaction",
    "TransactionEvent Started",
    "with memory",
    "The transactionId is made of what it says: told again, it is the same transaction.",
  ),
  row(
    "StatusNotification",
    "StatusNotification, TransactionEvent Updated, NotifyEvent",
    "with memory",
    "Nine statuses are five; a session has charging states, a fault is an event.",
  ),
  row(
    "StopTransaction",
    "TransactionEvent Ended",
    "with memory",
    "Always acknowledged, whatever number it names.",
  ),
];

/** What a 2.0.1 CSMS asks. */
export const fromCsms: readonly Carried[] = [
  row(
    "CancelReservation",
    "CancelReservation",
    "with memory",
    "No ReservationStatusUpdate follows.",
  ),
  row(
    "CertificateSigned",
    "CertificateSigned",
    "carried",
    "V2GCertificate in a DataTransfer, to a station with Plug & Charge.",
  ),
  row(
    "ChangeAvailability",
    "ChangeAvailability",
    "with memory",
    "An EVSE of several connectors is each of them.",
  ),
  row("ClearCache", "ClearCache", "carried", "Authorizations remembered here are cleared, too."),
  row("ClearChargingProfile", "ClearChargingProfile", "with memory", ""),
  row("ClearDisplayMessage", "", "refused", "Unknown"),
  row("ClearVariableMonitoring", "", "refused", "NotFound for each id"),
  row(
    "CostUpdated",
    "DataTransfer RunningCost",
    "here",
    "Shown where the station says CustomDisplayCostAndPrice; the answer is empty.",
  ),
  row("CustomerInformation", "", "here", "What is remembered of the token is told or forgotten."),
  row("DataTransfer", "DataTransfer", "carried", "Data that is no text becomes JSON text."),
  row("DeleteCertificate", "DeleteCertificate", "carried", ""),
  row(
    "GetBaseReport",
    "GetConfiguration",
    "with memory",
    "All keys are asked for, then NotifyReport.",
  ),
  row("GetChargingProfiles", "", "here", "The profiles as the CSMS set them."),
  row("GetCompositeSchedule", "GetCompositeSchedule", "carried", ""),
  row("GetDisplayMessages", "", "refused", "Unknown"),
  row(
    "GetInstalledCertificateIds",
    "GetInstalledCertificateIds",
    "carried",
    "1.6 is asked once for each type.",
  ),
  row(
    "GetLocalListVersion",
    "GetLocalListVersion",
    "with memory",
    "The CSMS's own version; 0 where the station's list is another.",
  ),
  row(
    "GetLog",
    "GetLog, GetDiagnostics",
    "with memory",
    "A security log only with the 1.6 security extension.",
  ),
  row("GetMonitoringReport", "", "refused", "NotSupported"),
  row("GetReport", "GetConfiguration", "with memory", "As GetBaseReport, by criteria and names."),
  row("GetTransactionStatus", "", "here", "By what is open here and what waits for the CSMS."),
  row(
    "GetVariables",
    "GetConfiguration",
    "with memory",
    "Keys as the variables that they are; others from memory.",
  ),
  row(
    "InstallCertificate",
    "InstallCertificate",
    "carried",
    "Contract roots in a DataTransfer, to a station with Plug & Charge.",
  ),
  row("PublishFirmware", "", "refused", "Rejected"),
  row(
    "RequestStartTransaction",
    "RemoteStartTransaction",
    "with memory",
    "A token of more than 20 characters gets an alias.",
  ),
  row(
    "RequestStopTransaction",
    "RemoteStopTransaction",
    "with memory",
    "By the number that the station knows.",
  ),
  row(
    "ReserveNow",
    "ReserveNow",
    "with memory",
    "Its end is concluded and told as ReservationStatusUpdate.",
  ),
  row(
    "Reset",
    "Reset",
    "with memory",
    "OnIdle waits here until the station is idle; one EVSE cannot be reset.",
  ),
  row("SendLocalList", "SendLocalList", "with memory", "In as many parts as the station needs."),
  row(
    "SetChargingProfile",
    "SetChargingProfile",
    "with memory",
    "One schedule, no phaseToUse, no external constraints.",
  ),
  row("SetDisplayMessage", "", "refused", "Rejected"),
  row("SetMonitoringBase", "", "refused", "NotSupported"),
  row("SetMonitoringLevel", "", "refused", "Rejected"),
  row(
    "SetNetworkProfile",
    "",
    "here",
    "Of ocpptap's way to the CSMS, where an operator allows it; else Rejected.",
  ),
  row("SetVariableMonitoring", "", "refused", "UnsupportedMonitorType, or what is unknown of it"),
  row(
    "SetVariables",
    "ChangeConfiguration",
    "with memory",
    "One call for each key; BasicAuthPassword is ocpptap's own.",
  ),
  row(
    "TriggerMessage",
    "TriggerMessage, ExtendedTriggerMessage",
    "with memory",
    "What the station cannot be asked for is sent as last known.",
  ),
  row(
    "UnlockConnector",
    "UnlockConnector",
    "with memory",
    "Not while a transaction is open: 1.6 would end it.",
  ),
  row("UnpublishFirmware", "", "refused", "NoFirmware"),
  row(
    "UpdateFirmware",
    "UpdateFirmware, SignedUpdateFirmware",
    "with memory",
    "Signed where it is signed and the station can.",
  ),
];

/** What a 1.6 station is asked, and why. */
export const toStation: readonly Asked[] = [
  asked("CancelReservation", "CancelReservation"),
  asked("CertificateSigned", "CertificateSigned"),
  asked("ChangeAvailability", "ChangeAvailability; Reset OnIdle, with drainOnIdle"),
  asked("ChangeConfiguration", "SetVariables"),
  asked("ClearCache", "ClearCache"),
  asked("ClearChargingProfile", "ClearChargingProfile"),
  asked("DataTransfer", "DataTransfer; prices, and Plug & Charge"),
  asked("DeleteCertificate", "DeleteCertificate"),
  asked("ExtendedTriggerMessage", "TriggerMessage"),
  asked("GetCompositeSchedule", "GetCompositeSchedule"),
  asked("GetConfiguration", "GetVariables, GetBaseReport, GetReport; by ocpptap, after a boot"),
  asked("GetDiagnostics", "GetLog"),
  asked("GetInstalledCertificateIds", "GetInstalledCertificateIds"),
  asked("GetLocalListVersion", "GetLocalListVersion; SendLocalList, the first time"),
  asked("GetLog", "GetLog"),
  asked("InstallCertificate", "InstallCertificate"),
  asked("RemoteStartTransaction", "RequestStartTransaction"),
  asked("RemoteStopTransaction", "RequestStopTransaction; by ocpptap, for a start refused late"),
  asked("ReserveNow", "ReserveNow"),
  asked("Reset", "Reset"),
  asked("SendLocalList", "SendLocalList"),
  asked("SetChargingProfile", "SetChargingProfile"),
  asked("SignedUpdateFirmware", "UpdateFirmware"),
  asked("TriggerMessage", "TriggerMessage; by ocpptap, for a missing boot or status"),
  asked("UnlockConnector", "UnlockConnector"),
  asked("UpdateFirmware", "UpdateFirmware"),
];

/** What a 2.0.1 station can say and one of 1.6 behind ocpptap never does. */
export const neverSent: readonly string[] = [
  "ClearedChargingLimit",
  "NotifyChargingLimit",
  "NotifyDisplayMessages",
  "NotifyEVChargingNeeds",
  "NotifyEVChargingSchedule",
  "NotifyMonitoringReport",
  "PublishFirmwareStatusNotification",
];
