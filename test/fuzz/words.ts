/** Conversations of OCPP to begin with, and words of which its messages are made. */

const at = "2026-05-01T10:00:00Z";
const sampled = '{"value":"1500","measurand":"Energy.Active.Import.Register","unit":"Wh"}';
const boot16 = '{"chargePointVendor":"V","chargePointModel":"M","firmwareVersion":"1.0"}';
const boot201 =
  '{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M","serialNumber":"1"}}';
const accepted = `{"currentTime":"${at}","interval":300,"status":"Accepted"}`;
const token = '{"idToken":"04A2C3D4","type":"ISO14443"}';
const evse = '{"id":1,"connectorId":1}';

function event201(type: string, seqNo: number, rest: string): string {
  return (
    `{"eventType":"${type}","timestamp":"${at}","triggerReason":"Authorized","seqNo":${seqNo},` +
    `"transactionInfo":{"transactionId":"T-1"${rest}},"evse":${evse},"idToken":${token},` +
    `"meterValue":[{"timestamp":"${at}","sampledValue":[{"value":1500}]}]}`
  );
}

/** Lines of `rules`: `s` is the station, `c` the CSMS. */
export const conversation16 = [
  `s [2,"1","BootNotification",${boot16}]`,
  `c [3,"1",${accepted}]`,
  `s [2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"${at}"}]`,
  'c [3,"2",{}]',
  's [2,"3","Authorize",{"idTag":"04A2C3D4"}]',
  'c [3,"3",{"idTagInfo":{"status":"Accepted","expiryDate":"2027-01-01T00:00:00Z"}}]',
  `s [2,"4","StartTransaction",{"connectorId":1,"idTag":"04A2C3D4","meterStart":1000,"timestamp":"${at}"}]`,
  'c [3,"4",{"idTagInfo":{"status":"Accepted"},"transactionId":4711}]',
  `s [2,"5","MeterValues",{"connectorId":1,"transactionId":4711,"meterValue":[{"timestamp":"${at}","sampledValue":[${sampled}]}]}]`,
  'c [3,"5",{}]',
  'c [2,"a","RemoteStopTransaction",{"transactionId":4711}]',
  's [3,"a",{"status":"Accepted"}]',
  `s [2,"6","StopTransaction",{"transactionId":4711,"meterStop":2500,"timestamp":"${at}","reason":"Remote"}]`,
  'c [3,"6",{"idTagInfo":{"status":"Accepted"}}]',
  'c [2,"b","ChangeConfiguration",{"key":"HeartbeatInterval","value":"60"}]',
  's [4,"b","NotSupported","no",{}]',
].join("\n");

export const conversation201 = [
  `s [2,"1","BootNotification",${boot201}]`,
  `c [3,"1",${accepted}]`,
  `s [2,"2","StatusNotification",{"timestamp":"${at}","connectorStatus":"Available","evseId":1,"connectorId":1}]`,
  'c [3,"2",{}]',
  `s [2,"3","TransactionEvent",${event201("Started", 0, "")}]`,
  'c [3,"3",{"idTokenInfo":{"status":"Accepted"}}]',
  `s [2,"4","TransactionEvent",${event201("Updated", 1, ',"chargingState":"Charging"')}]`,
  'c [3,"4",{}]',
  'c [2,"a","RequestStopTransaction",{"transactionId":"T-1"}]',
  's [3,"a",{"status":"Accepted"}]',
  `s [2,"5","TransactionEvent",${event201("Ended", 2, ',"stoppedReason":"Remote"')}]`,
  'c [3,"5",{}]',
  'c [2,"b","GetVariables",{"getVariableData":[{"component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}]',
  's [3,"b",{"getVariableResult":[{"attributeStatus":"Accepted","attributeValue":"60","component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}]',
].join("\n");

