/**
 * Which enumeration of OCPP 1.6 (edition 2 §7) a field has: its schemas list the values and do not
 * say the name. The security extension's do; they need nothing here.
 */

/** By the end of a path, in every action. */
const byField: ReadonlyMap<string, string> = new Map([
  ["idTagInfo.status", "AuthorizationStatus"],
  ["chargingProfilePurpose", "ChargingProfilePurposeType"],
  ["chargingProfileKind", "ChargingProfileKindType"],
  ["recurrencyKind", "RecurrencyKindType"],
  ["chargingRateUnit", "ChargingRateUnitType"],
  ["sampledValue.context", "ReadingContext"],
  ["sampledValue.format", "ValueFormat"],
  ["sampledValue.measurand", "Measurand"],
  ["sampledValue.phase", "Phase"],
  ["sampledValue.location", "Location"],
  ["sampledValue.unit", "UnitOfMeasure"],
  ["errorCode", "ChargePointErrorCode"],
  ["reason", "Reason"],
  ["updateType", "UpdateType"],
  ["requestedMessage", "MessageTrigger"],
]);

/** By action and the one field whose name says nothing by itself. */
const byAction: ReadonlyMap<string, string> = new Map([
  ["BootNotification response status", "RegistrationStatus"],
  ["CancelReservation response status", "CancelReservationStatus"],
  ["ChangeAvailability request type", "AvailabilityType"],
  ["ChangeAvailability response status", "AvailabilityStatus"],
  ["ChangeConfiguration response status", "ConfigurationStatus"],
  ["ClearCache response status", "ClearCacheStatus"],
  ["ClearChargingProfile response status", "ClearChargingProfileStatus"],
  ["DataTransfer response status", "DataTransferStatus"],
  ["DiagnosticsStatusNotification request status", "DiagnosticsStatus"],
  ["FirmwareStatusNotification request status", "FirmwareStatus"],
  ["GetCompositeSchedule response status", "GetCompositeScheduleStatus"],
  ["RemoteStartTransaction response status", "RemoteStartStopStatus"],
  ["RemoteStopTransaction response status", "RemoteStartStopStatus"],
  ["ReserveNow response status", "ReservationStatus"],
  ["Reset request type", "ResetType"],
  ["Reset response status", "ResetStatus"],
  ["SendLocalList response status", "UpdateStatus"],
  ["SetChargingProfile response status", "ChargingProfileStatus"],
  ["StatusNotification request status", "ChargePointStatus"],
  ["TriggerMessage response status", "TriggerMessageStatus"],
  ["UnlockConnector response status", "UnlockStatus"],
]);

type Place = {
  readonly action: string;
  readonly kind: "request" | "response";
  readonly path: string;
};

export function enumerationOf16({ action, kind, path }: Place): string | null {
  const own = byAction.get(`${action} ${kind} ${path}`);
  if (own !== undefined) return own;
  const parts = path.split(".");
  return byField.get(parts.slice(-2).join(".")) ?? byField.get(parts.at(-1) ?? "") ?? null;
}
