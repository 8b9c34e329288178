/** The invariants of translation for a 2.0.1 station on a 1.6 CSMS, with their numbers. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { numberIn, textIn } from "../../src/findings/fields.ts";
import { actionsOf, sendersOfAction } from "../../src/ocpp/actions.ts";
import { directionOf } from "../../src/translate/directions.ts";
import { idTagIn, remoteTokenOf } from "../../src/translate/reverse/id-tags.ts";
import type { Settings } from "../../src/translate/settings.ts";
import { bootNow, csms16, event, reversed, type Told, token } from "../translate/reverse/stage.ts";
import { deadLetters, type Sent, type Stage, toCsms } from "../translate/stage.ts";
import { turnOf } from "../translate/turns.ts";

const names201 = [...actionsOf("2.0.1")].filter((action) =>
  sendersOfAction("2.0.1", action)?.includes("station"),
);

it("every message of a 2.0.1 station is taken", () => {
  const { stationCalls } = directionOf({ versions: { station: "2.0.1", csms: "1.6" } });
  expect([...stationCalls.keys()].sort()).toEqual(names201.sort());
  expect(names201).toHaveLength(25);
});

const scalar = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom("2026-05-01T10:00:00Z", "1970-01-01T00:00:00", "Charging", "Accepted", "-1"),
);
const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);
const optional = { requiredKeys: [] };
const unitOfMeasure = fc.record({ unit: scalar, multiplier: scalar }, optional);
const sampled = fc.record(
  {
    ...{ value: scalar, unitOfMeasure, measurand: scalar, phase: scalar },
    context: fc.oneof(scalar, fc.constantFrom("Transaction.Begin", "Transaction.End")),
    signedMeterValue: fc.oneof(anyJson, fc.constant({ signedMeterData: "x", publicKey: "" })),
  },
  optional,
);
const meterValue = fc.array(
  fc.record({ timestamp: scalar, sampledValue: fc.array(sampled, { maxLength: 4 }) }),
  { maxLength: 3 },
);
const idToken = fc.oneof(
  anyJson,
  fc.record({ idToken: fc.string({ maxLength: 36 }), type: fc.constantFrom("Central", "x") }),
);
const evse = fc.record({ id: fc.integer({ min: 0, max: 3 }), connectorId: scalar }, optional);
const fields = fc.record(
  {
    ...{ timestamp: scalar, seqNo: fc.integer({ min: 0, max: 9 }), idToken, evse, meterValue },
    eventType: fc.constantFrom("Started", "Updated", "Ended", "x"),
    triggerReason: scalar,
    transactionInfo: fc.record(
      {
        transactionId: fc.constantFrom("a", "b", "c/d", "__proto__", "x".repeat(37)),
        chargingState: fc.constantFrom("Charging", "EVConnected", "Idle", "SuspendedEV", "x"),
        stoppedReason: scalar,
      },
      optional,
    ),
    ...{ evseId: fc.integer({ min: -1, max: 300 }), connectorId: scalar, status: scalar },
    connectorStatus: fc.constantFrom("Available", "Occupied", "Faulted", "x"),
    eventData: fc.array(
      fc.record(
        {
          component: fc.record({ name: scalar, evse }, optional),
          variable: fc.record({ name: fc.constantFrom("Problem", "Tripped", "AvailabilityState") }),
          ...{ actualValue: scalar, cleared: scalar, techInfo: scalar, techCode: scalar },
        },
        optional,
      ),
    ),
    reportData: fc.array(anyJson, { maxLength: 3 }),
    ...{ data: anyJson, csr: scalar, type: scalar, techInfo: scalar, requestId: scalar },
    ...{ chargingStation: anyJson, vendorId: scalar, messageId: scalar, certificateType: scalar },
  },
  optional,
);

/** Whatever waits for the CSMS is answered, refused, or left alone. */
function respond(it: Stage, how: number): void {
  const call = it.pending("csms");
  if (call === null) return;
  if (how === 0) it.answer("csms", {});
  else if (how === 1) it.answer("csms", csms16()(call));
  else if (how === 2) it.fail("csms", "InternalError");
  else it.pass(31_000);
}

