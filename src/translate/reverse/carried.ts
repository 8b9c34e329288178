/** What becomes of each message between a 2.0.1 station and a 1.6 CSMS; see `../carried.ts`. */
import type { Carried, Way } from "../carried.ts";

const row = (action: string, becomes: string, way: Way, note: string): Carried => ({
  ...{ action, becomes, way, note },
});

/** What a 2.0.1 station says. */
export const reverseFromStation: readonly Carried[] = [
  row("Authorize", "Authorize", "with memory", "More than 20 characters get an alias."),
  row("BootNotification", "BootNotification", "carried", "Without its reason."),
  row("ClearedChargingLimit", "", "here", ""),
  row("DataTransfer", "DataTransfer", "carried", "Data that is no text becomes JSON text."),
  row(
    "FirmwareStatusNotification",
    "FirmwareStatusNotification, SignedFirmwareStatusNotification",
    "with memory",
    "The nearest of seven statuses, unless the update was a signed one.",
  ),
  row(
    "Get15118EVCertificate",
    "DataTransfer",
    "carried",
    "Plug & Charge; Failed where the CSMS knows nothing of it.",
  ),
  row("GetCertificateStatus", "DataTransfer", "carried", "As Get15118EVCertificate."),
  row("Heartbeat", "Heartbeat", "carried", "With ocpptap's own time while the CSMS is away."),
  row(
    "LogStatusNotification",
    "DiagnosticsStatusNotification, LogStatusNotification",
    "with memory",
    "By the command that asked for the log.",
  ),
  row("MeterValues", "MeterValues", "carried", "Without measurands and units that 1.6 lacks."),
  row("NotifyChargingLimit", "", "here", ""),
  row("NotifyCustomerInformation", "", "here", ""),
  row("NotifyDisplayMessages", "", "here", ""),
  row("NotifyEVChargingNeeds", "", "here", "Rejected"),
  row("NotifyEVChargingSchedule", "", "here", "Accepted"),
  row(
    "NotifyEvent",
    "StatusNotification",
    "with memory",
    "Problems become error codes; other events are taken and told as a loss.",
  ),
  row("NotifyMonitoringReport", "", "here", ""),
  row("NotifyReport", "", "here", "The answer to a GetConfiguration is made of it."),
  row("PublishFirmwareStatusNotification", "", "here", ""),
  row("ReportChargingProfiles", "", "here", ""),
  row("ReservationStatusUpdate", "", "here", ""),
  row("SecurityEventNotification", "SecurityEventNotification", "carried", "With 1.6's names."),
  row(
    "SignCertificate",
    "SignCertificate, DataTransfer",
    "carried",
    "V2GCertificate as a Plug & Charge DataTransfer.",
  ),
  row(
    "StatusNotification",
    "StatusNotification",
    "with memory",
    "Occupied is what the transaction is doing.",
  ),
  row(
    "TransactionEvent",
    "StartTransaction, MeterValues, StopTransaction, StatusNotification, Authorize",
    "with memory",
    "A start once there is a token, a car and a reading; what follows waits for the number.",
  ),
];

/** What a 1.6 CSMS asks. */
export const reverseFromCsms: readonly Carried[] = [
  row("CancelReservation", "CancelReservation", "carried", ""),
  row("CertificateSigned", "CertificateSigned", "carried", "As ChargingStationCertificate."),
  row("ChangeAvailability", "ChangeAvailability", "carried", "Connector 0 is the station."),
  row(
    "ChangeConfiguration",
    "SetVariables",
    "with memory",
    "An AuthorizationKey is the password of ocpptap's own way to the CSMS.",
  ),
  row("ClearCache", "ClearCache", "carried", ""),
  row(
    "ClearChargingProfile",
    "ClearChargingProfile",
    "carried",
    "Without a criterion: one for each purpose.",
  ),
  row("DataTransfer", "DataTransfer", "carried", "Data that is no text becomes JSON text."),
  row("DeleteCertificate", "DeleteCertificate", "carried", ""),
  row("ExtendedTriggerMessage", "TriggerMessage", "carried", ""),
  row("GetCompositeSchedule", "GetCompositeSchedule", "carried", ""),
  row(
    "GetConfiguration",
    "GetVariables, GetBaseReport",
    "with memory",
    "All keys are those of a base report; a variable without a key is `Component.Variable`.",
  ),
  row("GetDiagnostics", "GetLog", "with memory", "No file name where the station refuses."),
  row("GetInstalledCertificateIds", "GetInstalledCertificateIds", "carried", ""),
  row("GetLocalListVersion", "GetLocalListVersion", "carried", "-1 where there is no list."),
  row("GetLog", "GetLog", "carried", ""),
  row("InstallCertificate", "InstallCertificate", "carried", ""),
  row(
    "RemoteStartTransaction",
    "RequestStartTransaction",
    "with memory",
    "A token that the station has not shown is of type Central.",
  ),
  row("RemoteStopTransaction", "RequestStopTransaction", "with memory", "By the station's name."),
  row("ReserveNow", "ReserveNow", "with memory", "Connector 0 is any EVSE."),
  row("Reset", "Reset", "carried", "Immediate; a soft one as `softReset` says."),
  row("SendLocalList", "SendLocalList", "with memory", "In one message, with the CSMS's version."),
  row(
    "SetChargingProfile",
    "SetChargingProfile, ClearChargingProfile",
    "with memory",
    "Another profile in its place is cleared first, as 1.6 replaces it.",
  ),
  row("SignedUpdateFirmware", "UpdateFirmware", "carried", ""),
  row(
    "TriggerMessage",
    "TriggerMessage",
    "carried",
    "A status of each connector where none is named.",
  ),
  row(
    "UnlockConnector",
    "UnlockConnector, RequestStopTransaction",
    "with memory",
    "A transaction there is stopped first, as 1.6 does.",
  ),
  row(
    "UpdateFirmware",
    "UpdateFirmware",
    "with memory",
    "A refusal is told as DownloadFailed: 1.6 has none.",
  ),
];
