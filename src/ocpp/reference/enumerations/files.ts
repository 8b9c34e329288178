/** Firmware, logs, certificates. */
import type { EnumTexts } from "../text.ts";

const idle = "Nothing is under way; told only when triggered.";

const firmware = {
  Downloaded: "The file is on the station.",
  DownloadFailed: "The file could not be fetched; check address, password and network.",
  Downloading: "The file is being fetched.",
  Idle: idle,
  InstallationFailed: "The installation has failed; the old firmware goes on.",
  Installing: "The firmware is being installed.",
  Installed: "The new firmware is installed.",
};

const started = {
  Accepted: "The station will do it.",
  Rejected: "The station will not do it.",
  AcceptedCanceled: "The station will do it and gave up the one under way.",
};

const revoked = {
  InvalidCertificate: "The signing certificate is not trusted or not valid.",
  RevokedCertificate: "The signing certificate was revoked.",
};

const upload = {
  BadMessage: "The server did not understand the upload.",
  Idle: idle,
  NotSupportedOperation: "The server does not support this way of uploading.",
  PermissionDenied: "The server refused; check the password and rights.",
  Uploaded: "The file has been uploaded.",
  UploadFailure: "The upload failed; check address and network.",
  Uploading: "The upload is under way.",
};

export const fileTexts: EnumTexts = {
  FirmwareStatus: firmware,
  FirmwareStatusEnumType: {
    ...firmware,
    DownloadScheduled: "The file will be fetched later.",
    DownloadPaused: "Fetching rests, e.g. during a transaction.",
    InstallRebooting: "The station restarts to install.",
    InstallScheduled: "The installation will be done later.",
    InstallVerificationFailed: "What is installed does not pass its check.",
    InvalidSignature: "The signature is wrong: the file is refused and the update over.",
    SignatureVerified: "The signature is right; the installation may begin.",
  },
  UpdateFirmwareStatusEnumType: { ...started, ...revoked },
  PublishFirmwareStatusEnumType: {
    Idle: idle,
    DownloadScheduled: "The file will be fetched later.",
    Downloading: "The file is being fetched.",
    Downloaded: "The file is on the local controller.",
    Published: "Stations can fetch the file from the local controller.",
    DownloadFailed: "The file could not be fetched.",
    DownloadPaused: "Fetching rests.",
    InvalidChecksum: "The file is not what was announced; it is not published.",
    ChecksumVerified: "The file is what was announced.",
    PublishFailed: "The file could not be offered to stations.",
  },
  UnpublishFirmwareStatusEnumType: {
    DownloadOngoing: "Not withdrawn, as a station is fetching it.",
    NoFirmware: "There is no such file.",
    Unpublished: "The file is no longer offered.",
  },
  DiagnosticsStatus: {
    Idle: idle,
    Uploaded: "The file has been uploaded.",
    UploadFailed: "The upload failed; check address, password and network.",
    Uploading: "The upload is under way.",
  },
  LogEnumType: {
    DiagnosticsLog: "What the station did and measured, for finding faults.",
    SecurityLog: "Security events, for finding attacks.",
    DataCollectorLog: "What the data collector of the station has gathered.",
  },
  LogStatusEnumType: started,
  UploadLogStatusEnumType: {
    ...upload,
    AcceptedCanceled: "The upload was given up for a newer request.",
  },
  CertificateSignedStatusEnumType: {
    Accepted: "The certificate is good and will be used.",
    Rejected: "The certificate cannot be used, e.g. as it does not fit the station's key.",
  },
  CertificateUseEnumType: {
    CentralSystemRootCertificate: "To check that the CSMS is genuine.",
    ManufacturerRootCertificate: "To check that firmware is genuine.",
  },
  InstallCertificateUseEnumType: {
    V2GRootCertificate: "To check vehicles and stations by ISO 15118.",
    MORootCertificate: "To check drivers' contracts by ISO 15118.",
    ManufacturerRootCertificate: "To check that firmware is genuine.",
    CSMSRootCertificate: "To check that the CSMS is genuine.",
    OEMRootCertificate: "To check certificates that vehicles leave the factory with.",
  },
  GetCertificateIdUseEnumType: {
    V2GRootCertificate: "To check vehicles and stations by ISO 15118.",
    MORootCertificate: "To check drivers' contracts by ISO 15118.",
    CSMSRootCertificate: "To check that the CSMS is genuine.",
    V2GCertificateChain: "The station's own certificate towards vehicles, with those above it.",
    ManufacturerRootCertificate: "To check that firmware is genuine.",
    OEMRootCertificate: "To check certificates that vehicles leave the factory with.",
  },
  CertificateSigningUseEnumType: {
    ChargingStationCertificate: "By which the station proves itself to the CSMS.",
    V2GCertificate: "By which the station proves itself to vehicles (ISO 15118-2).",
    V2G20Certificate: "By which the station proves itself to vehicles (ISO 15118-20).",
  },
  CertificateActionEnumType: {
    Install: "The vehicle gets its first contract certificate.",
    Update: "The vehicle gets a newer contract certificate.",
  },
  CertificateStatusEnumType: {
    Good: "The certificate is valid.",
    Revoked: "The certificate was revoked.",
    Unknown: "The authority does not know the certificate.",
    Failed: "The authority could not be asked.",
  },
  CertificateStatusSourceEnumType: {
    CRL: "A list of revoked certificates.",
    OCSP: "The authority, asked at this moment.",
  },
  DeleteCertificateStatusEnumType: {
    Accepted: "The certificate is gone.",
    Failed: "The certificate is there and could not be removed, e.g. as it is in use.",
    NotFound: "There is no such certificate.",
  },
  GetCertificateStatusEnumType: {
    Accepted: "The certificate's status is in the answer.",
    Failed: "The status could not be found out.",
  },
  GetInstalledCertificateStatusEnumType: {
    Accepted: "The certificates are in the answer.",
    NotFound: "There is no certificate of this kind.",
  },
  InstallCertificateStatusEnumType: {
    Accepted: "The certificate is stored.",
    Rejected: "The certificate is not valid, or there are too many.",
    Failed: "The certificate is valid and could not be stored.",
  },
  Iso15118EVCertificateStatusEnumType: {
    Accepted: "The vehicle's new certificate is in the answer.",
    Failed: "There is no new certificate for the vehicle.",
  },
  HashAlgorithmEnumType: {
    SHA256: "SHA-256.",
    SHA384: "SHA-384.",
    SHA512: "SHA-512.",
  },
};
