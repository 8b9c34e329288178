/** Types about the station itself: identity, network, files and certificates. */
import type { FieldTexts } from "../text.ts";
import { ofType } from "./of-type.ts";

const hashes: FieldTexts = {
  hashAlgorithm: "How the hashes were calculated.",
  issuerNameHash: "Hash of the issuer's name, in hexadecimal digits.",
  issuerKeyHash: "Hash of the issuer's public key, in hexadecimal digits.",
  serialNumber: "Serial number of the certificate, in hexadecimal digits without leading zeros.",
};

const network: FieldTexts = {
  ...ofType("NetworkConnectionProfileType", {
    apn: "Access to a mobile network.",
    ocppVersion: "Kept for older stations only: the WebSocket handshake decides the version.",
    ocppTransport: "JSON in practice; SOAP is not possible in 2.x.",
    ocppCsmsUrl: "Address of the CSMS without the station's identity, which the station adds.",
    messageTimeout: "Seconds after which the station takes a call as unanswered.",
    securityProfile:
      "How the link is secured: 1 password, 2 password and TLS, 3 certificates on both sides.",
    ocppInterface: "Network interface to use, e.g. Wired0 or Wireless0.",
    vpn: "Tunnel to go through.",
    identity: "Identity to log in with, if it is not the usual one.",
    basicAuthPassword: "Password for security profiles 1 and 2; secret.",
  }),
  ...ofType("APNType", {
    apn: "Address of the access point of the mobile operator.",
    apnUserName: "User name at the access point.",
    apnPassword: "Password at the access point; secret.",
    simPin: "PIN of the SIM card; secret.",
    preferredNetwork: "Mobile network to prefer, as country and network code (MCC and MNC).",
    useOnlyPreferredNetwork: "True forbids roaming into other networks.",
    apnAuthentication: "How to log in at the access point.",
  }),
  ...ofType("VPNType", {
    server: "Address of the tunnel's server.",
    user: "User name for the tunnel.",
    group: "Group of the user.",
    password: "Password for the tunnel; secret.",
    key: "Key shared with the server; secret.",
    type: "Kind of tunnel.",
  }),
};

const files: FieldTexts = {
  ...ofType("FirmwareType", {
    location: "Where to download the firmware from; may contain a password.",
    retrieveDateTime: "Not to be downloaded before this time.",
    installDateTime:
      "Not to be installed before this time; absent means as soon as it is downloaded.",
    signingCertificate: "Certificate of the one who signed the firmware, in PEM form.",
    signature: "Signature of the firmware file, in Base64.",
  }),
  ...ofType("LogParametersType", {
    remoteLocation: "Where to upload the file to; may contain a password.",
    oldestTimestamp: "The log shall begin here.",
    latestTimestamp: "The log shall end here.",
  }),
};

const certificates: FieldTexts = {
  ...ofType("CertificateHashDataType", hashes),
  ...ofType("OCSPRequestDataType", {
    ...hashes,
    responderURL: "Where to ask whether the certificate is revoked.",
  }),
  ...ofType("CertificateHashDataChainType", {
    certificateHashData: "The certificate.",
    certificateType: "What the certificate is for.",
    childCertificateHashData:
      "The certificates between it and the root (sub CAs), with V2G certificate chains.",
  }),
  ...ofType("CertificateStatusRequestInfoType", {
    certificateHashData: "The certificate whose status is asked.",
    source: "Whether a revocation service (OCSP) or a revocation list (CRL) is to be asked.",
    urls: "Where that service or list is found.",
  }),
  ...ofType("CertificateStatusType", {
    certificateHashData: "The certificate this is about.",
    source: "Who told: a revocation service (OCSP) or a revocation list (CRL).",
    status: "Whether it is good, revoked or not known.",
    nextUpdate: "Until when this status may be relied on.",
  }),
};

export const stationTypes: FieldTexts = {
  ...ofType("ChargingStationType", {
    serialNumber: "Serial number given by the vendor.",
    model: "Model as named by the vendor.",
    modem: "The mobile modem, if there is one.",
    vendorName: "Who built the station.",
    firmwareVersion: "Version of the firmware that runs now; watch it change after an update.",
  }),
  ...ofType("ModemType", {
    iccid: "Number of the SIM card.",
    imsi: "Number of the subscriber on the SIM card.",
  }),
  ...network,
  ...files,
  ...certificates,
};
