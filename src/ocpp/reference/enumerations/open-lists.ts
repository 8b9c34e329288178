/**
 * Values that the standard lists but whose fields are free text in the schemas: security events
 * (1.6 security extension; 2.0.1 and 2.1 Part 2 Appendix 1) and reason codes (2.x Appendix 5).
 */

import type { OcppVersion } from "../../versions.ts";
import type { EnumTexts } from "../text.ts";

export type SecurityEvent = {
  readonly meaning: string;
  readonly versions: readonly OcppVersion[];
  /** In these it must be sent at once, not only written to the security log. */
  readonly criticalIn: readonly OcppVersion[];
};

const all: readonly OcppVersion[] = ["1.6", "2.0.1", "2.1"];
const only16: readonly OcppVersion[] = ["1.6"];
const only2: readonly OcppVersion[] = ["2.0.1", "2.1"];
const only21: readonly OcppVersion[] = ["2.1"];
const never: readonly OcppVersion[] = [];

const rows = [
  ["FirmwareUpdated", all, all, "New firmware was installed; check that somebody wanted it."],
  [
    ...(["FailedToAuthenticateAtCentralSystem", only16, never] as const),
    "The CSMS refused the station's password or certificate.",
  ],
  [
    ...(["FailedToAuthenticateAtCsms", only2, never] as const),
    "The CSMS refused the station's password or certificate.",
  ],
  [
    ...(["CentralSystemFailedToAuthenticate", only16, never] as const),
    "The station refused the certificate of the CSMS.",
  ],
  [
    ...(["CsmsFailedToAuthenticate", only2, never] as const),
    "The station refused the certificate of the CSMS.",
  ],
  ["SettingSystemTime", all, all, "The station's clock was changed, so timestamps jump."],
  ["StartupOfTheDevice", all, all, "The station has started."],
  ["ResetOrReboot", all, all, "The station was reset or has restarted."],
  ["SecurityLogWasCleared", all, all, "The security log was emptied; find out by whom."],
  [
    ...(["ReconfigurationOfSecurityParameters", all, never] as const),
    "Keys, passwords or the security profile were changed.",
  ],
  ["MemoryExhaustion", all, all, "The station's memory is nearly full; logs may be lost."],
  ["InvalidMessages", all, never, "The station received messages that are no valid OCPP."],
  ["AttemptedReplayAttacks", all, never, "The station received a message for a second time."],
  ["TamperDetectionActivated", all, all, "Somebody has opened or moved the station."],
  ["InvalidFirmwareSignature", all, only2, "Firmware was refused, as its signature is wrong."],
  [
    ...(["InvalidFirmwareSigningCertificate", all, only2] as const),
    "Firmware was refused, as whoever signed it is not trusted.",
  ],
  [
    ...(["InvalidCentralSystemCertificate", only16, never] as const),
    "The certificate of the CSMS is not valid or not trusted.",
  ],
  [
    ...(["InvalidCsmsCertificate", only2, only2] as const),
    "The certificate of the CSMS is not valid or not trusted.",
  ],
  [
    ...(["InvalidChargePointCertificate", only16, never] as const),
    "The certificate that came with CertificateSigned cannot be used.",
  ],
  [
    ...(["InvalidChargingStationCertificate", only2, only2] as const),
    "The certificate that came with CertificateSigned cannot be used.",
  ],
  [
    ...(["DiscardedRenewedClientCertificate", only21, only21] as const),
    "The station gave up its new certificate, as it could not connect with it.",
  ],
  ["InvalidTLSVersion", all, only2, "The CSMS offered a version of TLS below 1.2."],
  ["InvalidTLSCipherSuite", all, only2, "The CSMS offered only ciphers that are not allowed."],
  ["MaintenanceLoginAccepted", only2, only2, "Somebody logged in at the station itself."],
  ["MaintenanceLoginFailed", only2, only2, "Somebody tried to log in at the station itself."],
] as const;

export const securityEvents: ReadonlyMap<string, SecurityEvent> = new Map(
  rows.map(([name, versions, criticalIn, meaning]) => [name, { meaning, versions, criticalIn }]),
);

