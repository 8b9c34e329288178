/**
 * The standard configuration keys of 1.6 and the variables of 2.0.1 that they are (1.6 §9, 2.0.1
 * Part 2 appendix 3.2). What 2.0.1 does not have is a variable of `OCPP16LegacyCtrlr`, by its key.
 */
export type DataType = "boolean" | "integer" | "string" | "MemberList";

export type KeyRow = {
  readonly key: string;
  readonly component: string;
  readonly variable: string;
  /** "" for none. */
  readonly instance: string;
  readonly dataType: DataType;
  readonly mutability: "ReadOnly" | "ReadWrite" | "WriteOnly";
};

export const legacyComponent = "OCPP16LegacyCtrlr";

/** key, component, variable[instance], type, mutability; `-` is the legacy component. */
const table = `
AllowOfflineTxForUnknownId AuthCtrlr OfflineTxForUnknownIdEnabled boolean RW
AuthorizationCacheEnabled AuthCacheCtrlr Enabled boolean RW
AuthorizeRemoteTxRequests AuthCtrlr AuthorizeRemoteStart boolean RW
BlinkRepeat - - integer RW
ClockAlignedDataInterval AlignedDataCtrlr Interval integer RW
ClockAlignedDataInterval AlignedDataCtrlr TxEndedInterval integer RW
ConnectionTimeOut TxCtrlr EVConnectionTimeOut integer RW
ConnectorPhaseRotationMaxLength - - integer RO
GetConfigurationMaxKeys - - integer RO
HeartbeatInterval OCPPCommCtrlr HeartbeatInterval integer RW
LightIntensity - - integer RW
LocalAuthorizeOffline AuthCtrlr LocalAuthorizeOffline boolean RW
LocalAuthorizeOffline AuthCtrlr LocalAuthorizationOffline boolean RW
LocalPreAuthorize AuthCtrlr LocalPreAuthorize boolean RW
LocalPreAuthorize AuthCtrlr LocalPreAuthorization boolean RW
MaxEnergyOnInvalidId TxCtrlr MaxEnergyOnInvalidId integer RW
MeterValuesAlignedData AlignedDataCtrlr Measurands MemberList RW
MeterValuesAlignedDataMaxLength - - integer RO
MeterValuesSampledData SampledDataCtrlr TxUpdatedMeasurands MemberList RW
MeterValuesSampledDataMaxLength - - integer RO
MeterValueSampleInterval SampledDataCtrlr TxUpdatedInterval integer RW
MinimumStatusDuration ChargingStation MinimumStatusDuration integer RW
NumberOfConnectors - - integer RO
ResetRetries OCPPCommCtrlr ResetRetries integer RW
StopTransactionOnEVSideDisconnect TxCtrlr StopTxOnEVSideDisconnect boolean RW
StopTransactionOnInvalidId TxCtrlr StopTxOnInvalidId boolean RW
StopTxnAlignedData AlignedDataCtrlr TxEndedMeasurands MemberList RW
StopTxnAlignedDataMaxLength - - integer RO
StopTxnSampledData SampledDataCtrlr TxEndedMeasurands MemberList RW
StopTxnSampledDataMaxLength - - integer RO
SupportedFeatureProfiles - - string RO
SupportedFeatureProfilesMaxLength - - integer RO
TransactionMessageAttempts OCPPCommCtrlr MessageAttempts[TransactionEvent] integer RW
TransactionMessageRetryInterval OCPPCommCtrlr MessageAttemptInterval[TransactionEvent] integer RW
UnlockConnectorOnEVSideDisconnect OCPPCommCtrlr UnlockOnEVSideDisconnect boolean RW
WebSocketPingInterval OCPPCommCtrlr WebSocketPingInterval integer RW
LocalAuthListEnabled LocalAuthListCtrlr Enabled boolean RW
SendLocalListMaxLength LocalAuthListCtrlr ItemsPerMessage integer RO
ReserveConnectorZeroSupported ReservationCtrlr NonEvseSpecific boolean RO
ChargeProfileMaxStackLevel SmartChargingCtrlr ProfileStackLevel integer RO
ChargingScheduleAllowedChargingRateUnit SmartChargingCtrlr RateUnit MemberList RO
ChargingScheduleMaxPeriods SmartChargingCtrlr PeriodsPerSchedule integer RO
ConnectorSwitch3to1PhaseSupported SmartChargingCtrlr Phases3to1 boolean RO
SupportedFileTransferProtocols OCPPCommCtrlr FileTransferProtocols MemberList RO
AdditionalRootCertificateCheck SecurityCtrlr AdditionalRootCertificateCheck boolean RO
CertificateSignedMaxChainSize SecurityCtrlr MaxCertificateChainSize integer RO
CpoName SecurityCtrlr OrganizationName string RW
SecurityProfile - - integer RW
ISO15118PnCEnabled ISO15118Ctrlr PnCEnabled boolean RW
CentralContractValidationAllowed ISO15118Ctrlr CentralContractValidationAllowed boolean RW
ContractValidationOffline ISO15118Ctrlr ContractValidationOffline boolean RW
CertSigningWaitMinimum SecurityCtrlr CertSigningWaitMinimum integer RW
CertSigningRepeatTimes SecurityCtrlr CertSigningRepeatTimes integer RW
SampledDataSignReadings SampledDataCtrlr SignReadings boolean RW
AlignedDataSignReadings AlignedDataCtrlr SignReadings boolean RW
StartTxnSampledData SampledDataCtrlr TxStartedMeasurands MemberList RW
PublicKeyWithSignedMeterValue OCPPCommCtrlr PublicKeyWithSignedMeterValue string RW
TimeOffset ClockCtrlr TimeOffset string RW
NextTimeOffsetTransitionDateTime ClockCtrlr NextTimeOffsetTransitionDateTime string RW
TimeOffsetNextTransition ClockCtrlr TimeOffset[NextTransition] string RW
NumberOfDecimalsForCostValues TariffCostCtrlr NumberOfDecimalsForCostValues integer RO
CustomDisplayCostAndPrice CustomizationCtrlr CustomImplementationEnabled[COSTMSG] boolean RW
`;

