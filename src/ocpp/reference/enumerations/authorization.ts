/** Who may charge, who is registered, lists, reservations. */
import type { EnumTexts } from "../text.ts";

const verdicts = {
  Accepted: "The tag may be used.",
  Blocked: "The tag is blocked; the driver must ask whoever issued it.",
  Expired: "The tag was valid and is no longer.",
  Invalid: "The tag is not known or not valid here.",
  ConcurrentTx: "The tag is in use in another transaction and may have only one.",
};

const registration = {
  Accepted: "The station is registered and may send everything.",
  Pending:
    "The CSMS wants to set the station up first: it may ask, the station only answers and boots again later.",
  Rejected:
    "The station is not wanted, e.g. because it is not known; it waits the interval and asks again.",
};

const reservation = {
  Accepted: "The connector is reserved.",
  Faulted: "Not reserved: the connector has a fault.",
  Occupied: "Not reserved: the connector is in use or reserved already.",
  Rejected: "Not reserved: the station does not do it.",
  Unavailable: "Not reserved: the connector is out of service.",
};

const update = {
  Full: "This list replaces the station's.",
  Differential: "These entries are added, changed or removed; all others stay.",
};

const list = {
  Accepted: "The list is stored as it was sent.",
  Failed: "The list could not be applied; the old one stays.",
  VersionMismatch: "The version does not follow on the station's; send the full list.",
};

const cancelled = {
  Accepted: "The reservation is cancelled.",
  Rejected: "There is no reservation with this number.",
};

export const authorizationTexts: EnumTexts = {
  AuthorizationStatus: verdicts,
  AuthorizationStatusEnumType: {
    ...verdicts,
    NoCredit: "The tag is known and has no credit left.",
    NotAllowedTypeEVSE: "The tag may not be used at this kind of EVSE, e.g. not at fast ones.",
    NotAtThisLocation: "The tag may not be used at this place.",
    NotAtThisTime: "The tag may not be used at this hour.",
    Unknown: "The tag is not known.",
  },
  IdTokenEnumType: {
    Central: "Made up by the CSMS, e.g. for a start from an app.",
    eMAID: "Contract number of a driver, as vehicles tell it by ISO 15118.",
    ISO14443: "Number of a common RFID card, 4 or 7 bytes in hexadecimal.",
    ISO15693: "Number of a long-range RFID card, 8 bytes in hexadecimal.",
    KeyCode: "A code that the driver types; it is a secret.",
    Local: "Made up by the station, e.g. for a start by a button.",
    MacAddress: "Network address of the vehicle.",
    NoAuthorization: "Nobody was asked: charging is free for everyone.",
  },
  AuthorizeCertificateStatusEnumType: {
    Accepted: "The contract certificate is good.",
    SignatureError: "A signature in the certificate or its chain is wrong.",
    CertificateExpired: "The certificate or one above it has expired.",
    CertificateRevoked: "The certificate or one above it was revoked.",
    NoCertificateAvailable: "There is no certificate to judge.",
    CertChainError: "The chain leads to no authority that is trusted.",
    ContractCancelled: "The driver's contract has ended.",
  },
  RegistrationStatus: registration,
  RegistrationStatusEnumType: registration,
  BootReasonEnumType: {
    ApplicationReset: "The software restarted itself after an error.",
    FirmwareUpdate: "New firmware was installed.",
    LocalReset: "Somebody restarted it at the station.",
    PowerUp: "It was switched on, or the power came back.",
    RemoteReset: "The CSMS ordered the restart.",
    ScheduledReset: "A restart that was planned.",
    Triggered: "No restart: the CSMS asked for the message.",
    Unknown: "The station does not know why it restarted.",
    Watchdog:
      "The station had hung and its supervision restarted it; report it to the vendor if it repeats.",
  },
  UpdateType: update,
  UpdateEnumType: update,
  UpdateStatus: { ...list, NotSupported: "The station has no local list." },
  SendLocalListStatusEnumType: list,
  ReservationStatus: reservation,
  ReserveNowStatusEnumType: reservation,
  CancelReservationStatus: cancelled,
  CancelReservationStatusEnumType: cancelled,
  ReservationUpdateStatusEnumType: {
    Expired: "Its time is over and nobody came.",
    Removed: "It was removed, e.g. because the connector has a fault.",
    NoTransaction: "It was used and no transaction came of it.",
  },
};
