/** Functional block A of OCPP 2.0.1: certificates of the station and security events. */
import type { ActionText } from "../text.ts";

export const security201: readonly ActionText[] = [
  {
    action: "SignCertificate",
    block: "A Security",
    purpose:
      "The station hands in a certificate signing request and asks for a certificate of its own.",
    when: "When its certificate is about to expire, when it needs its first one, or after TriggerMessage asked for it.",
    mistakes: [
      "The answer only says that the request was taken; the certificate arrives later in a CertificateSigned of its own.",
      "The station gives up when no CertificateSigned comes; it should repeat with CertSigningWaitMinimum and CertSigningRepeatTimes.",
    ],
    counterparts: { "1.6": ["SignCertificate"], "2.1": ["SignCertificate"] },
    request: {
      csr: "The signing request (PKCS #10) in PEM form, made with a new key pair.",
      certificateType:
        "Whether the certificate is for the link to the CSMS or for ISO 15118 towards vehicles.",
    },
    response: { status: "Whether the CSMS takes the request and will have it signed." },
  },
  {
    action: "CertificateSigned",
    block: "A Security",
    purpose: "The CSMS delivers the certificate that the station asked for with SignCertificate.",
    when: "After the certificate authority has signed, seconds to hours after SignCertificate.",
    mistakes: [
      "The chain is in the wrong order; the leaf comes first, then each issuer.",
      "The chain is longer than the station's MaxCertificateChainSize and is refused; leave out the root.",
      "A station whose clock is wrong rejects a good certificate; compare the time in its messages with the receive time.",
    ],
    counterparts: { "1.6": ["CertificateSigned"], "2.1": ["CertificateSigned"] },
    request: {
      certificateChain:
        "The signed certificate and the certificates between it and the root, in PEM form, leaf first.",
      certificateType:
        "What the certificate is for; absent where it serves both uses or the station knows.",
    },
    response: { status: "Whether the station found the certificate valid and now uses it." },
  },
  {
    action: "SecurityEventNotification",
    block: "A Security",
    purpose:
      "The station reports something that matters for its security, such as a changed clock or a failed login.",
    when: "As soon as a critical event has happened; kept and sent later if the link was down.",
    mistakes: [
      "Names outside the standard list are used for standard events, so no alarm fires; use the names of the security event list.",
      "A failing login or sensor can raise the same event over and over; limit it at the source.",
    ],
    counterparts: { "1.6": ["SecurityEventNotification"], "2.1": ["SecurityEventNotification"] },
    request: {
      type: "Name of the event from the standard's list, e.g. SettingSystemTime.",
      timestamp: "When it happened, by the station's clock.",
      techInfo: "Details for a technician, in the vendor's words.",
    },
    response: {},
  },
];
