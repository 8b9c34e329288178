/** Rules about boots, heartbeats, connectors, and what stations promise. */
import { accepted, asks, boot16, booted16, type Scenarios, says, status16 } from "./scenario.ts";

const bootAnswer = (status: string, interval = 60) =>
  `< [3,"b",{"status":"${status}","currentTime":"{t}","interval":${interval}}]`;
const alive = (id: string) => says(id, "Heartbeat", {}, { currentTime: "{t}" });

export const stationScenarios: Scenarios = {
  "boot-rejected": {
    ...{ side: "csms", evidence: 2 },
    sentence:
      /answered the station's BootNotification with Rejected and told it to ask again in 60 s/,
    live: [boot16, bootAnswer("Rejected")],
  },
  "boot-pending": {
    ...{ side: "csms", evidence: 2 },
    sentence: /answered the station's BootNotification with Pending .*60 s/,
    live: [boot16, bootAnswer("Pending")],
  },
  "boot-loop": {
    side: "station",
    sentence: /^The station booted 5 times within \d+ ms\.$/,
    live: Array.from({ length: 5 }, () => booted16).flat(),
  },
  "boot-missing": {
    side: "station",
    sentence:
      /^The station began with StatusNotification, and no BootNotification came within 3\d.* s/,
    live: status16("1", "Available"),
  },
  "call-before-accepted": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /^The station sent StatusNotification \(id 1\) before its BootNotification was answered/,
    live: [boot16, ...status16("1", "Available")],
  },
  "heartbeat-missed": {
    ...{ side: "station", evidence: 2 },
    sentence: /sent no message for 1[2-9].* s, though the CSMS asked for a Heartbeat every 1 s\.$/,
    live: [boot16, bootAnswer("Accepted", 1)],
  },
  "heartbeat-interval-ignored": {
    side: "station",
    sentence: /Heartbeats came 30.* s apart, while the CSMS asked for one every 5 min\.$/,
    trace: [
      ...booted16,
      ...Array.from({ length: 12 }, (_, at) => ["29.8s", ...alive(String(at))]).flat(),
    ],
  },
  "connector-faulted": {
    side: "station",
    sentence: /cannot use connector 1: GroundFailure \(.* tripped; vendor code 17, "RCD"\)\.$/,
    live: status16("1", "Faulted", {
      ...{ errorCode: "GroundFailure", vendorErrorCode: "17", info: "RCD" },
    }),
  },
  "status-transition-irregular": {
    ...{ side: "station", evidence: 2 },
    sentence: /changed the status of connector 1 from Available to Finishing, which the table/,
    live: [...status16("1", "Available"), ...status16("2", "Finishing")],
  },
  "status-flapping": {
    ...{ side: "station", evidence: 2 },
    sentence: /^The status of connector 1 changed 13 times within \d+ ms, last to Preparing\.$/,
    live: Array.from({ length: 14 }, (_, at) =>
      status16(String(at), at % 2 === 0 ? "Available" : "Preparing"),
    ).flat(),
  },
  "remote-start-not-started": {
    ...{ side: "station", evidence: 2 },
    sentence: /accepted a remote start of connector 1, and reported no .* ConnectionTimeOut of 1 s/,
    live: [
      ...asks("c", "ChangeConfiguration", { key: "ConnectionTimeOut", value: "1" }, accepted),
      ...asks("r", "RemoteStartTransaction", { connectorId: 1, idTag: "CARD" }, accepted),
    ],
  },
  "remote-stop-not-stopped": {
    ...{ side: "station", evidence: 2 },
    sentence: /^The station accepted to stop transaction 42, and did not report its end within/,
    trace: [
      ...asks("r", "RemoteStopTransaction", { transactionId: 42 }, accepted),
      ...["4m", ...alive("1")],
    ],
  },
  "trigger-not-honoured": {
    ...{ side: "station", evidence: 2 },
    sentence: /^The station accepted to send MeterValues of connector 1, and did not within 3\d/,
    live: asks(
      "t",
      "TriggerMessage",
      { requestedMessage: "MeterValues", connectorId: 1 },
      accepted,
    ),
  },
  "reset-not-honoured": {
    ...{ side: "station", evidence: 2 },
    sentence: /accepted a reset \(Soft\), and neither lost its link nor sent a BootNotification w/,
    trace: [...asks("r", "Reset", { type: "Soft" }, accepted), ...["6m", ...alive("1")]],
  },
  "availability-not-applied": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /accepted to make connector 1 Inoperative, and still reports Available [6-9]\d.* s later\.$/,
    trace: [
      ...status16("1", "Available"),
      ...asks("c", "ChangeAvailability", { connectorId: 1, type: "Inoperative" }, accepted),
      ...["90s", ...alive("2")],
    ],
  },
  "firmware-update-failed": {
    ...{ side: "station", evidence: 2 },
    sentence: /^The station reported InstallationFailed for UpdateFirmware \(id 7\), sent \d+ ms/,
    live: [
      ...asks("7", "UpdateFirmware", { location: "ftp://files.example/", retrieveDate: "{t}" }),
      ...says("s", "FirmwareStatusNotification", { status: "InstallationFailed" }),
    ],
  },
  "diagnostics-failed": {
    ...{ side: "station", evidence: 2 },
    sentence: /^The station reported UploadFailed for GetDiagnostics \(id 7\), sent \d+ ms before/,
    live: [
      ...asks("7", "GetDiagnostics", { location: "ftp://files.example/" }, { fileName: "x.zip" }),
      ...says("s", "DiagnosticsStatusNotification", { status: "UploadFailed" }),
    ],
  },
};
