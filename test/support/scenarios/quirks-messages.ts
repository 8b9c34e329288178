/** Quirks of what is said: JSON, types, ids, times. */
import { once } from "node:events";
import type { Line } from "../transcript.ts";
import { messageScenarios } from "./messages.ts";
import { expectEqual, type Quirk } from "./quirk.ts";
import {
  accepted,
  asks,
  booted16,
  energy,
  type Scenario,
  sample16,
  says,
  start16,
  status16,
  stop16,
  type Values,
} from "./scenario.ts";

const boot = (more: object): Line =>
  `> ${JSON.stringify([2, "b", "BootNotification", { chargePointVendor: "A", chargePointModel: "B", ...more }])}`;
const time = (timestamp: string) => status16("1", "Available", { timestamp });
const broken = (title: string, text: string, says: Values): Quirk => ({
  ...{ number: 6, title },
  live: [`> ${text}`],
  found: [{ rule: "json-invalid", side: "station", says }],
});
const heartbeat = '> [2,"1","Heartbeat",{}]';
const answered = '< [3,"1",{"currentTime":"{t}"}]';

function actOf(scenario: Scenario | undefined) {
  if (scenario === undefined || !("act" in scenario)) throw new Error("it is no act");
  return scenario.act;
}

export const messageQuirks: readonly Quirk[] = [
  broken(
    "a comma where a value should be",
    '[2,"17","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[,{"value":"1"}]}]}]',
    ["MeterValues, id 17", "byte 70 of 89", '"," was found'],
  ),
  broken("cut off in the middle", '[3,"17",{"configurationKey":[]', ["id 17", /ends?/]),
  broken("a backslash in a token", '[2,"17","Authorize",{"idTag":"A\\x12"}]', ["Authorize, id 17"]),
  broken("NUL bytes at the end", '[2,"17","Heartbeat",{}]\0\0', [
    "Heartbeat, id 17",
    "byte 23",
    "0x00",
  ]),
  {
    ...{ number: 7, title: "empty messages after each pong" },
    live: booted16,
    async also({ station, csms }) {
      let received = 0;
      csms.on("message", () => {
        received += 1;
      });
      for (let at = 0; at < 5; at += 1) {
        const pong = once(csms, "pong");
        csms.ping();
        await pong;
        const arrived = once(csms, "message");
        station.send("");
        await arrived;
      }
      expectEqual(received, 5, "empty messages at the CSMS");
    },
    found: [{ rule: "message-empty", side: "station" }],
  },
  {
    ...{ number: 8, title: "pretty-printed JSON" },
    live: [
      '> [\n  2,\n  "1",\n  "BootNotification",\n  {\n    "chargePointVendor": "A",\n\t"chargePointModel" : "B"\n  }\n]\n',
      '< [3, "1", {"status": "Accepted", "currentTime": "{t}", "interval": 300}]',
    ],
    found: [],
  },
  {
    ...{ number: 9, title: "a time without a zone" },
    live: time("2026-01-31T12:00:00"),
    found: [{ rule: "timestamp-without-zone", side: "station", severity: "warning" }],
  },
  {
    ...{ number: 9, title: "half a zone" },
    live: time("2026-01-31T12:00:00+03"),
    found: [{ rule: "timestamp-without-zone", side: "station", says: ["+03", "minutes"] }],
  },
  {
    ...{ number: 9, title: "an empty date" },
    live: time("0000-00-00T00:00:00Z"),
    found: [{ rule: "timestamp-implausible", side: "station", says: ["0000-00-00T00:00:00Z"] }],
  },
  {
    ...{ number: 9, title: "1970, before the clock was set" },
    live: time("1970-01-01T00:00:12Z"),
    found: [{ rule: "timestamp-implausible", side: "station", says: ["1970-01-01T00:00:12Z"] }],
  },
  {
    ...{ number: 9, title: "a CSMS whose time has no zone" },
    live: [heartbeat, '< [3,"1",{"currentTime":"2026-01-31T12:00:00"}]'],
    found: [{ rule: "timestamp-without-zone", side: "csms" }],
  },
  {
    ...{ number: 10, title: "an over-long vendor" },
    live: [boot({ chargePointVendor: "Schneider Electric SE." })],
    found: [
      {
        ...{ rule: "schema-violation", side: "station", severity: "warning" },
        says: ["chargePointVendor", "20 characters"],
      },
    ],
  },
  {
    ...{ number: 10, title: "an over-long token of the CSMS" },
    live: asks(
      "r",
      "RemoteStartTransaction",
      { connectorId: 1, idTag: "A".repeat(21) },
      {
        status: "Rejected",
      },
    ),
    found: [
      {
        ...{ rule: "schema-violation", side: "csms", severity: "warning" },
        says: ["idTag", "20 characters"],
      },
    ],
  },
  {
    ...{ number: 11, title: "an empty vendor" },
    live: [boot({ chargePointVendor: "" })],
    found: [{ rule: "field-empty", side: "station", severity: "note" }],
  },
  {
    ...{ number: 12, title: "a text where a number belongs" },
    live: status16("1", "Available", { connectorId: "1" }),
    found: [
      { rule: "schema-violation", side: "station", severity: "error", says: ["connectorId"] },
    ],
  },
  {
    ...{ number: 12, title: "an object where a list belongs" },
    live: says("1", "MeterValues", {
      ...{ connectorId: 1 },
      meterValue: { timestamp: "{t}", sampledValue: [energy(5)] },
    }),
    found: [{ rule: "schema-violation", side: "station", severity: "error", says: ["meterValue"] }],
  },
  {
    ...{ number: 12, title: "no sampled value" },
    live: sample16("1", []),
    found: [{ rule: "array-empty", side: "station" }],
  },
  {
    ...{ number: 12, title: "meterStop with a fraction" },
    live: [...start16("1"), ...stop16("2", { meterStop: 3_000.5 })],
    found: [{ rule: "meter-stop-mismatch", side: "station", says: ["3000.5"] }],
  },
  {
    ...{ number: 13, title: "an error code that is none" },
    live: status16("1", "Available", { errorCode: "Error" }),
    found: [{ rule: "schema-violation", side: "station", says: ["errorCode"] }],
  },
  {
    ...{ number: 13, title: "the unit Hz" },
    live: sample16("1", [{ value: "50", measurand: "Frequency", unit: "Hz" }]),
    found: [{ rule: "schema-violation", side: "station", severity: "warning", says: ["unit"] }],
  },
  {
    ...{ number: 13, title: "Celcius, which the standard itself misspelt" },
    live: sample16("1", [{ value: "31", measurand: "Temperature", unit: "Celcius" }]),
    found: [{ rule: "unit-misspelt", side: "station", severity: "note" }],
  },
  {
    ...{ number: 14, title: "the same call again" },
    live: [heartbeat, heartbeat, answered],
    found: [{ rule: "message-retransmitted", side: "station", severity: "note" }],
  },
  {
    ...{ number: 14, title: "an id for another call" },
    live: [heartbeat, answered, ...status16("1", "Available")],
    found: [{ rule: "message-id-reused", side: "station" }],
  },
  {
    ...{ number: 14, title: "ids that begin again at 1 after a restart" },
    async act(stage, id) {
      for (let restart = 0; restart < 2; restart += 1) {
        const link = await stage.open(id);
        await link.tell(booted16);
        await link.tell([heartbeat, answered]);
        await link.close();
      }
    },
    found: [],
  },
  {
    ...{ number: 15, title: "an answer to nothing" },
    live: ['> [3,"71",{"currentTime":"{t}"}]'],
    found: [{ rule: "response-unmatched", side: "station" }],
  },
  {
    ...{ number: 15, title: "two answers" },
    live: [heartbeat, answered, answered],
    found: [{ rule: "response-duplicate", side: "csms" }],
  },
  {
    ...{ number: 15, title: "an answer after the time-out" },
    act: actOf(messageScenarios["response-late"]),
    found: [{ rule: "response-late", side: "csms" }],
  },
  {
    ...{ number: 15, title: "an error in answer to a response" },
    live: [heartbeat, answered, '> [4,"1","FormationViolation","",{}]'],
    found: [{ rule: "response-unmatched", side: "station", says: ["FormationViolation"] }],
  },
  {
    ...{ number: 26, title: "more than one call at a time" },
    live: [heartbeat, '> [2,"2","Heartbeat",{}]', answered, '< [3,"2",{"currentTime":"{t}"}]'],
    found: [{ rule: "call-overlap", side: "station" }],
  },
  {
    ...{ number: 26, title: "calls that cross are legal" },
    live: [
      ...booted16,
      ...[heartbeat, '< [2,"1","ClearCache",{}]', '> [3,"1",{"status":"Accepted"}]', answered],
    ],
    found: [],
  },
  {
    ...{ number: 29, title: "message type 1" },
    live: ['> [1,"1","Heartbeat",{}]'],
    found: [{ rule: "message-type-unknown", side: "station" }],
  },
  {
    ...{ number: 29, title: "SOAP" },
    live: ['> <?xml version="1.0"?><s:Envelope><s:Body/></s:Envelope>'],
    found: [{ rule: "json-invalid", side: "station", says: ["byte 0 of", '"<" was found'] }],
  },
  {
    ...{ number: 29, title: "an error with a text for its details" },
    live: ['< [2,"1","ClearCache",{}]', '> [4,"1","NotSupported","no","see log"]'],
    found: [{ rule: "error-details-not-object", side: "station" }],
  },
  {
    ...{ number: 29, title: "an error of four elements" },
    live: ['< [2,"1","ClearCache",{}]', '> [4,"1","NotSupported","no"]'],
    found: [{ rule: "rpc-malformed", side: "station", says: ["5 elements", "4"] }],
  },
  {
    ...{ number: 33, title: "a SEND of 2.1 below 2.1" },
    live: ['> [6,"1","NotifyPeriodicEventStream",{}]'],
    found: [{ rule: "message-type-unknown", side: "station", says: ["OCPP 2.1"] }],
  },
  {
    ...{ number: 33, title: "a CALLRESULTERROR below 2.1" },
    open: { version: "2.0.1" },
    live: [heartbeat, answered, '> [5,"1","InternalError","",{}]'],
    found: [{ rule: "message-type-unknown", side: "station", says: ["OCPP 2.1"] }],
  },
  {
    ...{ number: 34, title: "twelve million bytes" },
    live: [`> [2,"1","DataTransfer",{"vendorId":"v","data":"${"x".repeat(12_000_000)}"}]`],
    found: [{ rule: "message-oversized", side: "station", says: ["DataTransfer", "11.4 MiB"] }],
  },
  {
    ...{ number: 35, title: "a secret reaches the station and no finding" },
    live: [
      ...booted16,
      ...asks(
        "k",
        "ChangeConfiguration",
        { key: "AuthorizationKey", value: "c0ffee5ecret" },
        {
          status: "Rejected",
        },
      ),
      ...asks("l", "ChangeConfiguration", { key: "HeartbeatInterval", value: "300" }, accepted),
    ],
    async also(_link, stage, id) {
      const told = [...(await stage.findings("configuration-rejected", id)), ...stage.served.log];
      expectEqual(JSON.stringify(told).includes("c0ffee5ecret"), false, "the secret is told");
    },
    found: [
      {
        rule: "configuration-rejected",
        side: "csms",
        says: ["AuthorizationKey", "Rejected"],
      },
    ],
  },
];
