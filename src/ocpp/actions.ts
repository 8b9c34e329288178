/**
 * The actions of every OCPP version, and who may send each (OCPP 1.6 §4 and §5, the 1.6 security
 * whitepaper, OCPP 2.0.1 and 2.1 Part 2). Data and look-ups only.
 */
import type { Sender } from "../base/ids.ts";
import { type OcppVersion, ocppVersions } from "./versions.ts";

type Names = { readonly station: string; readonly csms: string; readonly either: string };

const security16: Names = {
  station:
    "LogStatusNotification SecurityEventNotification SignCertificate SignedFirmwareStatusNotification",
  csms: "CertificateSigned DeleteCertificate ExtendedTriggerMessage GetInstalledCertificateIds GetLog InstallCertificate SignedUpdateFirmware",
  either: "",
};

const core16: Names = {
  station:
    "Authorize BootNotification DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat MeterValues StartTransaction StatusNotification StopTransaction",
  csms: "CancelReservation ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile GetCompositeSchedule GetConfiguration GetDiagnostics GetLocalListVersion RemoteStartTransaction RemoteStopTransaction ReserveNow Reset SendLocalList SetChargingProfile TriggerMessage UnlockConnector UpdateFirmware",
  either: "DataTransfer",
};

const all201: Names = {
  station:
    "Authorize BootNotification ClearedChargingLimit FirmwareStatusNotification Get15118EVCertificate GetCertificateStatus Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport PublishFirmwareStatusNotification ReportChargingProfiles ReservationStatusUpdate SecurityEventNotification SignCertificate StatusNotification TransactionEvent",
  csms: "CancelReservation CertificateSigned ChangeAvailability ClearCache ClearChargingProfile ClearDisplayMessage ClearVariableMonitoring CostUpdated CustomerInformation DeleteCertificate GetBaseReport GetChargingProfiles GetCompositeSchedule GetDisplayMessages GetInstalledCertificateIds GetLocalListVersion GetLog GetMonitoringReport GetReport GetTransactionStatus GetVariables InstallCertificate PublishFirmware RequestStartTransaction RequestStopTransaction ReserveNow Reset SendLocalList SetChargingProfile SetDisplayMessage SetMonitoringBase SetMonitoringLevel SetNetworkProfile SetVariableMonitoring SetVariables TriggerMessage UnlockConnector UnpublishFirmware UpdateFirmware",
  either: "DataTransfer",
};

/** What 2.1 adds to 2.0.1. `NotifyPeriodicEventStream` is a SEND. */
const more21: Names = {
  station:
    "BatterySwap ClosePeriodicEventStream GetCertificateChainStatus NotifyDERAlarm NotifyDERStartStop NotifyPeriodicEventStream NotifyPriorityCharging NotifySettlement OpenPeriodicEventStream PullDynamicScheduleUpdate ReportDERControl VatNumberValidation",
  csms: "AFRRSignal AdjustPeriodicEventStream ChangeTransactionTariff ClearDERControl ClearTariffs GetDERControl GetPeriodicEventStream GetTariffs NotifyAllowedEnergyTransfer NotifyWebPaymentStarted RequestBatterySwap SetDERControl SetDefaultTariff UpdateDynamicSchedule UsePriorityCharging",
  either: "",
};

type Senders = ReadonlyMap<string, readonly Sender[]>;

const station: readonly Sender[] = ["station"];
const csms: readonly Sender[] = ["csms"];
const both: readonly Sender[] = ["station", "csms"];

function sendersOf(parts: readonly Names[]): Senders {
  const senders = new Map<string, readonly Sender[]>();
  for (const part of parts) {
    for (const name of wordsOf(part.station)) senders.set(name, station);
    for (const name of wordsOf(part.csms)) senders.set(name, csms);
    for (const name of wordsOf(part.either)) senders.set(name, both);
  }
  return senders;
}

function wordsOf(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

const actions: Readonly<Record<OcppVersion, Senders>> = {
  "1.6": sendersOf([core16, security16]),
  "2.0.1": sendersOf([all201]),
  "2.1": sendersOf([all201, more21]),
};

const securityActions: ReadonlySet<string> = new Set(sendersOf([security16]).keys());

export function actionsOf(version: OcppVersion): Iterable<string> {
  return actions[version].keys();
}

/** Who may send a call with this action; null where the version does not have it. */
export function sendersOfAction(version: OcppVersion, action: string): readonly Sender[] | null {
  return actions[version].get(action) ?? null;
}

/** The versions that have this action, oldest first. */
export function versionsOfAction(action: string): readonly OcppVersion[] {
  return ocppVersions.filter((version) => actions[version].has(action));
}

/** Of the 1.6 security whitepaper: a 1.6 peer need not know it. */
export function isSecurityExtension(action: string): boolean {
  return securityActions.has(action);
}

const everyAction: ReadonlySet<string> = new Set(
  ocppVersions.flatMap((version) => [...actions[version].keys()]),
);

/** For metrics, whose labels must be finite: the action itself, `other`, or `none` for "". */
export function actionLabel(action: string): string {
  if (everyAction.has(action)) return action;
  return action === "" ? "none" : "other";
}

/** What `actionLabel` may return. */
export function actionLabels(): readonly string[] {
  return [...everyAction, "other", "none"];
}
