/** The eleven actions of "Improved security for OCPP 1.6-J", edition 3: they come from 2.0.1. */
import type { ActionText } from "../text.ts";

const block = "Security extension";

const certificates: readonly ActionText[] = [
  {
    action: "CertificateSigned",
    block,
    purpose: "Brings the station the certificate that it asked for with SignCertificate.",
    when: "When the certificate authority has signed, which may be minutes after the request.",
    mistakes: [
      "The certificate must come before those that signed it; a wrong order makes stations reject.",
      "A chain longer than CertificateSignedMaxChainSize is refused; leave the root out.",
      "The new certificate serves from the next connection on; a CSMS that trusts only the old authority loses the station.",
    ],
    counterparts: { "2.0.1": ["CertificateSigned"], "2.1": ["CertificateSigned"] },
    request: {
      certificateChain: "The certificate of the station and then those above it, as PEM.",
    },
    response: { status: "Whether the station could use it." },
  },
  {
    action: "DeleteCertificate",
    block,
    purpose: "Removes a root certificate from the station.",
    when: "When an authority is no longer to be trusted.",
    mistakes: [
      "The hashes must be those that GetInstalledCertificateIds told; calculated otherwise they are not found.",
      "Deleting the only root of the CSMS would end every later connection, so stations refuse it.",
    ],
    counterparts: { "2.0.1": ["DeleteCertificate"], "2.1": ["DeleteCertificate"] },
    request: { certificateHashData: "Which certificate, by its hashes." },
    response: { status: "Whether the certificate is gone." },
  },
  {
    action: "GetInstalledCertificateIds",
    block,
    purpose: "Asks which root certificates of a kind the station has.",
    when: "Before certificates are installed or deleted.",
    mistakes: ["NotFound is no failure: the station has no certificate of that kind."],
    counterparts: {
      "2.0.1": ["GetInstalledCertificateIds"],
      "2.1": ["GetInstalledCertificateIds"],
    },
    request: { certificateType: "Which kind of root certificate." },
    response: {
      certificateHashData: "The certificates that are installed, by their hashes.",
      status: "Whether there is any.",
    },
  },
  {
    action: "InstallCertificate",
    block,
    purpose: "Gives the station a root certificate to trust.",
    when: "Before the CSMS or the firmware's maker changes to another authority.",
    mistakes: [
      "Rejected can also mean that CertificateStoreMaxLength is reached; delete an old one first.",
      "With AdditionalRootCertificateCheck a new root of the CSMS must be signed by the old one.",
    ],
    counterparts: { "2.0.1": ["InstallCertificate"], "2.1": ["InstallCertificate"] },
    request: {
      certificateType: "What the certificate is for.",
      certificate: "The certificate, as PEM.",
    },
    response: { status: "Whether the station has stored it." },
  },
  {
    action: "SignCertificate",
    block,
    purpose: "The station asks for a new certificate for its own key.",
    when: "Before its certificate expires, or when the CSMS triggers it.",
    mistakes: [
      "Accepted says that the CSMS will see to it; the certificate comes later with CertificateSigned.",
      "The name in the request must hold the station's serial number and CpoName; authorities refuse others.",
      "Without CertificateSigned stations ask again and again; look whether the authority answers the CSMS.",
    ],
    counterparts: { "2.0.1": ["SignCertificate"], "2.1": ["SignCertificate"] },
    request: { csr: "The signing request (PKCS #10), as PEM." },
    response: { status: "Whether the CSMS will have it signed." },
  },
];