/** Lines of `translation`: a 1.6 station on a 2.0.1 CSMS. */
export const toCsms = [
  "f",
  "u s",
  "u c",
  `s [2,"1","BootNotification",${boot16}]`,
  `C ${accepted}`,
  "+ 1000",
  `s [2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]`,
  "C {}",
  's [2,"3","Authorize",{"idTag":"04A2C3D4"}]',
  'C {"idTokenInfo":{"status":"Accepted"}}',
  `s [2,"4","StartTransaction",{"connectorId":1,"idTag":"04A2C3D4","meterStart":1000,"timestamp":"${at}"}]`,
  'C {"idTokenInfo":{"status":"Accepted"}}',
  "+ 1000",
  `s [2,"5","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"${at}","sampledValue":[${sampled}]}]}]`,
  "C {}",
  'c [2,"a","RequestStopTransaction",{"transactionId":"T"}]',
  'S {"status":"Accepted"}',
  'c [2,"b","SetChargingProfile",{"evseId":1,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":11000}]}]}}]',
  'S {"status":"Accepted"}',
  `c [2,"d","RequestStartTransaction",{"remoteStartId":7,"idToken":${token},"evseId":1}]`,
  'S {"status":"Accepted"}',
  `s [2,"6","StopTransaction",{"transactionId":1,"meterStop":2500,"timestamp":"${at}","reason":"EVDisconnected"}]`,
  "C {}",
  "+ 1000",
  'c [2,"e","GetBaseReport",{"requestId":1,"reportBase":"FullInventory"}]',
  'S {"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"60"}]}',
  "C {}",
  'c [2,"g","Reset",{"type":"OnIdle"}]',
  'S {"status":"Accepted"}',
  "d c",
  "+ 1000",
].join("\n");

/** The same for a 2.0.1 station on a 1.6 CSMS. */
export const toStation = [
  "r",
  "u s",
  "u c",
  `s [2,"1","BootNotification",${boot201}]`,
  `C ${accepted}`,
  "+ 1000",
  `s [2,"2","StatusNotification",{"timestamp":"${at}","connectorStatus":"Occupied","evseId":1,"connectorId":1}]`,
  "C {}",
  `s [2,"3","TransactionEvent",${event201("Started", 0, ',"chargingState":"EVConnected"')}]`,
  'C {"idTagInfo":{"status":"Accepted"},"transactionId":4711}',
  `s [2,"4","TransactionEvent",${event201("Updated", 1, ',"chargingState":"Charging"')}]`,
  "C {}",
  'c [2,"a","RemoteStopTransaction",{"transactionId":4711}]',
  'S {"status":"Accepted"}',
  'c [2,"b","GetConfiguration",{"key":["HeartbeatInterval"]}]',
  'S {"getVariableResult":[{"attributeStatus":"Accepted","attributeValue":"60","component":{"name":"OCPPCommCtrlr"},"variable":{"name":"HeartbeatInterval"}}]}',
  'c [2,"d","RemoteStartTransaction",{"connectorId":1,"idTag":"04A2C3D4"}]',
  'S {"status":"Accepted","transactionId":"T-2"}',
  `s [2,"5","TransactionEvent",${event201("Ended", 2, ',"stoppedReason":"Remote"')}]`,
  'C {"idTagInfo":{"status":"Accepted"}}',
  "+ 1000",
  'c [2,"e","SendLocalList",{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"A","idTagInfo":{"status":"Accepted"}}]}]',
  'S {"status":"Accepted"}',
].join("\n");

export const words: readonly string[] = [
  ...["BootNotification", "Heartbeat", "StatusNotification", "Authorize", "StartTransaction"],
  ...["StopTransaction", "MeterValues", "TransactionEvent", "DataTransfer", "NotifyEvent"],
  ...["ChangeConfiguration", "GetConfiguration", "SetVariables", "GetVariables", "Reset"],
  ...["RemoteStartTransaction", "RequestStartTransaction", "UnlockConnector", "TriggerMessage"],
  ...["SetChargingProfile", "ClearChargingProfile", "GetCompositeSchedule", "ReserveNow"],
  ...["CancelReservation", "SendLocalList", "GetLocalListVersion", "UpdateFirmware", "GetLog"],
  ...["FirmwareStatusNotification", "SecurityEventNotification", "NotifyReport", "ClearCache"],
  ...["ChangeAvailability", "CertificateSigned", "InstallCertificate", "GetDiagnostics"],
  ...["connectorId", "evseId", "transactionId", "idTag", "idToken", "timestamp", "meterValue"],
  ...["sampledValue", "value", "unit", "measurand", "context", "phase", "status", "errorCode"],
  ...["reason", "seqNo", "triggerReason", "Started", "Updated", "Ended", "Charging", "Available"],
  ...[
    "Faulted",
    "Occupied",
    "Accepted",
    "Rejected",
    "Invalid",
    "Pending",
    "SuspendedEV",
    "Finishing",
  ],
  ...["Transaction.Begin", "Transaction.End", "Sample.Clock", "Wh", "kWh", "L1-N", "SoC", "OCMF"],
  ...[
    "2026-05-01T10:00:00Z",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-02-30T00:00:00",
  ],
  ...["[2,", "[3,", "[4,", '"1"', "__proto__", "constructor", "toString", "é", "😀", "\\u0000", ""],
  ...["x".repeat(60), "customData", "vendorId", "signedMeterValue", "null", "NaN", "1e400", "-1"],
];
