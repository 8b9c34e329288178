import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { createPairing } from "../../../src/query/comparison/pairing.ts";
import type { Body, SaidAnswer, SaidCall, Side } from "../../../src/query/comparison/said.ts";

const result = (token: string): Body => ({
  ...{ kind: "result", status: null, token, interval: null, isValid: true },
});

function call(side: Side, seq: number, fields: Partial<SaidCall> = {}): SaidCall {
  return {
    ...{ kind: "call", side, stationId: "CP-1", place: { linkId: side, seq } },
    ...{ action: "Authorize", atUs: 100, source: null, ...fields },
  };
}

function answer(side: Side, of: number, body: Body, fields: Partial<SaidAnswer> = {}): SaidAnswer {
  return {
    ...{ kind: "answer", side, place: { linkId: side, seq: of + 1 } },
    ...{ request: { linkId: side, seq: of }, atUs: 200, latencyUs: 5, body, ...fields },
  };
}

const from = (seq: number) => ({ source: { linkId: "old", seq } });

async function compared(said: readonly (SaidCall | SaidAnswer)[], settledUs = 1_000) {
  const pairing = createPairing();
  for (const each of said) pairing.take(each);
  const tally = await pairing.compare(
    { fromUs: 0, toUs: 10_000, settledUs },
    async () => undefined,
  );
  const { pairs, differences, leftOut } = tally.result();
  return {
    pairs,
    told: differences.map((each) => `${each.old} → ${each.new}`),
    leftOut: leftOut.map(({ reason, action, count }) => `${reason} ${action} ${count}`),
  };
}

it("pairs the answers to a call and to what was translated from it, in any order", async () => {
  const said = [
    ...[call("old", 1), answer("old", 1, result("Accepted"))],
    ...[call("new", 7, from(1)), answer("new", 7, result("Invalid"))],
  ];
  const found = { pairs: 1, told: ["Accepted → Invalid"], leftOut: [] };
  expect(await compared(said)).toEqual(found);
  expect(await compared(said.toReversed())).toEqual(found);
});

it("takes the transaction's answer where more was made of a start, and the last attempt", async () => {
  const start = { action: "StartTransaction" };
  const event = { action: "TransactionEvent", ...from(1) };
  const found = await compared([
    ...[call("old", 1, start), answer("old", 1, result("Accepted"))],
    ...[call("new", 3, { ...event, atUs: 110 }), answer("new", 3, result("Invalid"))],
    ...[call("new", 5, { ...event, atUs: 120 }), answer("new", 5, result("Accepted"))],
    ...[call("new", 7, { action: "StatusNotification", ...from(1), atUs: 130 })],
  ]);
  expect(found).toEqual({ pairs: 1, told: [], leftOut: [] });
});

it("of two answers to one call the first counts, and one without a call none", async () => {
  const found = await compared([
    ...[call("old", 1), answer("old", 1, result("Accepted"))],
    ...[call("new", 7, from(1)), answer("new", 7, result("Invalid"), { atUs: 300 })],
    ...[answer("new", 7, result("Accepted")), answer("new", 7, result("X"), { request: null })],
  ]);
  expect(found).toEqual({ pairs: 1, told: [], leftOut: [] });
});

it("counts what cannot be compared, each with its reason", async () => {
  const { told, pairs, leftOut } = await compared([
    call("old", 1),
    ...[call("old", 3), call("new", 3, from(3))],
    ...[call("old", 5), answer("old", 5, { kind: "unreadable" })],
    ...[call("new", 5, from(5)), answer("new", 5, result("Accepted"))],
    call("new", 7),
    call("new", 9, from(99)),
    ...[call("old", 11), call("new", 11, from(11)), answer("new", 11, result("Accepted"))],
  ]);
  expect([pairs, told]).toEqual([1, ["no answer → Accepted"]]);
  expect(leftOut.toSorted()).toEqual([
    "notSent Authorize 1",
    "ownCall Authorize 1",
    "sourceOutside Authorize 1",
    "unanswered Authorize 1",
    "unreadable Authorize 1",
  ]);
});

it("does not call missing what may still come", async () => {
  const said = [
    ...[call("old", 1), answer("old", 1, result("Accepted"))],
    ...[call("new", 1, { ...from(1), atUs: 500 })],
  ];
  expect(await compared(said, 400)).toMatchObject({ pairs: 0, leftOut: ["recent Authorize 1"] });
  expect(await compared(said, 600)).toMatchObject({ pairs: 1, told: ["Accepted → no answer"] });
});

it("leaves out what is not in the range, and gives others their turns", async () => {
  const pairing = createPairing();
  const many = limits.comparisonTurnPairs * 2;
  for (let seq = 1; seq <= many; seq += 1) pairing.take(call("old", seq, { atUs: seq }));
  let turns = 0;
  const tally = await pairing.compare({ fromUs: 11, toUs: 21, settledUs: 1e9 }, async () => {
    turns += 1;
  });
  expect(turns).toBe(2);
  expect(pairing.shadowMessages()).toBe(0);
  expect(tally.result().leftOut).toEqual([{ reason: "notSent", action: "Authorize", count: 10 }]);
});
