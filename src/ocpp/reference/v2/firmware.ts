/** Functional blocks L and M of OCPP 2.0.1: firmware and certificates of ISO 15118. */
import type { ActionText } from "../text.ts";

const firmware = "L Firmware Management";
const certificates = "M ISO 15118 Certificate Management";

export const firmware201: readonly ActionText[] = [
  {
    action: "UpdateFirmware",
    block: firmware,
    purpose: "The CSMS tells the station to fetch a firmware and to install it.",
    when: "When the operator rolls out a version, for now or for a later time.",
    mistakes: [
      "Accepted means that the station begins; only FirmwareStatusNotification with Installed tells that it worked.",
      "retrieveDateTime or installDateTime without a time zone makes a fleet update at the wrong hour; write UTC.",
      "The station cannot reach the address or does not know its protocol; check FileTransferProtocols.",
      "AcceptedCanceled tells that an earlier update was dropped for this one.",
    ],
    counterparts: { "1.6": ["UpdateFirmware", "SignedUpdateFirmware"], "2.1": ["UpdateFirmware"] },
    request: {
      retries: "How often the station tries to download; absent leaves it to the station.",
      retryInterval: "Seconds between two tries.",
      requestId: "Number by which the status messages refer to this update.",
      firmware: "Where the firmware is, when to fetch and install it, and who signed it.",
    },
    response: { status: "Whether the station takes the job." },
  },
  {
    action: "FirmwareStatusNotification",
    block: firmware,
    purpose: "The station reports how a firmware update is going.",
    when: "At every step of an update, and when triggered.",
    mistakes: [
      "Steps are skipped, or nothing comes after the restart; compare firmwareVersion of the next BootNotification.",
      "requestId is missing; it may only be absent with Idle.",
    ],
    counterparts: {
      "1.6": ["FirmwareStatusNotification", "SignedFirmwareStatusNotification"],
      "2.1": ["FirmwareStatusNotification"],
    },
    request: {
      status: "The step of the update that was reached or failed.",
      requestId: "Number of the UpdateFirmware that this is about; absent only with Idle.",
    },
    response: {},
  },
  {
    action: "PublishFirmware",
    block: firmware,
    purpose:
      "The CSMS tells a local controller to fetch a firmware and to offer it to the stations behind it.",
    when: "Before many stations at one site are updated over one slow link.",
    mistakes: ["It is for local controllers; a charging station refuses it or does not know it."],
    counterparts: { "1.6": [], "2.1": ["PublishFirmware"] },
    request: {
      location: "Where to fetch the firmware from.",
      retries: "How often to try the download; absent leaves it to the controller.",
      checksum: "MD5 sum of the whole file, in hexadecimal digits.",
      requestId: "Number by which the status messages refer to this call.",
      retryInterval: "Seconds between two tries.",
    },
    response: { status: "Whether the controller takes the job." },
  },
  {
    action: "PublishFirmwareStatusNotification",
    block: firmware,
    purpose: "The local controller reports how publishing a firmware is going.",
    when: "At every step after PublishFirmware, and when triggered.",
    mistakes: [
      "With Published the addresses must be given, or the stations cannot be told where to fetch.",
    ],
    counterparts: { "1.6": [], "2.1": ["PublishFirmwareStatusNotification"] },
    request: {
      status: "The step that was reached or failed.",
      location: "Local addresses of the published file, one for each protocol; with Published.",
      requestId: "Number of the PublishFirmware that this is about.",
    },
    response: {},
  },
  {
    action: "UnpublishFirmware",
    block: firmware,
    purpose: "The CSMS tells a local controller to stop offering a firmware.",
    when: "When all stations of the site have it or it was withdrawn.",
    mistakes: ["DownloadOngoing means that a station still fetches it; ask again later."],
    counterparts: { "1.6": [], "2.1": ["UnpublishFirmware"] },
    request: { checksum: "MD5 sum by which the file was published." },
    response: { status: "Whether the file is no longer offered." },
  },
  {
    action: "Get15118EVCertificate",
    block: certificates,
    purpose: "The station passes on the request of a vehicle for its contract certificate.",
    when: "When an ISO 15118 vehicle at the plug asks to have a contract certificate installed or renewed.",
    mistakes: [
      "An ISO 15118-2 vehicle waits about 5 s, so an answer that takes longer comes too late; shorten the way to the provider.",
      "exiResponse is larger than the station accepts; compare with its message limits.",
    ],
    counterparts: { "1.6": [], "2.1": ["Get15118EVCertificate"] },
    request: {
      iso15118SchemaVersion:
        "Version of the ISO 15118 message set in which vehicle and station talk.",
      action: "Whether the certificate is new or a renewal.",
      exiRequest: "The vehicle's request as it came, in Base64.",
    },
    response: {
      status: "Whether exiResponse holds an answer for the vehicle.",
      exiResponse: "The answer for the vehicle, to be passed on unchanged, in Base64.",
    },
  },
  {
    action: "GetCertificateStatus",
    block: certificates,
    purpose: "The station asks the CSMS for the proof (OCSP) that a certificate is not revoked.",
    when: "Before a TLS connection to an ISO 15118 vehicle, and about weekly to renew the stored proof.",
    mistakes: [
      "Asking at every session is needless: a proof holds for days, so the station should keep it.",
    ],
    counterparts: { "1.6": [], "2.1": ["GetCertificateStatus", "GetCertificateChainStatus"] },
    request: { ocspRequestData: "Which certificate, and who can tell about it." },
    response: {
      status: "Whether the proof could be fetched.",
      ocspResult: "The signed answer of the OCSP service (DER), in Base64.",
    },
  },
  {
    action: "InstallCertificate",
    block: certificates,
    purpose: "The CSMS installs a root certificate, so that the station trusts what it has signed.",
    when: "Before a certificate of the CSMS, a firmware signer or a provider changes.",
    mistakes: [
      "A new CSMS root is installed after the server was switched, and the station can no longer connect; install it long before.",
      "Rejected may mean that the store is full (CertificateEntries); delete one first.",
      "The station refuses a certificate as not yet valid because its clock is wrong.",
    ],
    counterparts: { "1.6": ["InstallCertificate"], "2.1": ["InstallCertificate"] },
    request: {
      certificateType: "What the root is for.",
      certificate: "The certificate in PEM form.",
    },
    response: { status: "Whether it was installed, refused, or installing failed." },
  },
  {
    action: "GetInstalledCertificateIds",
    block: certificates,
    purpose: "The CSMS asks which certificates the station holds.",
    when: "Before a certificate is deleted or replaced.",
    mistakes: [
      "NotFound is the regular answer if none of the asked kinds is installed; it is not a fault.",
    ],
    counterparts: { "1.6": ["GetInstalledCertificateIds"], "2.1": ["GetInstalledCertificateIds"] },
    request: { certificateType: "Kinds that are asked for; absent means all." },
    response: {
      status: "Whether any was found.",
      certificateHashDataChain:
        "What was found, as hashes; the certificates themselves are not sent.",
    },
  },
  {
    action: "DeleteCertificate",
    block: certificates,
    purpose: "The CSMS removes an installed certificate.",
    when: "After the certificate was replaced or is no longer trusted.",
    mistakes: [
      "The hashes are calculated with another algorithm than the station's and nothing is found; copy them from GetInstalledCertificateIds.",
      "The station's own certificate cannot be deleted this way and gives Failed.",
    ],
    counterparts: { "1.6": ["DeleteCertificate"], "2.1": ["DeleteCertificate"] },
    request: { certificateHashData: "Which certificate, by its hashes." },
    response: { status: "Whether it was removed." },
  },
];
