/** The invariants of translation, each with its number in the mapping's own list. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { textIn } from "../../src/findings/fields.ts";
import { actionsOf } from "../../src/ocpp/actions.ts";
import { keyRows } from "../../src/translate/config-keys.ts";
import { decimalOf, decimalText } from "../../src/translate/convert.ts";
import { errorCodeFor16 } from "../../src/translate/rpc-errors.ts";
import { readSigned } from "../../src/translate/signed-values.ts";
import { idTagFor, idTokenFor } from "../../src/translate/tokens.ts";
import { readValue, writtenValue } from "../../src/translate/variable-values.ts";
import { booted, deadLetters, type Sent, type Stage, toCsms } from "../translate/stage.ts";
import { turnOf } from "../translate/turns.ts";

const accepted = () => ({ idTokenInfo: { status: "Accepted" } });

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

it("1 and 2: whatever a station sends, each call has one answer and all that is sent is valid", () => {
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

type Events = readonly Json[];

function eventsOf(sent: readonly Sent[]): Events {
  return toCsms(sent).flatMap(([action, payload]) =>
    action === "TransactionEvent" ? [payload] : [],
  );
}

/** One session as a station tells it: statuses, a start, meter values, a stop. */
function session(connectorId: number, startMs: number, wh: number) {
  const at = (ms: number) => new Date(startMs + ms).toISOString();
  return {
    start: { connectorId, idTag: "ABCDEF01", meterStart: 100, timestamp: at(0) },
    meter: (int: number) => ({
      ...{ connectorId, transactionId: int },
      meterValue: [{ timestamp: at(30_000), sampledValue: [{ value: String(100 + wh / 2) }] }],
    }),
    stop: (int: number) => ({
      ...{ transactionId: int, meterStop: 100 + wh, timestamp: at(60_000), reason: "Local" },
    }),
  };
}

function intOf(sent: readonly Sent[]): number {
  const answered = sent.find(({ leg, type }) => leg === "station" && type === "callResult");
  const int = (answered?.payload as { transactionId?: number } | undefined)?.transactionId;
  return int ?? 0;
}

const steps = ["start", "again", "meter", "stop", "stop again", "crash", "csms down"] as const;

