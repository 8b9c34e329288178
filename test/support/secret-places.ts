/**
 * Where messages hold what must not be told: credentials, URLs with passwords, tokens, keys,
 * contents that are somebody else's. Written by hand from the standards, so that it judges the
 * product's own list.
 */
import type { Sender } from "../../src/base/ids.ts";
import type { SchemaKind } from "../../src/ocpp/schemas.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";

export type SecretPlace = {
  readonly version: OcppVersion;
  readonly sender: Sender;
  readonly action: string;
  readonly kind: SchemaKind;
  readonly payloadWith: (secret: unknown) => Readonly<Record<string, unknown>>;
};

type Told = readonly [
  action: string,
  sender: Sender,
  payloadWith: SecretPlace["payloadWith"],
  kind?: SchemaKind,
];

const at = "2026-09-21T14:13:20.000Z";

const in16: readonly Told[] = [
  ...[
    "AuthorizationKey",
    "BasicAuthPassword",
    "VendorPwd",
    "WifiPsk",
    "ApnPassword",
    "SimPin",
    "CentralSystemURL",
    "Remark",
  ].flatMap((key): readonly Told[] => [
    ["ChangeConfiguration", "csms", (value) => ({ key, value })],
    [
      "GetConfiguration",
      "station",
      (value) => ({ configurationKey: [{ key, readonly: false, value }], unknownKey: [] }),
      "response",
    ],
  ]),
  ["Authorize", "station", (idTag) => ({ idTag })],
  [
    "Authorize",
    "csms",
    (parentIdTag) => ({ idTagInfo: { status: "Accepted", parentIdTag } }),
    "response",
  ],
  [
    "StartTransaction",
    "station",
    (idTag) => ({ connectorId: 1, idTag, meterStart: 5, timestamp: at }),
  ],
  [
    "StopTransaction",
    "station",
    (idTag) => ({ transactionId: 7, idTag, meterStop: 9, timestamp: at, reason: "Local" }),
  ],
  ["RemoteStartTransaction", "csms", (idTag) => ({ connectorId: 1, idTag })],
  [
    "ReserveNow",
    "csms",
    (idTag) => ({ connectorId: 1, expiryDate: at, idTag, reservationId: 1, parentIdTag: idTag }),
  ],
  [
    "SendLocalList",
    "csms",
    (idTag) => ({
      listVersion: 1,
      updateType: "Full",
      localAuthorizationList: [
        { idTag: "A", idTagInfo: { status: "Accepted", parentIdTag: idTag } },
        { idTag },
      ],
    }),
  ],
  ["GetDiagnostics", "csms", (location) => ({ location, retries: 1 })],
  ["UpdateFirmware", "csms", (location) => ({ location, retrieveDate: at })],
  [
    "SignedUpdateFirmware",
    "csms",
    (secret) => ({
      requestId: 1,
      firmware: {
        location: secret,
        retrieveDateTime: at,
        signingCertificate: secret,
        signature: "s",
      },
    }),
  ],
  [
    "GetLog",
    "csms",
    (remoteLocation) => ({ logType: "DiagnosticsLog", requestId: 1, log: { remoteLocation } }),
  ],
  ["DataTransfer", "csms", (data) => ({ vendorId: "org.example", messageId: "SetPassword", data })],
  ["DataTransfer", "station", (data) => ({ vendorId: "org.example", data })],
  ["DataTransfer", "station", (data) => ({ status: "Accepted", data }), "response"],
  ["SignCertificate", "station", (csr) => ({ csr })],
  ["CertificateSigned", "csms", (certificateChain) => ({ certificateChain })],
  [
    "InstallCertificate",
    "csms",
    (certificate) => ({ certificateType: "CentralSystemRootCertificate", certificate }),
  ],
  [
    "BootNotification",
    "station",
    (secret) => ({
      chargePointVendor: "V",
      chargePointModel: "M",
      iccid: secret,
      imsi: secret,
    }),
  ],
];

const keyCode = (idToken: unknown) => ({ idToken, type: "KeyCode" });
const component = { name: "SecurityCtrlr" };
const variable = { name: "BasicAuthPassword" };