const mutabilities = { RO: "ReadOnly", RW: "ReadWrite", WO: "WriteOnly" } as const;
const dataTypes = ["boolean", "integer", "string", "MemberList"] as const;

/** Without ConnectorPhaseRotation, which is a variable of each EVSE. */
export const keyRows: readonly KeyRow[] = table
  .replace("COSTMSG", "org.openchargealliance.costmsg")
  .trim()
  .split("\n")
  .map((line) => {
    const [key = "", component = "", name = "", type = "", mutability = ""] = line.split(" ");
    const [, variable = "", instance = ""] = /^([^[]*)(?:\[(.*)\])?$/.exec(name) ?? [];
    return {
      key,
      component: component === "-" ? legacyComponent : component,
      variable: variable === "-" ? key : variable,
      instance,
      dataType: dataTypes.find((each) => each === type) ?? "string",
      mutability: mutability === "RW" ? mutabilities.RW : mutabilities.RO,
    };
  });

export const phaseRotationKey = "ConnectorPhaseRotation";

/** Keys that a variable made here stands for, so they are no legacy variables. */
export const absorbedKeys: ReadonlySet<string> = new Set(
  [
    ...["LocalAuthListMaxLength", "MaxChargingProfilesInstalled", "CertificateStoreMaxLength"],
    ...["AuthorizationKey", phaseRotationKey],
  ].map((key) => key.toLowerCase()),
);

/** All keys of the standard, for stations that tell only some at a time. */
export const standardKeys: readonly string[] = [
  ...new Set([...keyRows.map(({ key }) => key), "LocalAuthListMaxLength"]),
  ...["MaxChargingProfilesInstalled", "CertificateStoreMaxLength", phaseRotationKey],
];

/** A vendor's own key tells its type by its value. */
export function guessedType(value: string | null): DataType {
  if (value === null) return "string";
  if (/^(true|false)$/i.test(value)) return "boolean";
  return /^-?\d{1,9}$/.test(value) ? "integer" : "string";
}
