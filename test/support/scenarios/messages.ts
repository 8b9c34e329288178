/** Rules about messages: their form, their pairing, their schema. */
import { passes, patience } from "../stage.ts";
import { until } from "../until.ts";
import {
  asks,
  boot2,
  booted2,
  booted16,
  energy,
  type Scenarios,
  sample16,
  says,
  start16,
  status16,
} from "./scenario.ts";

const heartbeat = '> [2,"1","Heartbeat",{}]';
const answered = '< [3,"1",{"currentTime":"{t}"}]';

export const messageScenarios: Scenarios = {
  "version-mismatch": {
    side: "station",
    says: ["OCPP 1.6", "OCPP 2.0.1", "BootNotification (id b)"],
    live: [boot2],
  },
  "json-invalid": {
    side: "station",
    says: ["MeterValues, id 17", "byte 39 of 45", '"," was found'],
    live: ['> [2,"17","MeterValues",{"sampledValue":[,{}]}]'],
  },
  "rpc-malformed": {
    side: "station",
    says: ["id 1", "CALLERROR has 5 elements", "4"],
    live: ['< [2,"1","Reset",{"type":"Soft"}]', '> [4,"1","NotSupported",""]'],
  },
  "message-type-unknown": {
    side: "station",
    says: ["id 1", "type 9"],
    live: ['> [9,"1","Heartbeat",{}]'],
  },
  "message-id-too-long": {
    side: "csms",
    says: ["ClearCache", "37 characters", "a".repeat(37), "36"],
    live: [`< [2,"${"a".repeat(37)}","ClearCache",{}]`],
  },
  "message-id-empty": {
    side: "station",
    says: ["Heartbeat", "empty message id"],
    live: ['> [2,"","Heartbeat",{}]'],
  },
  "message-id-reused": {
    ...{ side: "station", evidence: 2 },
    says: ["StatusNotification", "message id 1", "Heartbeat", /\d m?s/],
    live: [heartbeat, answered, ...status16("1", "Available")],
  },
  "message-retransmitted": {
    ...{ side: "station", evidence: 2 },
    says: ["Heartbeat (id 1)", "same bytes", /\d m?s/],
    live: [heartbeat, heartbeat],
  },
  "action-unknown": {
    side: "station",
    says: ["Heartbeet (id 1)", "OCPP 1.6", "Heartbeat was"],
    live: ['> [2,"1","Heartbeet",{}]'],
  },
  "action-wrong-sender": {
    side: "station",
    says: ["RemoteStartTransaction (id 1)", "only the CSMS"],
    live: ['> [2,"1","RemoteStartTransaction",{"idTag":"CARD"}]'],
  },
  "error-code-unknown": {
    side: "csms",
    says: ["id 1", "NullPointerException"],
    live: [heartbeat, '< [4,"1","NullPointerException","",{}]'],
  },
  "error-code-misspelt": {
    side: "csms",
    says: ["NotImplmented", "NotImplemented"],
    live: [heartbeat, '< [4,"1","NotImplmented","",{}]'],
  },
  "error-description-too-long": {
    side: "csms",
    says: ["InternalError (id 1)", "256 characters", "255"],
    live: [heartbeat, `< [4,"1","InternalError","${"e".repeat(256)}",{}]`],
  },
  "error-details-not-object": {
    side: "station",
    says: ["NotSupported (id 1)", "an array", "an object"],
    live: ['< [2,"1","ClearCache",{}]', '> [4,"1","NotSupported","no",["see log"]]'],
  },
  "call-timeout": {
    side: "csms",
    says: ["Authorize (id 17)", "5 s", "BootNotification"],
    live: [...booted16, '> [2,"17","Authorize",{"idTag":"CARD"}]'],
  },
  "response-late": {
    ...{ side: "csms", evidence: 2 },
    says: ["Authorize (id 17)", /after \d.* s/, "5 s"],
    async act(stage, id) {
      const { tell } = await stage.open(id);
      await tell(['> [2,"17","Authorize",{"idTag":"CARD"}]']);
      const timedOut = async () => (await stage.findings("call-timeout", id)).length > 0;
      await until(timedOut, "the call to time out", ...patience);
      await tell(['< [3,"17",{"idTagInfo":{"status":"Accepted"}}]']);
    },
  },
  "response-duplicate": {
    ...{ side: "csms", evidence: 3 },
    says: ["Heartbeat (id 1)", "second time", /\d m?s/],
    live: [heartbeat, answered, '< [4,"1","InternalError","",{}]'],
  },
  "response-unmatched": {
    side: "csms",
    says: ["CALLRESULT", "id 71"],
    live: [heartbeat, '< [3,"71",{"currentTime":"{t}"}]'],
  },
  "call-aborted": {
    side: "network",
    says: ["GetDiagnostics (id c7)", /\d m?s/],
    async act(stage, id) {
      const link = await stage.open(id);
      await link.tell(['< [2,"c7","GetDiagnostics",{"location":"ftp://files.example/"}]']);
      await link.close();
    },
  },
  "call-overlap": {
    ...{ side: "station", evidence: 2 },
    says: ["Heartbeat (id 2)", "Heartbeat (id 1)", /\d m?s/],
    live: [heartbeat, '> [2,"2","Heartbeat",{}]'],
  },
  "call-error": {
    ...{ side: "csms", evidence: 2 },
    says: ["Reset (id 1)", "TypeConstraintViolation", "type?"],
    live: ['< [2,"1","Reset",{"type":5}]', '> [4,"1","TypeConstraintViolation","type?",{}]'],
  },
  "slow-response": {
    ...{ side: "csms", evidence: 2 },
    says: ["Authorize (id slow)", /[2-9].* s/, "99 of 100", /\d m?s/],
    async act(stage, id) {
      const { tell } = await stage.open(id);
      const accepted = { idTagInfo: { status: "Accepted" } };
      const authorize = (at: string) => says(at, "Authorize", { idTag: "CARD" }, accepted);
      for (let at = 0; at < 30; at += 1) await tell(authorize(String(at)));
      const [call = "", answer = ""] = authorize("slow");
      await tell([call]);
      await passes(2_500);
      await tell([answer]);
    },
  },
  "schema-violation": {
    side: "station",
    says: ["StatusNotification", "id 1", "OCPP 1.6", "connectorId"],
    live: status16("1", "Available", { connectorId: "1" }),
  },
  "schema-other-version": {
    side: "station",
    says: ["StatusNotification", "id 1", "1.6", "2.0.1 and 2.1"],
    live: [
      '> [2,"1","StatusNotification",{"timestamp":"2026-01-31T12:00:00Z","connectorStatus":"Available","evseId":1,"connectorId":1}]',
    ],
  },
  "field-null": {
    side: "station",
    says: ["StatusNotification (id 1)", "info", "null"],
    live: status16("1", "Available", { info: null }),
  },
  "field-empty": {
    side: "station",
    says: ["BootNotification (id b)", "chargePointVendor"],
    live: ['> [2,"b","BootNotification",{"chargePointVendor":"","chargePointModel":"One"}]'],
  },
  "array-empty": {
    side: "station",
    says: ["MeterValues (id 1)", "empty", "sampledValue"],
    live: sample16("1", []),
  },
  "number-out-of-range": {
    side: "station",
    says: ["StartTransaction (id 1)", "connectorId is 0"],
    live: start16("1", { connectorId: 0 }),
  },
  "unit-misspelt": {
    side: "station",
    says: ["MeterValues (id 1)", "Celcius", "Celsius"],
    live: sample16("1", [{ value: "31", measurand: "Temperature", unit: "Celcius" }]),
  },
  "timestamp-without-zone": {
    side: "station",
    says: ["2026-01-31T12:00:00", "time zone"],
    live: status16("1", "Available", { timestamp: "2026-01-31T12:00:00" }),
  },
  "timestamp-implausible": {
    side: "station",
    says: ["1970-01-01T00:00:42Z", "never set"],
    live: status16("1", "Available", { timestamp: "1970-01-01T00:00:42Z" }),
  },
  "clock-skew": {
    ...{ side: "station", evidence: 5 },
    says: ["60 min behind", "5 events"],
    trace: Array.from({ length: 8 }, (_, at) => [
      ...sample16(String(at), [energy(1_000)], "{t-60m}"),
      "60s",
    ]).flat(),
  },
  "configuration-rejected": {
    ...{ side: "csms", evidence: 2 },
    says: ["MeterValueSampleInterval", "1", "Rejected"],
    live: asks(
      "1",
      "ChangeConfiguration",
      { key: "MeterValueSampleInterval", value: "1" },
      { status: "Rejected" },
    ),
  },
  "security-event": {
    ...{ side: "station", severity: "error", version: "2.0.1" },
    says: ["TamperDetectionActivated", "critical", "door"],
    live: [
      ...booted2,
      ...says("1", "SecurityEventNotification", {
        ...{ type: "TamperDetectionActivated", timestamp: "{t}", techInfo: "door" },
      }),
    ],
  },
};
