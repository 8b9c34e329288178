/** Rules about messages: their form, their pairing, their schema. */
import { passes } from "../stage.ts";
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
    sentence:
      /^This link speaks OCPP 1\.6, but the station sent BootNotification \(id b\) .* 2\.0\.1/,
    live: [boot2],
  },
  "json-invalid": {
    side: "station",
    sentence: /not JSON \(MeterValues, id 17\): At byte 39 of 45, "," was found where a value or/,
    live: ['> [2,"17","MeterValues",{"sampledValue":[,{}]}]'],
  },
  "rpc-malformed": {
    side: "station",
    sentence:
      /^The station sent a malformed message \(id 1\): A CALLERROR has 5 elements, this one 4/,
    live: ['< [2,"1","Reset",{"type":"Soft"}]', '> [4,"1","NotSupported",""]'],
  },
  "message-type-unknown": {
    side: "station",
    sentence:
      /^The station sent a message \(id 1\) of an unknown type: Message type 9 does not exist/,
    live: ['> [9,"1","Heartbeat",{}]'],
  },
  "message-id-too-long": {
    side: "csms",
    sentence: /^The CSMS sent ClearCache with a message id of 37 characters, a{37}; 36 are allowed/,
    live: [`< [2,"${"a".repeat(37)}","ClearCache",{}]`],
  },
  "message-id-empty": {
    side: "station",
    sentence: /^The station sent Heartbeat with an empty message id/,
    live: ['> [2,"","Heartbeat",{}]'],
  },
  "message-id-reused": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /^The station sent StatusNotification with the message id 1, which it had used \d+ ms/,
    live: [heartbeat, answered, ...status16("1", "Available")],
  },
  "message-retransmitted": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /^The station sent Heartbeat \(id 1\) again \d+ ms after the first time, with the same/,
    live: [heartbeat, heartbeat],
  },
  "action-unknown": {
    side: "station",
    sentence: /sent the action Heartbeet \(id 1\), which OCPP 1\.6 does not have; Heartbeat was pr/,
    live: ['> [2,"1","Heartbeet",{}]'],
  },
  "action-wrong-sender": {
    side: "station",
    sentence: /^The station sent RemoteStartTransaction \(id 1\), which in OCPP 1\.6 only the CSMS/,
    live: ['> [2,"1","RemoteStartTransaction",{"idTag":"CARD"}]'],
  },
  "error-code-unknown": {
    side: "csms",
    sentence: /^The CSMS sent an error \(id 1\) with the code NullPointerException, which no OCPP/,
    live: [heartbeat, '< [4,"1","NullPointerException","",{}]'],
  },
  "error-code-misspelt": {
    side: "csms",
    sentence: /with the code NotImplmented; NotImplemented was probably meant\.$/,
    live: [heartbeat, '< [4,"1","NotImplmented","",{}]'],
  },
  "error-description-too-long": {
    side: "csms",
    sentence:
      /^The CSMS sent the error InternalError \(id 1\) with a description of 256 characters/,
    live: [heartbeat, `< [4,"1","InternalError","${"e".repeat(256)}",{}]`],
  },
  "error-details-not-object": {
    side: "station",
    sentence:
      /^The station sent the error NotSupported \(id 1\) with an array as its details, where/,
    live: ['< [2,"1","ClearCache",{}]', '> [4,"1","NotSupported","no",["see log"]]'],
  },
  "call-timeout": {
    side: "csms",
    sentence:
      /^The CSMS did not answer Authorize \(id 17\) within 5 s; .* after the BootNotification/,
    live: [...booted16, '> [2,"17","Authorize",{"idTag":"CARD"}]'],
  },
  "response-late": {
    ...{ side: "csms", evidence: 2 },
    sentence:
      /^The CSMS answered Authorize \(id 17\) only after \d.* s; it had timed out after 5 s\.$/,
    async act(stage, id) {
      const { tell } = await stage.open(id);
      await tell(['> [2,"17","Authorize",{"idTag":"CARD"}]']);
      const timedOut = async () => (await stage.findings("call-timeout", id)).length > 0;
      await until(timedOut, "the call to time out");
      await tell(['< [3,"17",{"idTagInfo":{"status":"Accepted"}}]']);
    },
  },
  "response-duplicate": {
    ...{ side: "csms", evidence: 3 },
    sentence:
      /^The CSMS answered Heartbeat \(id 1\) a second time, \d+ ms after the first response/,
    live: [heartbeat, answered, '< [4,"1","InternalError","",{}]'],
  },
  "response-unmatched": {
    side: "csms",
    sentence:
      /^The CSMS sent a CALLRESULT with the id 71, but no recent call of the station has th/,
    live: [heartbeat, '< [3,"71",{"currentTime":"{t}"}]'],
  },
  "call-aborted": {
    side: "network",
    sentence: /^The link closed \d+ ms after the CSMS sent GetDiagnostics \(id c7\), which was not/,
    async act(stage, id) {
      const link = await stage.open(id);
      await link.tell(['< [2,"c7","GetDiagnostics",{"location":"ftp://files.example/"}]']);
      await link.close();
    },
  },
  "call-overlap": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /^The station sent Heartbeat \(id 2\) while its Heartbeat \(id 1\), sent \d+ ms before/,
    live: [heartbeat, '> [2,"2","Heartbeat",{}]'],
  },
  "call-error": {
    ...{ side: "csms", evidence: 2 },
    sentence:
      /answered Reset \(id 1\) of the CSMS with the error TypeConstraintViolation \("type\?"\)/,
    live: ['< [2,"1","Reset",{"type":5}]', '> [4,"1","TypeConstraintViolation","type?",{}]'],
  },
  "slow-response": {
    ...{ side: "csms", evidence: 2 },
    sentence:
      /^The CSMS took 2\.\d+ s to answer Authorize \(id slow\); 99 of 100 .* came within \d+ ms/,
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
    sentence:
      /a StatusNotification request \(id 1\) that breaks the schema of OCPP 1\.6: connectorId/,
    live: status16("1", "Available", { connectorId: "1" }),
  },
  "schema-other-version": {
    side: "station",
    sentence:
      /BootNotification request \(id b\) that is invalid in OCPP 1\.6, .* 2\.0\.1 and 2\.1\.$/,
    live: [boot2],
  },
  "field-null": {
    side: "station",
    sentence:
      /^The station sent StatusNotification \(id 1\) with info as null, which has to be left/,
    live: status16("1", "Available", { info: null }),
  },
  "field-empty": {
    side: "station",
    sentence: /^The station sent BootNotification \(id b\) with nothing in chargePointVendor\.$/,
    live: ['> [2,"b","BootNotification",{"chargePointVendor":"","chargePointModel":"One"}]'],
  },
  "array-empty": {
    side: "station",
    sentence:
      /^The station sent MeterValues \(id 1\) with an empty meterValue\.0\.sampledValue, which/,
    live: sample16("1", []),
  },
  "number-out-of-range": {
    side: "station",
    sentence:
      /^The station sent StartTransaction \(id 1\) in which connectorId is 0, where connectors/,
    live: start16("1", { connectorId: 0 }),
  },
  "unit-misspelt": {
    side: "station",
    sentence:
      /^The station sent MeterValues \(id 1\) with the unit Celcius in meterValue\.0\.sampled/,
    live: sample16("1", [{ value: "31", measurand: "Temperature", unit: "Celcius" }]),
  },
  "timestamp-without-zone": {
    side: "station",
    sentence: /^The station sent timestamp as "2026-01-31T12:00:00", which has no time zone\.$/,
    live: status16("1", "Available", { timestamp: "2026-01-31T12:00:00" }),
  },
  "timestamp-implausible": {
    side: "station",
    sentence:
      /^The station sent timestamp as "1970-01-01T00:00:42Z", which is where a clock begins/,
    live: status16("1", "Available", { timestamp: "1970-01-01T00:00:42Z" }),
  },
  "clock-skew": {
    ...{ side: "station", evidence: 5 },
    sentence: /^The station's clock is 60 min behind by the times of its last 5 events/,
    trace: Array.from({ length: 8 }, (_, at) => [
      ...sample16(String(at), [energy(1_000)], "{t-60m}"),
      "60s",
    ]).flat(),
  },
  "configuration-rejected": {
    ...{ side: "csms", evidence: 2 },
    sentence: /^The station did not take MeterValueSampleInterval = 1 \(Rejected\)\.$/,
    live: asks(
      "1",
      "ChangeConfiguration",
      { key: "MeterValueSampleInterval", value: "1" },
      { status: "Rejected" },
    ),
  },
  "security-event": {
    ...{ side: "station", severity: "error", version: "2.0.1" },
    sentence:
      /security event TamperDetectionActivated, which the standard calls critical: .*"door"/,
    live: [
      ...booted2,
      ...says("1", "SecurityEventNotification", {
        ...{ type: "TamperDetectionActivated", timestamp: "{t}", techInfo: "door" },
      }),
    ],
  },
};
