/** Whatever comes in, what goes out is valid. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { actionsOf, sendersOfAction } from "../../../src/ocpp/actions.ts";
import { type Sampled, samplePayload } from "../../support/schema-samples.ts";
import { booted, deadLetters, type Sent, type Stage } from "../../translate/stage.ts";
import { accepted } from "./session.ts";

const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);
const names16 = [...actionsOf("1.6")];
const fieldNames = [
  ...["connectorId", "idTag", "meterStart", "meterStop", "timestamp", "transactionId", "reason"],
  ...["status", "errorCode", "info", "vendorId", "data", "type", "csr", "requestId", "techInfo"],
  ...["chargePointVendor", "chargePointModel", "iccid", "meterValue", "transactionData"],
];
const scalar = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom("2026-05-01T10:00:00Z", "1970-01-01T00:00:00", "Charging", "Accepted", "-1"),
);
const sampled = fc.record(
  { value: scalar, unit: scalar, measurand: scalar, context: scalar, format: scalar },
  { requiredKeys: [] },
);
const meterValue = fc.array(
  fc.record({ timestamp: scalar, sampledValue: fc.array(sampled, { maxLength: 4 }) }),
  { maxLength: 3 },
);
const callPayload = fc
  .record({
    fields: fc.dictionary(fc.constantFrom(...fieldNames), fc.oneof(scalar, anyJson)),
    samples: meterValue,
  })
  .map(({ fields, samples }) => ({ ...fields, meterValue: samples, transactionData: samples }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** Whatever waits for the CSMS is answered, refused, or left alone. */
function respond(it: Stage, how: number): void {
  const call = it.pending("csms");
  if (call === null) return;
  if (how === 0) it.answer("csms", {});
  else if (how === 1) it.answer("csms", accepted());
  else if (how === 2) it.fail("csms", "InternalError");
  else it.pass(31_000);
}