const logsAndEvents: readonly ActionText[] = [
  {
    action: "ExtendedTriggerMessage",
    block,
    purpose: "Asks the station to send one of its messages now, those of this extension included.",
    when: "When the CSMS lacks a state, or wants the station to renew its certificate.",
    mistakes: [
      "FirmwareStatusNotification here means SignedFirmwareStatusNotification.",
      "Stations without the extension answer with the error NotImplemented; use TriggerMessage there.",
    ],
    counterparts: { "2.0.1": ["TriggerMessage"], "2.1": ["TriggerMessage"] },
    request: {
      requestedMessage: "The message that is wanted.",
      connectorId: "For which connector, where the message is about one.",
    },
    response: { status: "Whether the station will send it." },
  },
  {
    action: "GetLog",
    block,
    purpose: "Asks the station to upload its diagnostics or its security log.",
    when: "When an operator needs the station's own view of a fault or an attack.",
    mistakes: [
      "AcceptedCanceled says that an upload under way was given up for this one.",
      "An answer without filename is followed by no file, although the status is Accepted.",
    ],
    counterparts: { "2.0.1": ["GetLog"], "2.1": ["GetLog"] },
    request: {
      log: "Where the log goes, and what part of it is wanted.",
      "log.remoteLocation": "Address of the folder to upload to; its scheme decides how.",
      "log.oldestTimestamp": "Oldest entry that is wanted.",
      "log.latestTimestamp": "Newest entry that is wanted.",
      logType: "Which of the two logs.",
    },
    response: {
      status: "Whether the station will upload.",
      filename: "Name of the file that will be uploaded; absent if there is nothing.",
    },
  },
  {
    action: "LogStatusNotification",
    block,
    purpose: "The station tells how far the upload of a log is.",
    when: "While it uploads what GetLog asked for, and when triggered.",
    mistakes: [
      "requestId may be absent only when nothing is under way; without it, nobody knows which upload it is.",
    ],
    counterparts: { "2.0.1": ["LogStatusNotification"], "2.1": ["LogStatusNotification"] },
    request: {
      status: "How far the upload is, or why it failed.",
      requestId: "The number that GetLog gave.",
    },
    response: {},
  },
  {
    action: "SecurityEventNotification",
    block,
    purpose: "The station reports a security event that its operator should know of.",
    when: "When a critical event happens, or as soon as the connection is back.",
    mistakes: [
      "type is free text in the schema: names in other spellings slip through every filter; map them.",
      "A failing connection makes hundreds of them; count by type rather than raise an alarm for each.",
    ],
    counterparts: {
      "2.0.1": ["SecurityEventNotification"],
      "2.1": ["SecurityEventNotification"],
    },
    request: {
      type: "Which event: one of the enumeration SecurityEvent, or a name of the vendor's own.",
      timestamp: "When it happened by the station's clock.",
      techInfo: "What a technician needs to know about it.",
    },
    response: {},
  },
];

const firmware: readonly ActionText[] = [
  {
    action: "SignedFirmwareStatusNotification",
    block,
    purpose: "The station tells how far a signed firmware update is.",
    when: "At each step that SignedUpdateFirmware started, and when triggered.",
    mistakes: [
      "InvalidSignature ends the update; fetching the same file again changes nothing, so have it signed anew.",
      "Installed may come only after the restart; keep the requestId until then.",
    ],
    counterparts: {
      "2.0.1": ["FirmwareStatusNotification"],
      "2.1": ["FirmwareStatusNotification"],
    },
    request: {
      status: "How far the update is, or why it failed.",
      requestId: "The number that SignedUpdateFirmware gave; absent only if nothing is under way.",
    },
    response: {},
  },
  {
    action: "SignedUpdateFirmware",
    block,
    purpose: "Tells the station where and when to fetch firmware whose maker has signed it.",
    when: "When an operator rolls an update out.",
    mistakes: [
      "InvalidCertificate: the signing certificate does not lead to a manufacturer root of the station; install that first.",
      "AcceptedCanceled says that an update under way was given up for this one.",
      "The signature is of the file as it is; a file that was packed again does not match any more.",
    ],
    counterparts: { "2.0.1": ["UpdateFirmware"], "2.1": ["UpdateFirmware"] },
    request: {
      firmware: "Where the file is, when to use it, and what proves its origin.",
      "firmware.location": "Address of the firmware file.",
      "firmware.retrieveDateTime": "From when on the station may fetch it.",
      "firmware.installDateTime": "From when on the station may install it; absent means at once.",
      "firmware.signingCertificate": "The certificate that the file was signed with, as PEM.",
      "firmware.signature": "The signature of the file, in base64.",
    },
    response: { status: "Whether the station begins, and if not, why." },
  },
];

export const security16: readonly ActionText[] = [...certificates, ...logsAndEvents, ...firmware];
