/** Rules about boots, heartbeats, connectors, and what stations promise. */
import { accepted, asks, boot16, booted16, type Scenarios, says, status16 } from "./scenario.ts";

const bootAnswer = (status: string, interval = 60) =>
  `< [3,"b",{"status":"${status}","currentTime":"{t}","interval":${interval}}]`;
const alive = (id: string) => says(id, "Heartbeat", {}, { currentTime: "{t}" });

export const stationScenarios: Scenarios = {
  "boot-rejected": {
    ...{ side: "csms", evidence: 2 },
    says: ["BootNotification", "Rejected", "60 s"],
    live: [boot16, bootAnswer("Rejected")],
  },
  "boot-pending": {
    ...{ side: "csms", evidence: 2 },
    says: ["BootNotification", "Pending", "60 s"],
    live: [boot16, bootAnswer("Pending")],
  },
  "boot-loop": {
    side: "station",
    says: ["5 times", /\d m?s/],
    live: Array.from({ length: 5 }, () => booted16).flat(),
  },
  "boot-missing": {
    side: "station",
    says: ["StatusNotification", "BootNotification", /3\d.* s/],
    live: status16("1", "Available"),
  },
  "call-before-accepted": {
    ...{ side: "station", evidence: 2 },
    says: ["StatusNotification (id 1)", "BootNotification"],
    live: [boot16, ...status16("1", "Available")],
  },
  "heartbeat-missed": {
    ...{ side: "station", evidence: 2 },
    says: [/1[2-9].* s/, "every 1 s"],
    live: [boot16, bootAnswer("Accepted", 1)],
  },
  "heartbeat-interval-ignored": {
    side: "station",
    says: ["30 s", "every 5 min"],
    trace: [
      ...booted16,
      ...Array.from({ length: 12 }, (_, at) => ["29.8s", ...alive(String(at))]).flat(),
    ],
  },
  "connector-faulted": {
    side: "station",
    says: ["connector 1", "GroundFailure", "17", "RCD"],
    live: status16("1", "Faulted", {
      ...{ errorCode: "GroundFailure", vendorErrorCode: "17", info: "RCD" },
    }),
  },
  "status-transition-irregular": {
    ...{ side: "station", evidence: 2 },
    says: ["connector 1", "from Available to Finishing"],
    live: [...status16("1", "Available"), ...status16("2", "Finishing")],
  },
  "status-flapping": {
    ...{ side: "station", evidence: 2 },
    says: ["connector 1", "13 times", "from Preparing to Available"],
    live: Array.from({ length: 16 }, (_, at) =>
      status16(String(at), at % 2 === 0 ? "Available" : "Preparing"),
    ).flat(),
  },
  "remote-start-not-started": {
    ...{ side: "station", evidence: 2 },
    says: ["connector 1", "ConnectionTimeOut of 1 s"],
    live: [
      ...asks("c", "ChangeConfiguration", { key: "ConnectionTimeOut", value: "1" }, accepted),
      ...asks("r", "RemoteStartTransaction", { connectorId: 1, idTag: "CARD" }, accepted),
    ],
  },
  "remote-stop-not-stopped": {
    ...{ side: "station", evidence: 2 },
    says: ["transaction 42", /\d min|\d s/],
    trace: [
      ...asks("r", "RemoteStopTransaction", { transactionId: 42 }, accepted),
      ...["4m", ...alive("1")],
    ],
  },
  "trigger-not-honoured": {
    ...{ side: "station", evidence: 2 },
    says: ["MeterValues", "connector 1", /3\d.* s/],
    live: asks(
      "t",
      "TriggerMessage",
      { requestedMessage: "MeterValues", connectorId: 1 },
      accepted,
    ),
  },
  "reset-not-honoured": {
    ...{ side: "station", evidence: 2 },
    says: ["reset (Soft)", "5"],
    trace: [...asks("r", "Reset", { type: "Soft" }, accepted), ...["6m", ...alive("1")]],
  },
  "availability-not-applied": {
    ...{ side: "station", evidence: 2 },
    says: ["connector 1", "Inoperative", "Available", /[6-9]\d.* s/],
    trace: [
      ...status16("1", "Available"),
      ...asks("c", "ChangeAvailability", { connectorId: 1, type: "Inoperative" }, accepted),
      ...["90s", ...alive("2")],
    ],
  },
  "firmware-update-failed": {
    ...{ side: "station", evidence: 2 },
    says: ["InstallationFailed", "UpdateFirmware (id 7)", /\d m?s/],
    live: [
      ...asks("7", "UpdateFirmware", { location: "ftp://files.example/", retrieveDate: "{t}" }),
      ...says("s", "FirmwareStatusNotification", { status: "InstallationFailed" }),
    ],
  },
  "diagnostics-failed": {
    ...{ side: "station", evidence: 2 },
    says: ["UploadFailed", "GetDiagnostics (id 7)", /\d m?s/],
    live: [
      ...asks("7", "GetDiagnostics", { location: "ftp://files.example/" }, { fileName: "x.zip" }),
      ...says("s", "DiagnosticsStatusNotification", { status: "UploadFailed" }),
    ],
  },
};