it("whatever a station sends, each call has one answer and all that is sent is valid", () => {
  const call = fc.record({
    action: fc.constantFrom(...names16),
    payload: callPayload,
    how: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 12 }), (calls) => {
      const it = booted();
      for (const { action, payload, how } of calls) {
        if (action !== "BootNotification") it.station(action, payload);
        respond(it, how);
      }
      it.pass(120_000);
      const asked = it.sent.filter((each) => each.leg === "station" && each.type !== "call");
      const ids = asked.map(({ messageId }) => messageId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(Object.keys(it.state.live.station.open)).toEqual([]);
      expect(it.effects.filter((e) => e.kind === "deadLetter" && e.why === "invalid")).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

const sizes = ["least", "whole", "overlong"] as const;
/** More words than any enumeration that decides something. */
const words = [0, 1, 2, 3, 5, 8, 13];

const ofStation = names16.filter((each) => sendersOfAction("1.6", each)?.includes("station"));
const ofCsms = [...actionsOf("2.0.1")].filter((each) =>
  sendersOfAction("2.0.1", each)?.includes("csms"),
);
const stationActions = [
  ...["Authorize", "BootNotification", "DataTransfer", "DiagnosticsStatusNotification"],
  ...["FirmwareStatusNotification", "Heartbeat", "LogStatusNotification", "MeterValues"],
  ...["SecurityEventNotification", "SignCertificate", "SignedFirmwareStatusNotification"],
  ...["StartTransaction", "StatusNotification", "StopTransaction"],
];
const cases = (actions: readonly string[]) =>
  actions.flatMap((action) => sizes.map((size) => [action, size] as const));

function sample(fields: Pick<Sampled, "action" | "size" | "word">, ofAnswer = false): Json {
  const kind = ofAnswer ? "response" : "request";
  return samplePayload({ version: "1.6", kind, ...fields });
}

const answersOf = (sent: readonly Sent[], leg: "station" | "csms") =>
  sent.filter((each) => each.leg === leg && each.type !== "call");

/** Everything that is sent is judged by the stage; what could not be sent is a dead letter. */
function expectValid(it: Stage): void {
  expect(
    deadLetters(it).filter((each) => each.kind === "deadLetter" && each.why === "invalid"),
  ).toEqual([]);
}

it("the tables see every action of a 1.6 station, and every command of 2.0.1", () => {
  expect(ofStation.sort()).toEqual(stationActions);
  expect(ofCsms).toHaveLength(40);
});

/** What the CSMS answers is made of its own schemas, too. */
function answerAll(it: Stage, size: Sampled["size"], word: number): void {
  for (let count = 0; count < 20; count += 1) {
    const asked = it.pending("csms");
    if (asked === null) return;
    const kind = "response";
    const payload = samplePayload({ version: "2.0.1", action: asked.action, kind, size, word });
    it.answer("csms", payload);
  }
}

it.each(cases(ofStation))("%s, %s, whatever the CSMS answers", (action, size) => {
  for (const word of words) {
    for (const answered of sizes) {
      const it = booted();
      const before = it.sent.length;
      it.station(action, sample({ action, size, word }));
      answerAll(it, answered, word);
      it.pass(30_000);
      it.drain(accepted);
      expect(answersOf(it.sent.slice(before), "station")).toHaveLength(1);
      expectValid(it);
    }
  }
});

it.each(cases(ofCsms))("%s, %s, whatever the station answers", (action, size) => {
  for (const word of words) {
    for (const answered of sizes) {
      const it = booted({ settings: { presence: "decoupled" } });
      const before = it.sent.length;
      it.csms(action, samplePayload({ version: "2.0.1", action, kind: "request", size, word }));
      for (let count = 0; count < 20; count += 1) {
        const asked = it.pending("station");
        if (asked === null) break;
        it.answer("station", sample({ action: asked.action, size: answered, word }, true));
      }
      it.pass(26_000);
      it.drain(accepted);
      expect(answersOf(it.sent.slice(before), "csms")).toHaveLength(1);
      expectValid(it);
    }
  }
});

type Change = { readonly at: number; readonly value: Json };

/** The payload with other values at some of its places, counted in their order. */
function changed(payload: Json, changes: readonly Change[]): Json {
  let place = 0;
  const within = (value: Json): Json => {
    place += 1;
    const change = changes.find(({ at }) => at === place);
    if (change !== undefined) return change.value;
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, within(each)]));
  };
  return within(payload);
}

const odd = fc.oneof(
  scalar,
  anyJson,
  fc.constantFrom<Json>(null, "", "x".repeat(40), -1, 2 ** 31, 2 ** 53, 1e300, [], {}, "\u0000é"),
  fc.constantFrom<Json>("2026-13-45T99:00:00Z", "2026-05-01T10:00:00.123456789+02:00", "nonsense"),
);
const changes = fc.array(fc.record({ at: fc.integer({ min: 1, max: 25 }), value: odd }), {
  maxLength: 3,
});
const drawn = { size: fc.constantFrom(...sizes), word: fc.integer({ min: 0, max: 14 }) };

it("whatever is wrong with what a station says and what the CSMS answers", () => {
  const action = fc.constantFrom(...ofStation);
  fc.assert(
    fc.property(action, fc.record(drawn), changes, changes, (name, of, wrong, wrongAnswer) => {
      const it = booted();
      const before = it.sent.length;
      const payload = changed(sample({ action: name, ...of }), wrong);
      it.station(name, JSON.parse(JSON.stringify(payload)) as Json);
      for (let count = 0; count < 10; count += 1) {
        const asked = it.pending("csms");
        if (asked === null) break;
        const kind = "response";
        const right = samplePayload({ version: "2.0.1", action: asked.action, kind, ...of });
        it.answer("csms", JSON.parse(JSON.stringify(changed(right, wrongAnswer))) as Json);
      }
      it.pass(30_000);
      it.drain(accepted);
      expect(answersOf(it.sent.slice(before), "station")).toHaveLength(1);
      expectValid(it);
    }),
    { numRuns: Number(process.env["RUNS"] ?? 400) },
  );
});

it("whatever is wrong with what the CSMS asks and what a station answers", () => {
  const action = fc.constantFrom(...ofCsms);
  fc.assert(
    fc.property(action, fc.record(drawn), changes, changes, (name, of, wrong, wrongAnswer) => {
      const it = booted({ settings: { presence: "decoupled" } });
      const before = it.sent.length;
      const right = samplePayload({ version: "2.0.1", action: name, kind: "request", ...of });
      it.csms(name, JSON.parse(JSON.stringify(changed(right, wrong))) as Json);
      for (let count = 0; count < 20; count += 1) {
        const asked = it.pending("station");
        if (asked === null) break;
        const conf = sample({ action: asked.action, ...of }, true);
        it.answer("station", JSON.parse(JSON.stringify(changed(conf, wrongAnswer))) as Json);
      }
      it.pass(26_000);
      it.drain(accepted);
      expect(answersOf(it.sent.slice(before), "csms")).toHaveLength(1);
      expectValid(it);
    }),
    { numRuns: Number(process.env["RUNS"] ?? 400) },
  );
});
