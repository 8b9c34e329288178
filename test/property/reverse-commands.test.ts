/** Each command of 1.6, whatever a 2.0.1 station makes of it, has an answer that 1.6 has a word for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { textIn } from "../../src/findings/fields.ts";
import { actionsOf, sendersOfAction } from "../../src/ocpp/actions.ts";
import { error, rows, time } from "../translate/reverse/command-rows.ts";
import { csms16, event, reversed, token } from "../translate/reverse/stage.ts";
import { deadLetters, type Sent, type Stage } from "../translate/stage.ts";

/** Several calls, or a report. */
const others: Readonly<Record<string, Json>> = { GetConfiguration: {} };

it("the tables have every command of 1.6 and its security extension", () => {
  const commands = [...actionsOf("1.6")].filter((action) =>
    sendersOfAction("1.6", action)?.includes("csms"),
  );
  const known = [rows, others].flatMap((each) => Object.keys(each));
  expect(known.sort()).toEqual(commands.sort());
});

function staged(): Stage {
  const it = reversed({ settings: { presence: "decoupled" } });
  const told = { eventType: "Started", seqNo: 0, wh: { "Transaction.Begin": 1 } } as const;
  it.station(
    "TransactionEvent",
    event(it, { ...told, chargingState: "Charging", idToken: token() }),
  );
  it.drain(csms16());
  return it;
}

const answersIn = (sent: readonly Sent[]) =>
  sent.filter(({ leg, type }) => leg === "csms" && type !== "call").map(({ payload }) => payload);

describe.each(Object.keys(rows))("%s", (action) => {
  const row = rows[action];
  if (row === undefined) throw new Error(action);

  it("is done or refused as the station says", () => {
    for (const [response, told] of [row.good, row.bad]) {
      const it = staged();
      const asked = it.csms(action, row.payload).filter(({ leg }) => leg === "station");
      expect(asked.map((each) => [each.action, each.payload])).toEqual([row.asks]);
      expect(answersIn(it.answer("station", response))).toEqual([told]);
      expect(deadLetters(it)).toEqual([]);
    }
  });

  it("is refused where the station cannot do it", () => {
    const it = staged();
    it.csms(action, row.payload);
    expect(answersIn(it.fail("station", "NotImplemented"))).toEqual([row.lacking]);
  });

  it("is an error where nobody knows what the station did", () => {
    const it = staged();
    it.csms(action, row.payload);
    expect(answersIn(it.pass(25_000))).toEqual([error("GenericError")]);
  });

  it("is refused while the station is away", () => {
    const it = staged();
    it.down("station");
    expect(answersIn(it.csms(action, row.payload))).toEqual([row.away]);
  });
});

const words = fc.constantFrom("Accepted", "Rejected", "Unlocked", "x", "", time);
const anyJson = (maxDepth: number) => fc.jsonValue({ maxDepth });
const response = fc
  .record(
    {
      status: fc.oneof(
        words,
        fc.constantFrom("OngoingAuthorizedTransaction", "Scheduled"),
        anyJson(1),
      ),
      statusInfo: fc.constantFrom({ reasonCode: "DuplicateProfile" }, "x"),
      getVariableResult: anyJson(3),
      setVariableResult: anyJson(3),
      certificateHashDataChain: anyJson(3),
      schedule: anyJson(3),
      filename: fc.string({ maxLength: 400 }),
      versionNumber: fc.oneof(fc.integer(), fc.double(), words),
      data: anyJson(2),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

it("2: whatever a station answers, what the CSMS is told is valid, and told once", () => {
  const action = fc.constantFrom(...Object.keys(rows), ...Object.keys(others));
  fc.assert(
    fc.property(action, fc.array(response, { minLength: 1, maxLength: 5 }), (name, responses) => {
      const it = staged();
      const before = it.sent.length;
      it.csms(name, rows[name]?.payload ?? others[name] ?? {});
      for (const each of responses) if (it.pending("station") !== null) it.answer("station", each);
      it.pass(26_000);
      it.drain(csms16());
      expect(answersIn(it.sent.slice(before))).toHaveLength(1);
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("2: whatever words a CSMS uses, what the station is told is valid, and the CSMS answered once", () => {
  const fields = fc.dictionary(
    fc.constantFrom("connectorId", "idTag", "key", "value", "transactionId", "type", "retries"),
    fc.oneof(fc.integer({ min: -5, max: 300 }), fc.string({ maxLength: 20 })),
  );
  const action = fc.constantFrom(...Object.keys(rows), ...Object.keys(others));
  fc.assert(
    fc.property(action, fields, (name, changes) => {
      const it = staged();
      const before = it.sent.length;
      const payload = rows[name]?.payload ?? {};
      it.csms(name, { ...(typeof payload === "object" ? payload : {}), ...changes });
      for (let count = 0; count < 9 && it.pending("station") !== null; count += 1) {
        it.answer("station", { status: "Accepted" });
      }
      it.pass(26_000);
      expect(answersIn(it.sent.slice(before)).length).toBe(1);
      expect(textIn(deadLetters(it)[0], "why")).not.toBe("invalid");
    }),
    { numRuns: 300 },
  );
});