function weight({ criticalIn, versions }: SecurityEvent): string {
  if (criticalIn.length === 0) return "Not critical: written to the security log only.";
  const where = criticalIn.length === versions.length ? "" : " in 2.x but not in 1.6";
  return `Critical${where}: reported at once.`;
}

/** Of 2.x, of `statusInfo.reasonCode`. */
const reasonCodes = {
  BatteryDamaged: "The battery is damaged.",
  BatterySoC: "The battery is too full or too empty.",
  BatterySoHLow: "The battery is too worn.",
  BatteryType: "This kind of battery is not taken.",
  BatteryUnknown: "The battery's serial number is not known.",
  CSNotAccepted: "The station's BootNotification was not accepted yet.",
  DuplicateProfile: "A profile of the same purpose and level counts at the same time.",
  DuplicateRequestId: "The requestId was used before.",
  FixedCable: "The cable is fixed, so there is no lock to open.",
  FwUpdateInProgress: "A firmware update is under way.",
  InternalError: "Something inside has failed.",
  InvalidCSR: "The signing request is not valid.",
  InvalidCertificate: "The certificate is not valid.",
  InvalidConfSlot: "There is no such place for a network profile.",
  InvalidIdToken: "The token is not valid.",
  InvalidMessageSeq: "The message does not fit at this moment.",
  InvalidNetworkConf: "The network profile has values that are not valid.",
  InvalidOperationMode: "The mode of operation does not fit the profile's purpose.",
  InvalidProfile: "The profile has something that is not valid.",
  InvalidProfileId: "The profile's number is in a range that is not allowed.",
  InvalidSchedule: "The schedule has something that is not valid.",
  InvalidStackLevel: "The profile's level is not allowed.",
  InvalidURL: "The address is not valid.",
  InvalidValue: "A value is not valid.",
  MissingDevModelInfo: "The device model lacks what is needed for it.",
  MissingParam: "Something that is needed is missing.",
  NoBatteryAvailable: "There is no battery to swap.",
  NoCable: "No cable is connected.",
  NoError: "Nothing is wrong; additionalInfo says more.",
  NoFreqWattCurve: "The schedule lacks the curve of power over frequency.",
  NoPhaseForDC: "Phases cannot be chosen with direct current.",
  NoSecurityDowngrade: "The security profile must not become lower.",
  NoSignalWattCurve: "The schedule lacks the curve of power over the signal.",
  NotEnabled: "It is switched off.",
  NotFound: "Nothing fits what was asked for.",
  OutOfMemory: "There is too little memory.",
  OutOfStorage: "There is too little storage.",
  PhaseConflict: "The profiles contradict each other about phases.",
  PriorityNetworkConf: "A network profile in use must not be changed.",
  RateLimitExceeded: "Profiles of this purpose come too often.",
  ReadOnly: "The variable can only be read.",
  RedirectNotAllowed: "The server sends elsewhere, which is not allowed.",
  TooLargeElement: "Something is too large.",
  TooManyElements: "There are too many of something.",
  TxInProgress: "A transaction is running.",
  TxNotFound: "There is no such transaction.",
  TxStarted: "The transaction had already started.",
  UnknownConnectorId: "The EVSE has no such connector.",
  UnknownConnectorType: "The EVSE has no connector of this type.",
  UnknownEvse: "The station has no such EVSE.",
  Unspecified: "No reason is told; additionalInfo may say more.",
  UnsupportedKind: "Profiles of this kind are not supported.",
  UnsupportedParam: "Something was given that is not supported.",
  UnsupportedPurpose: "Profiles of this purpose are not supported.",
  UnsupportedRateUnit: "This unit is not supported.",
  UnsupportedRequest: "This request is not supported.",
  ValueOutOfRange: "A value is out of its range.",
  ValuePositiveOnly: "A value must be greater than 0.",
  ValueTooHigh: "A value is too high.",
  ValueTooLow: "A value is too low.",
  ValueZeroNotAllowed: "A value must not be 0.",
  WriteOnly: "The variable can only be set.",
};

export const openListTexts: EnumTexts = {
  SecurityEvent: Object.fromEntries(
    [...securityEvents].map(([name, event]) => [name, `${event.meaning} ${weight(event)}`]),
  ),
  ReasonCode: reasonCodes,
};