it("1 and 2: whatever a station sends, each call has one answer and all that is sent is valid", () => {
  const call = fc.record({
    action: fc.oneof(
      fc.constantFrom(...names201),
      fc.constantFrom("TransactionEvent", "StatusNotification", "NotifyEvent"),
    ),
    payload: fields.map((value) => JSON.parse(JSON.stringify(value)) as Json),
    how: fc.integer({ min: 0, max: 3 }),
  });
  const topology = [
    { connectorId: 1, evseId: 1, evseConnectorId: 1, connectorType: null },
    { connectorId: 2, evseId: 1, evseConnectorId: 2, connectorType: null },
  ];
  const choices: readonly Partial<Settings>[] = [
    ...[{}, { ackMode: "endToEnd" }, { presence: "decoupled", offlineStart: "knownOnly" }],
    ...[{ topology }, { adoptUnknown: false, dedupStatus: false, evseZeroMeterValues: "drop" }],
  ] as const;
  const settings = fc.constantFrom(...choices);
  fc.assert(
    fc.property(fc.array(call, { maxLength: 12 }), settings, (calls, chosen) => {
      const it = reversed({ settings: chosen });
      for (const { action, payload, how } of calls) {
        if (action !== "BootNotification") it.station(action, payload);
        respond(it, how);
      }
      it.pass(120_000);
      const answers = it.sent.filter((each) => each.leg === "station" && each.type !== "call");
      const ids = answers.map(({ messageId }) => messageId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(Object.keys(it.state.live.station.open)).toEqual([]);
      expect(it.effects.filter((e) => e.kind === "deadLetter" && e.why === "invalid")).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

const acts = [
  ...["next", "next", "next", "csms", "csms", "csms", "crash", "csms away", "back", "time"],
  ...["refused", "again", "station away", "station back", "other", "other", "boot"],
] as const;

/** A station that tells its events one after the other, and again what was not answered. */
function walker(it: Stage, evseId = 1, answers = csms16()) {
  let [txNumber, seqNo, wh, unanswered] = [0, 0, 1_000, null as Json];
  const ends = new Map<string, { readonly begin: number; end: number | null }>();
  let openTx = "";

  function next(): Told {
    if (openTx === "") {
      txNumber += 1;
      openTx = `tx-${evseId}-${txNumber}`;
      ends.set(openTx, { begin: wh, end: null });
      seqNo = 0;
      return {
        ...{ eventType: "Started", txId: openTx, seqNo, evseId, chargingState: "EVConnected" },
        ...{ idToken: token(), wh: { "Transaction.Begin": wh } },
      };
    }
    seqNo += 1;
    wh += 10;
    if (seqNo < 3) {
      const said = { "Sample.Periodic": wh };
      return { txId: openTx, seqNo, evseId, chargingState: "Charging", wh: said };
    }
    const txId = openTx;
    ends.set(txId, { begin: ends.get(txId)?.begin ?? 0, end: wh });
    openTx = "";
    const stoppedReason = "Local";
    const said = { stoppedReason, idToken: token(), wh: { "Transaction.End": wh } };
    return { eventType: "Ended", txId, seqNo, evseId, ...said };
  }

  function tell(payload: Json): void {
    unanswered = payload;
    const { open } = it.state.live.station;
    const before = Object.keys(open).length;
    it.station("TransactionEvent", payload);
    if (Object.keys(it.state.live.station.open).length <= before) unanswered = null;
  }

  return {
    ends,
    answers,
    step(): void {
      const isAway = it.state.live.station.upSinceMs === null;
      if (isAway || Object.keys(it.state.live.station.open).length > 0) return;
      if (unanswered !== null && Object.keys(it.state.live.station.open).length > 0) return;
      it.pass(1_000);
      tell(event(it, next()));
    },
    /** What was not answered when the connection went. */
    again(): void {
      const { open } = it.state.live.station;
      const isAway = it.state.live.station.upSinceMs === null;
      if (unanswered !== null && !isAway && Object.keys(open).length === 0) tell(unanswered);
    },
    answerCsms(): void {
      const call = it.pending("csms");
      if (call !== null) it.answer("csms", answers(call));
      if (Object.keys(it.state.live.station.open).length === 0) unanswered = null;
    },
    finish(): void {
      for (let count = 0; count < 60 && (openTx !== "" || unanswered !== null); count += 1) {
        this.again();
        it.drain(answers);
        // What the CSMS refused has its next attempt; what waits for it is answered by then.
        it.pass(26_000);
        it.drain(answers);
        unanswered = null;
        if (openTx !== "") this.step();
        it.drain(answers);
      }
      // Whatever was refused has its next attempt.
      for (let count = 0; Object.keys(it.state.outbox).length > 0 && count < 400; count += 1) {
        it.pass(10_000);
        it.drain(answers);
      }
    },
  };
}

/** It tells at once what its connectors are doing, and the CSMS takes it. */
function reboot(it: Stage, answers: (sent: Sent) => Json): void {
  const chargingStation = { vendorName: "Acme", model: "Fast-22" };
  it.station("BootNotification", { chargingStation, reason: "PowerUp" });
  it.drain(answers);
  for (const evseId of [1, 2]) {
    const timestamp = new Date(it.now).toISOString();
    const status = { timestamp, connectorStatus: "Occupied", evseId, connectorId: 1 };
    it.station("StatusNotification", status);
  }
}

/** By what it says, as a CSMS tells a repeated message from a new one. */
function distinct(sent: readonly Sent[], action: string): readonly Json[] {
  const texts = toCsms(sent).filter(([name]) => name === action);
  return [...new Set(texts.map(([, payload]) => JSON.stringify(payload)))].map(
    (text) => JSON.parse(text) as Json,
  );
}

it("3, 4, 5: one start and one stop with the same energy, through crashes and outages", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 40 }), (walk) => {
      const it = reversed({ settings: { presence: "decoupled", messageAttempts: 50 } });
      const answers = csms16();
      const walking = walker(it, 1, answers);
      const other = walker(it, 2, answers);
      const again = () => {
        walking.again();
        other.again();
      };
      for (const act of walk) {
        if (act === "next") walking.step();
        if (act === "other") other.step();
        if (act === "again") again();
        if (act === "station away") it.down("station");
        if (act === "station back" || act === "boot") it.up("station");
        if (act === "boot") reboot(it, answers);
        if (act === "csms") walking.answerCsms();
        if (act === "refused" && it.pending("csms") !== null) it.fail("csms", "InternalError");
        if (act === "time") it.pass(5_000);
        if (act === "csms away") it.down("csms");
        if (act === "back") it.up("csms");
        if (act === "crash") {
          it.crash();
          it.up("station");
          it.up("csms");
          again();
        }
      }
      it.up("station");
      it.up("csms");
      it.pass(200_000);
      again();
      walking.finish();
      other.finish();
      const ends = [...walking.ends.values(), ...other.ends.values()];
      const starts = distinct(it.sent, "StartTransaction");
      const stops = distinct(it.sent, "StopTransaction");
      const sorted = (values: readonly unknown[]) => values.map(String).sort();
      const said = (list: readonly Json[], name: string) =>
        list.map((each) => numberIn(each, name));
      expect(sorted(said(starts, "meterStart"))).toEqual(sorted(ends.map(({ begin }) => begin)));
      expect(sorted(said(stops, "meterStop"))).toEqual(sorted(ends.map(({ end }) => end)));
      const ints = stops.map((each) => numberIn(each, "transactionId"));
      expect(new Set(ints).size).toBe(ints.length);
      for (const each of distinct(it.sent, "MeterValues")) {
        expect(numberIn(each, "transactionId")).toBeGreaterThan(100);
      }
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it("8: any token of a station comes back from the CSMS as it was", () => {
  const types = [...["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress"]];
  const text = fc.stringMatching(/^[A-Za-z0-9*\-_=:+|@.]{1,36}$/);
  fc.assert(
    fc.property(text, fc.constantFrom(...types), (idText, type) => {
      const turn = turnOf(reversed());
      const idTag = idTagIn(turn, { idToken: idText, type }) ?? "";
      expect(idTag.length).toBeLessThanOrEqual(20);
      expect(remoteTokenOf(turn, idTag)).toEqual({ idToken: idText, type });
    }),
  );
});

it("14: energy is in whole Wh, whatever unit and multiplier a station counts in", () => {
  const reading = fc.record({
    wh: fc.integer({ min: 0, max: 2_000_000_000 }),
    multiplier: fc.integer({ min: -3, max: 3 }),
    isKilo: fc.boolean(),
  });
  fc.assert(
    fc.property(reading, ({ wh, multiplier, isKilo }) => {
      const it = reversed();
      const shift = multiplier + (isKilo ? 3 : 0);
      const value = Number(`${wh}e${-shift}`);
      const unitOfMeasure201 = { unit: isKilo ? "kWh" : "Wh", multiplier };
      const started = event(it, {
        ...{ eventType: "Started", seqNo: 0, idToken: token(), chargingState: "Charging" },
      });
      const timestamp = new Date(it.now).toISOString();
      const sampledValue = [{ value, unitOfMeasure: unitOfMeasure201 }];
      const said = typeof started === "object" ? started : {};
      const sent = it.station("TransactionEvent", {
        ...said,
        meterValue: [{ timestamp, sampledValue }],
      });
      const [start] = distinct(sent, "StartTransaction");
      expect(numberIn(start, "meterStart")).toBe(wh);
    }),
  );
});

it("16: whatever a station's clock says, messages keep the order of their arrival", () => {
  const clock = fc.constantFrom("1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "10:00", "");
  fc.assert(
    fc.property(clock, (timestamp) => {
      const it = reversed();
      const walking = walker(it);
      for (let count = 0; count < 4; count += 1) {
        walking.step();
        it.drain(walking.answers);
      }
      const said = event(it, { seqNo: 0, eventType: "Started", txId: "odd", idToken: token() });
      it.station("TransactionEvent", { ...(typeof said === "object" ? said : {}), timestamp });
      it.drain(walking.answers);
      const actions = toCsms(it.sent).map(([action]) => action);
      const ofSession = actions.filter((each) => /^(Start|Stop)Transaction/.test(each));
      expect(ofSession.slice(0, 2)).toEqual(["StartTransaction", "StopTransaction"]);
      expect(it.effects.filter((e) => e.kind === "deadLetter" && e.why === "invalid")).toEqual([]);
    }),
  );
});

it("a boot while a session goes on loses nothing of it", () => {
  const it = reversed();
  const answers = csms16();
  const started = { eventType: "Started", seqNo: 0, chargingState: "Charging" } as const;
  it.station(
    "TransactionEvent",
    event(it, { ...started, idToken: token(), wh: { "Transaction.Begin": 5 } }),
  );
  it.drain(answers);
  it.down("station");
  it.pass(10_000);
  it.up("station");
  it.up("csms");
  bootNow(it);
  const ended = { eventType: "Ended", seqNo: 1, stoppedReason: "PowerLoss" } as const;
  it.station("TransactionEvent", event(it, { ...ended, wh: { "Transaction.End": 9 } }));
  it.drain(answers);
  const [stop] = distinct(it.sent, "StopTransaction");
  expect([textIn(stop, "reason"), numberIn(stop, "meterStop")]).toEqual(["PowerLoss", 9]);
});
