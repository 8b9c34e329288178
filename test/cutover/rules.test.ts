import { expect, it } from "vitest";
import { hitOf } from "../../src/cutover/rules.ts";
import { factsOf, MINUTE_US, placeOf, planOf, stationOf } from "./facts.ts";

const rulesOf = (...rules: readonly object[]) => planOf({ rollBack: { rules } }).rollBack.rules;
const moved = new Map([
  ["A", placeOf({ movedUs: 1_000 })],
  ["B", placeOf({ movedUs: 1_000 })],
]);
const error = { rule: "call-error", isError: true, firstUs: 2_000, lastUs: 3_000 };

it("counts errors that a station has since it was moved, and did not have before", () => {
  const rules = rulesOf({ kind: "findings", stations: 1 });
  const had = { ...error, stationId: "A", firstUs: 500 };
  const note = { ...error, stationId: "A", isError: false };
  const stranger = { ...error, stationId: "Z" };
  const facts = factsOf([], { findings: [had, note, stranger] });
  expect(hitOf(rules, moved, { facts, nowUs: 5_000 })).toBeNull();
  const found = factsOf([], { findings: [{ ...error, stationId: "B" }] });
  expect(hitOf(rules, moved, { facts: found, nowUs: 5_000 })).toMatchObject({
    stations: ["B"],
    why: expect.stringContaining("1 of 2"),
  });
});

it("named rules count whatever their severity, and no others", () => {
  const rules = rulesOf({ kind: "findings", rules: ["clock-skew"], percent: 50 });
  const note = { ...error, stationId: "A", rule: "clock-skew", isError: false };
  const facts = factsOf([], { findings: [note, { ...error, stationId: "B" }] });
  expect(hitOf(rules, moved, { facts, nowUs: 5_000 })?.stations).toEqual(["A"]);
});

it("a part of the moved stations is enough, or is not", () => {
  const findings = [{ ...error, stationId: "A" }];
  const look = (percent: number) =>
    hitOf(rulesOf({ kind: "findings", percent }), moved, {
      ...{ facts: factsOf([], { findings }), nowUs: 5_000 },
    });
  expect(look(50)).not.toBeNull();
  expect(look(51)).toBeNull();
});

it("refusals are a share of the answers that came over links since the move", () => {
  const rules = rulesOf({ kind: "refusals", sharePercent: 50, answersMin: 4, stations: 1 });
  const look = (...answers: readonly { openedUs: number; answers: number; refused: number }[]) =>
    hitOf(rules, moved, {
      facts: factsOf([], { answers: answers.map((each) => ({ ...each, stationId: "A" })) }),
      nowUs: 5_000,
    });
  expect(look({ openedUs: 2_000, answers: 4, refused: 2 })?.stations).toEqual(["A"]);
  expect(look({ openedUs: 2_000, answers: 3, refused: 3 }), "too few").toBeNull();
  expect(look({ openedUs: 500, answers: 9, refused: 9 }), "before").toBeNull();
  expect(look({ openedUs: 2_000, answers: 9, refused: 4 })).toBeNull();
});

it("a station that was connected has to come back in time", () => {
  const rules = rulesOf({ kind: "notBack", afterMinutes: 1, stations: 1 });
  const facts = factsOf([stationOf("A", { openedUs: 500 }), stationOf("B", { openedUs: 2_000 })]);
  const look = (nowUs: number, places = moved) => hitOf(rules, places, { facts, nowUs });
  expect(look(1_000 + MINUTE_US)?.stations).toEqual(["A"]);
  expect(look(MINUTE_US - 1)).toBeNull();
  const away = new Map([["A", placeOf({ movedUs: 1_000, wasConnected: false })]]);
  expect(look(1_000 + MINUTE_US, away), "it was away before").toBeNull();
});

it("what translation refused counts since the move", () => {
  const rules = rulesOf({ kind: "untranslatable", count: 2, stations: 1 });
  const look = (...atUs: readonly number[]) =>
    hitOf(rules, moved, {
      ...{ facts: factsOf([], { untranslatable: [{ stationId: "A", atUs }] }), nowUs: 5_000 },
    });
  expect(look(2_000, 3_000)?.stations).toEqual(["A"]);
  expect(look(500, 3_000)).toBeNull();
});
