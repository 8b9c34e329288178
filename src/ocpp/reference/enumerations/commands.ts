/** How commands of the CSMS are answered. */
import type { EnumTexts } from "../text.ts";

const availability = {
  Accepted: "The change is done.",
  Rejected: "The change is refused.",
  Scheduled: "The change will be done when the running transaction has ended.",
};

const cache = {
  Accepted: "The cache is empty now.",
  Rejected: "The cache was not emptied; many stations without a cache say so.",
};

const transfer = {
  Accepted: "Understood and done.",
  Rejected: "Understood and not done.",
  UnknownMessageId: "The vendor is known but not this message.",
  UnknownVendorId: "The vendor is not known; stop sending its messages.",
};

const trigger = {
  Accepted: "The station will send the message, as a call of its own.",
  Rejected: "The station will not send it now.",
  NotImplemented: "The station cannot send this message on demand.",
};

const unlocked = {
  Unlocked: "The lock has opened.",
  UnlockFailed: "The lock did not open; somebody must go there.",
};

const yesOrNo = {
  Accepted: "The request will be carried out.",
  Rejected: "The request is refused.",
};

const requested = {
  BootNotification: "The station introduces itself anew; it need not restart for it.",
  FirmwareStatusNotification: "How the last firmware update stands.",
  Heartbeat: "A sign of life, which also fetches the time.",
  MeterValues: "What the meter reads now.",
  StatusNotification: "The state of the connector, or of all.",
};

export const commandTexts: EnumTexts = {
  AvailabilityStatus: availability,
  ChangeAvailabilityStatusEnumType: availability,
  ClearCacheStatus: cache,
  ClearCacheStatusEnumType: cache,
  ConfigurationStatus: {
    Accepted: "The value is stored and in force.",
    Rejected: "The value is not allowed, or the key cannot be changed.",
    RebootRequired: "The value is stored and in force only after a restart.",
    NotSupported: "The station does not have this key.",
  },
  DataTransferStatus: transfer,
  DataTransferStatusEnumType: transfer,
  ResetType: {
    Hard: "Like cutting the power: at once; transactions end as well as they can.",
    Soft: "Transactions are stopped in order, then the station restarts.",
  },
  ResetStatus: {
    Accepted: "The station will restart.",
    Rejected: "The station will not restart.",
  },
  ResetEnumType: {
    Immediate: "At once; running transactions are ended.",
    OnIdle: "As soon as no transaction is running.",
    ImmediateAndResume: "At once; running transactions go on after the restart.",
  },
  ResetStatusEnumType: {
    Accepted: "The restart begins.",
    Rejected: "There will be no restart.",
    Scheduled: "The restart waits for transactions to end.",
  },
  TriggerMessageStatus: trigger,
  TriggerMessageStatusEnumType: trigger,
  MessageTrigger: {
    ...requested,
    DiagnosticsStatusNotification: "How the last upload of diagnostics stands.",
  },
  MessageTriggerEnumType: {
    ...requested,
    LogStatusNotification: "How the last upload of a log stands.",
    SignChargePointCertificate: "The station asks for a new certificate of its own.",
    SignChargingStationCertificate: "The station asks for a new certificate of its own.",
    SignV2GCertificate: "The station asks for a new certificate towards vehicles (ISO 15118-2).",
    SignV2G20Certificate: "The station asks for a new certificate towards vehicles (ISO 15118-20).",
    SignCombinedCertificate:
      "The station asks for one certificate towards both the CSMS and vehicles.",
    TransactionEvent: "How the transaction stands, with meter values.",
    PublishFirmwareStatusNotification: "How the last publishing of firmware stands.",
    CustomTrigger: "A message of the vendor's own, named in customTrigger.",
  },
  UnlockStatus: {
    ...unlocked,
    NotSupported: "There is no lock to open, e.g. as the cable is fixed.",
  },
  UnlockStatusEnumType: {
    ...unlocked,
    OngoingAuthorizedTransaction: "Not opened, as a transaction is running; stop it first.",
    UnknownConnector: "There is no such connector.",
  },
  GenericStatusEnumType: yesOrNo,
  CustomerInformationStatusEnumType: {
    Accepted: "The station will report or remove the data.",
    Rejected: "The station is not able to at present.",
    Invalid: "The request is contradictory or incomplete.",
  },
};