it("3, 4, 6: one start, one end, no gap in the numbers, however often a station repeats itself", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 25 }), (acts) => {
      const it = booted();
      const ints = new Set<number>();
      let int = 0;
      let at = it.now;
      let told = session(1, at, 500);
      for (const act of acts) {
        if (act === "start") {
          at = it.now;
          told = session(1, at, 500);
        }
        if (act === "start" || act === "again") {
          const sent = [...it.station("StartTransaction", told.start), ...it.drain(accepted)];
          int = intOf(sent);
          if (act === "start" && int !== 0) expect(ints.has(int)).toBe(false);
          if (int !== 0) ints.add(int);
        }
        if (act === "meter" && int !== 0) it.station("MeterValues", told.meter(int));
        if (act.startsWith("stop") && int !== 0) it.station("StopTransaction", told.stop(int));
        if (act === "crash") {
          it.crash();
          it.up("station");
          it.up("csms");
        }
        if (act === "csms down") {
          it.down("csms");
          it.pass(5_000);
          it.up("csms");
        }
        it.drain(accepted);
        it.pass(1_000);
      }
      it.drain(accepted);
      expectWhole(eventsOf(it.sent));
      expect([...ints].every((each) => each > 0)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

/** By transaction: Started first and once, Ended last and at most once, numbers from 0 up. */
function expectWhole(events: Events): void {
  const byId = new Map<string, Json[]>();
  for (const event of events) {
    const id = textIn(event, "transactionInfo", "transactionId");
    const seen = byId.get(id) ?? [];
    const isRepeated = seen.some((each) => JSON.stringify(each) === JSON.stringify(event));
    if (!isRepeated) byId.set(id, [...seen, event]);
  }
  for (const list of byId.values()) {
    const types = list.map((each) => textIn(each, "eventType"));
    expect(types.indexOf("Started")).toBe(0);
    expect(types.lastIndexOf("Started")).toBe(0);
    const ends = types.filter((each) => each === "Ended").length;
    expect(ends).toBeLessThanOrEqual(1);
    if (ends === 1) expect(types.at(-1)).toBe("Ended");
    const numbers = list.map((each) => (each as { seqNo: number }).seqNo);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  }
}

it("5: killed anywhere, nothing is lost or doubled, and the energy is the station's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 90_000 }), (at, wh) => {
      const it = booted();
      const told = session(1, it.now, wh);
      let count = 0;
      const mayDie = () => {
        if (count++ !== at) return false;
        it.crash();
        it.up("station");
        it.up("csms");
        return true;
      };
      /** A station repeats what was not answered. */
      const until = (action: string, payload: Json): number => {
        const answered = () =>
          it.sent.findLast((e) => e.leg === "station" && e.action === action && e.type !== "call");
        const before = it.sent.length;
        it.station(action, payload);
        if (mayDie()) it.station(action, payload);
        it.drain(accepted);
        mayDie();
        const answer = answered();
        const isAnswered = answer !== undefined && it.sent.indexOf(answer) >= before;
        expect(isAnswered || it.state.live.station.open).toBeTruthy();
        return intOf(it.sent.slice(before)) || 1;
      };
      const int = until("StartTransaction", told.start);
      until("MeterValues", told.meter(int));
      until("StopTransaction", told.stop(int));
      it.drain(accepted);
      const events = eventsOf(it.sent);
      expectWhole(events);
      const ended = events.filter((each) => textIn(each, "eventType") === "Ended");
      expect(new Set(ended.map((each) => JSON.stringify(each))).size).toBe(1);
      expect(JSON.stringify(ended[0])).toContain(`"value":${100 + wh}`);
      expect(Object.keys(it.state.transactions)).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

it("7: a stop with whatever number is acknowledged", () => {
  const number = fc.constantFrom<Json>(0, -1, 77, 2 ** 31, "12", 1.5, null, "none");
  fc.assert(
    fc.property(number, fc.boolean(), fc.boolean(), (transactionId, isOpen, adoptUnknown) => {
      const it = booted({ settings: { adoptUnknown } });
      const told = session(1, it.now, 10);
      if (isOpen) it.station("StartTransaction", told.start);
      it.drain(accepted);
      const stop = { ...told.stop(1), transactionId };
      const sent = it.station("StopTransaction", stop);
      const answers = sent.filter(({ leg, type }) => leg === "station" && type !== "call");
      expect(answers.map(({ type }) => type)).toEqual(["callResult"]);
      it.drain(accepted);
      expectWhole(eventsOf(it.sent));
      expect(deadLetters(it).filter((e) => e.kind === "deadLetter" && e.why === "invalid")).toEqual(
        [],
      );
    }),
  );
});

const tokenTypes = [
  ...["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress"],
  "NoAuthorization",
];
const idTokenText = fc.stringMatching(/^[A-Za-z0-9*\-_=:+|@.]{1,36}$/);

it("8: any IdToken has an idTag of 20 characters, and comes back whole", () => {
  fc.assert(
    fc.property(idTokenText, fc.constantFrom(...tokenTypes), (text, type) => {
      const turn = turnOf(booted());
      const idToken = {
        idToken: text,
        type,
        additionalInfo: [{ additionalIdToken: "x", type: "y" }],
      };
      const idTag = idTagFor(turn, idToken);
      expect(idTag.length).toBeLessThanOrEqual(20);
      expect(idTokenFor(turn, idTag.toLowerCase())).toEqual(idToken);
    }),
  );
});

it("10: an unlock reaches the connector that was named, and no other", () => {
  const entry = (connectorId: number, evseId: number, evseConnectorId: number) => ({
    ...{ connectorId, evseId, evseConnectorId, connectorType: null },
  });
  const topology = [entry(1, 1, 1), entry(2, 1, 2), entry(3, 2, 1)];
  const small = fc.integer({ min: 0, max: 4 });
  fc.assert(
    fc.property(small, small, (evseId, connectorId) => {
      const it = booted({ settings: { topology } });
      it.csms("UnlockConnector", { evseId, connectorId });
      const named = topology.find(
        (each) => each.evseId === evseId && each.evseConnectorId === connectorId,
      );
      const asked = it.pending("station")?.payload ?? null;
      expect(asked).toEqual(named === undefined ? null : { connectorId: named.connectorId });
    }),
  );
});

it("11: a deferred reset waits for the transaction, also over a restart of ours", () => {
  const it = booted();
  const told = session(1, it.now, 5);
  it.station("StartTransaction", told.start);
  it.drain(accepted);
  it.csms("Reset", { type: "OnIdle" });
  it.pass(60_000);
  expect(it.pending("station")).toBeNull();
  it.crash();
  it.up("station");
  it.up("csms");
  it.pass(60_000);
  expect(it.pending("station")).toBeNull();
  it.station("StopTransaction", told.stop(1));
  it.drain(accepted);
  expect(it.pass(9_000).filter(({ leg }) => leg === "station")).toEqual([]);
  expect(it.pass(2_000)).toMatchObject([{ action: "Reset", payload: { type: "Soft" } }]);
});

it("12: starts are told apart: by token and connector, the oldest first, none too late", () => {
  const it = booted();
  const idToken = { idToken: "ABCDEF01", type: "ISO14443" };
  for (const remoteStartId of [1, 2]) {
    it.csms("RequestStartTransaction", { remoteStartId, idToken, evseId: remoteStartId });
    it.drain();
    if (remoteStartId === 2) it.answer("station", { status: "Accepted" });
    // The first start comes before the answer that promises it.
    if (remoteStartId === 1) {
      const sent = it.station("StartTransaction", session(1, it.now, 1).start);
      expect(JSON.stringify(eventsOf(sent))).toContain('"remoteStartId":1');
      it.drain(accepted);
      it.answer("station", { status: "Accepted" });
    }
  }
  it.pass(151_000);
  const late = it.station("StartTransaction", session(2, it.now, 1).start);
  expect(JSON.stringify(eventsOf(late))).toContain('"triggerReason":"Authorized"');
});

it("13: what is written to a key is what is read from it", () => {
  const usual = { boolean: "true", integer: "17", string: "abc", MemberList: "Voltage,SoC" };
  for (const row of keyRows) {
    const written = writtenValue(row, usual[row.dataType]);
    expect(written.kind).toBe("value");
    if (written.kind === "value") {
      expect(readValue(row, written.value), row.key).toBe(usual[row.dataType]);
    }
  }
});

it("14: numbers keep their value, signed bytes their bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (milli) => {
      const value = milli / 1_000;
      expect(decimalOf(decimalText(value))).toBe(value);
      expect(decimalOf(decimalText(value).replace(".", ","))).toBe(value);
      expect(decimalOf(`${value} kWh`, 1)).toBe(milli);
    }),
  );
  for (const text of ["NaN", "", "Infinity", "0x10", "1 2", "--1", "1e400"]) {
    expect(decimalOf(text)).toBeNull();
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: "binary" }), (text) => {
      const value = `OCMF|${text}`;
      const context = { ...turnOf(booted()), publicKey: "", lose: () => undefined };
      const data = textIn(readSigned(value, context).signedMeterValue, "signedMeterData");
      expect(Buffer.from(data, "base64")).toEqual(Buffer.from(value, "utf8"));
    }),
    { numRuns: 20 },
  );
});

it("16: whatever a station's clock says, events keep the order of their arrival", () => {
  const clock = fc.constantFrom("1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "10:00", "");
  fc.assert(
    fc.property(clock, (timestamp) => {
      const it = booted();
      it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
      it.drain(accepted);
      const meterValue = [{ timestamp, sampledValue: [{ value: "5" }] }];
      it.station("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
      it.station("StopTransaction", { transactionId: 1, meterStop: 9, timestamp });
      it.drain(accepted);
      const events = eventsOf(it.sent);
      expect(events.map((each) => textIn(each, "eventType"))).toEqual([
        "Started",
        "Updated",
        "Ended",
      ]);
      expectWhole(events);
    }),
  );
});

it("error codes of 2.0.1 that 1.6 lacks are generic ones", () => {
  expect(errorCodeFor16("RpcFrameworkError")).toBe("GenericError");
});