const in2x: readonly Told[] = [
  ["Authorize", "station", (secret) => ({ idToken: keyCode(secret) })],
  [
    "Authorize",
    "station",
    (secret) => ({
      idToken: {
        ...keyCode("1"),
        additionalInfo: [{ additionalIdToken: secret, type: "pin" }],
      },
      certificate: secret,
    }),
  ],
  [
    "Authorize",
    "csms",
    (secret) => ({ idTokenInfo: { status: "Accepted", groupIdToken: keyCode(secret) } }),
    "response",
  ],
  [
    "TransactionEvent",
    "station",
    (secret) => ({
      eventType: "Started",
      timestamp: at,
      triggerReason: "Authorized",
      seqNo: 0,
      transactionInfo: { transactionId: "t" },
      idToken: keyCode(secret),
    }),
  ],
  [
    "RequestStartTransaction",
    "csms",
    (secret) => ({ idToken: keyCode(secret), remoteStartId: 1, groupIdToken: keyCode(secret) }),
  ],
  ["ReserveNow", "csms", (secret) => ({ id: 1, expiryDateTime: at, idToken: keyCode(secret) })],
  [
    "SendLocalList",
    "csms",
    (secret) => ({
      versionNumber: 1,
      updateType: "Full",
      localAuthorizationList: [{ idToken: keyCode(secret) }],
    }),
  ],
  [
    "CustomerInformation",
    "csms",
    (secret) => ({
      requestId: 1,
      report: true,
      clear: false,
      customerIdentifier: secret,
      idToken: keyCode(secret),
    }),
  ],
  [
    "NotifyCustomerInformation",
    "station",
    (data) => ({ data, seqNo: 0, generatedAt: at, requestId: 1 }),
  ],
  [
    "SetVariables",
    "csms",
    (attributeValue) => ({ setVariableData: [{ attributeValue, component, variable }] }),
  ],
  [
    "GetVariables",
    "station",
    (attributeValue) => ({
      getVariableResult: [{ attributeStatus: "Accepted", attributeValue, component, variable }],
    }),
    "response",
  ],
  [
    "NotifyReport",
    "station",
    (value) => ({
      requestId: 1,
      generatedAt: at,
      seqNo: 0,
      reportData: [{ component, variable, variableAttribute: [{ value }] }],
    }),
  ],
  [
    "NotifyEvent",
    "station",
    (actualValue) => ({
      generatedAt: at,
      seqNo: 0,
      eventData: [
        {
          eventId: 1,
          timestamp: at,
          trigger: "Alerting",
          actualValue,
          eventNotificationType: "CustomMonitor",
          component,
          variable,
        },
      ],
    }),
  ],
  ...["password", "user", "key", "server"].map(
    (field): Told => [
      "SetNetworkProfile",
      "csms",
      (secret) => profileWith({ vpn: { ...vpn, [field]: secret } }),
    ],
  ),
  ...["apnPassword", "apnUserName"].map(
    (field): Told => [
      "SetNetworkProfile",
      "csms",
      (secret) => profileWith({ apn: { apn: "a", apnAuthentication: "CHAP", [field]: secret } }),
    ],
  ),
  ["SetNetworkProfile", "csms", (ocppCsmsUrl) => profileWith({ ocppCsmsUrl })],
  [
    "GetLog",
    "csms",
    (remoteLocation) => ({ logType: "SecurityLog", requestId: 1, log: { remoteLocation } }),
  ],
  [
    "UpdateFirmware",
    "csms",
    (secret) => ({
      requestId: 1,
      firmware: { location: secret, retrieveDateTime: at, signingCertificate: secret },
    }),
  ],
  [
    "PublishFirmware",
    "csms",
    (location) => ({ location, checksum: "0123456789abcdef0123456789abcdef", requestId: 1 }),
  ],
  [
    "PublishFirmwareStatusNotification",
    "station",
    (secret) => ({ status: "Published", location: [secret], requestId: 1 }),
  ],
  ["DataTransfer", "csms", (data) => ({ vendorId: "org.example", data })],
  ["DataTransfer", "csms", (secret) => ({ vendorId: "o", data: { wifi: { password: secret } } })],
  ["DataTransfer", "csms", (data) => ({ status: "Rejected", data }), "response"],
  ["SignCertificate", "station", (csr) => ({ csr })],
  ["CertificateSigned", "csms", (certificateChain) => ({ certificateChain })],
  [
    "InstallCertificate",
    "csms",
    (certificate) => ({ certificateType: "CSMSRootCertificate", certificate }),
  ],
  [
    "Get15118EVCertificate",
    "station",
    (exiRequest) => ({ iso15118SchemaVersion: "1", action: "Install", exiRequest }),
  ],
  [
    "BootNotification",
    "station",
    (secret) => ({
      reason: "PowerUp",
      chargingStation: { model: "M", vendorName: "V", modem: { iccid: secret, imsi: secret } },
    }),
  ],
];

const vpn = { server: "s", user: "u", password: "p", key: "k", type: "IKEv2" };

function profileWith(secret: Readonly<Record<string, unknown>>) {
  const connectionData = {
    ocppVersion: "OCPP20",
    ocppTransport: "JSON",
    ocppCsmsUrl: "wss://csms.example",
    messageTimeout: 30,
    securityProfile: 2,
    ocppInterface: "Wired0",
    ...secret,
  };
  return { configurationSlot: 1, connectionData };
}

const only21: readonly Told[] = [
  ["SetNetworkProfile", "csms", (basicAuthPassword) => profileWith({ basicAuthPassword })],
];

export const places: readonly SecretPlace[] = [
  ...in16.map((told) => placeOf("1.6", told)),
  ...in2x.map((told) => placeOf("2.0.1", told)),
  ...[...in2x, ...only21].map((told) => placeOf("2.1", told)),
];

function placeOf(version: OcppVersion, told: Told): SecretPlace {
  const [action, sender, payloadWith, kind = "request"] = told;
  return { version, action, sender, payloadWith, kind };
}
