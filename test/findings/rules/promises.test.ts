import fc from "fast-check";
import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import type { MessageHappening } from "../../../src/findings/happening.ts";
import {
  answered,
  ask,
  evidenceOf,
  forgetUnanswered,
  keep,
  linkPromises,
  nextDueUs,
  noteSaid,
  PROMISES_MAX,
  type Promises,
  parsePromises,
  saidInstead,
  savePromises,
  takeBroken,
} from "../../../src/findings/rules/promises.ts";

const linkId = newLinkId();
const second = 1_000_000;

function call(seq: number): MessageHappening {
  return { seq, atUs: seq * second } as MessageHappening;
}

function answer(seq: number, to: number, status: string): MessageHappening {
  return {
    ...{ seq, atUs: seq * second },
    message: { type: "callResult", messageId: "", callPayload: { status } },
    request: { linkId, seq: to, answerSeq: seq },
  } as unknown as MessageHappening;
}

const what = { linkId, connectorId: 1, evseId: null, want: "start", idToken: "" };

function accepted(promises: Promises, seq: number, want = "start") {
  ask(promises, call(seq), { ...what, want });
  const made = answered(promises, answer(seq + 1, seq, "Accepted"), ["Accepted"]);
  if (made !== null) made.dueUs = (seq + 10) * second;
  return made;
}

it("breaks at the deadline, once", () => {
  const promises = linkPromises.begin();
  expect(nextDueUs(promises)).toBe(Number.POSITIVE_INFINITY);
  expect(accepted(promises, 1)?.status).toBe("Accepted");
  expect(nextDueUs(promises)).toBe(11 * second);
  expect(takeBroken(promises, 10 * second)).toEqual([]);
  expect(takeBroken(promises, 11 * second)).toMatchObject([{ callSeq: 1, answerSeq: 2 }]);
  expect(takeBroken(promises, 99 * second)).toEqual([]);
});

it("is kept by what comes, also before the answer", () => {
  const promises = linkPromises.begin();
  accepted(promises, 1);
  expect(keep(promises, ({ connectorId }) => connectorId === 2)).toBe(false);
  expect(keep(promises, ({ connectorId }) => connectorId === 1)).toBe(true);
  ask(promises, call(5), what);
  keep(promises, () => true);
  expect(answered(promises, answer(6, 5, "Accepted"), ["Accepted"])).toBeNull();
  expect(promises.open).toEqual([]);
});

it("expects nothing after a refusal, a second answer, or a second call for the same", () => {
  const promises = linkPromises.begin();
  ask(promises, call(1), what);
  expect(answered(promises, answer(2, 1, "Rejected"), ["Accepted"])).toBeNull();
  accepted(promises, 3);
  expect(answered(promises, answer(9, 3, "Accepted"), ["Accepted"])).toBeNull();
  expect(accepted(promises, 5)).toBeNull();
  expect(accepted(promises, 7, "stop")).not.toBeNull();
  expect(promises.open.map(({ callSeq }) => callSeq)).toEqual([3, 7]);
});

it("forgets the calls that a closed link left unanswered", () => {
  const promises = linkPromises.begin();
  accepted(promises, 1);
  ask(promises, call(3), what);
  forgetUnanswered(promises, linkId);
  expect(promises.open.map(({ callSeq }) => callSeq)).toEqual([1]);
});

it("names messages only on their own link", () => {
  const promises = linkPromises.begin();
  const promised = accepted(promises, 1);
  expect(promised !== null && evidenceOf(promised, linkId)).toEqual([1, 2]);
  expect(promised !== null && evidenceOf(promised, newLinkId())).toEqual([]);
});

it("remembers the last few things said instead", () => {
  const promises = linkPromises.begin();
  const promised = accepted(promises, 1);
  if (promised === null) throw new Error("no promise");
  expect(saidInstead(promised)).toBe("");
  for (let at = 0; at < 9; at += 1) noteSaid(promised, `s${at}`, (2 + at) * second);
  expect(promised.said).toHaveLength(6);
  expect(saidInstead(promised)).toMatch(/^; meanwhile the station reported s3 after 3 s, /u);
});

it("is bounded", () => {
  const promises = linkPromises.begin();
  for (let seq = 1; seq < 100; seq += 1) ask(promises, call(seq), what);
  expect(promises.open).toHaveLength(PROMISES_MAX);
  expect(promises.open.at(-1)?.callSeq).toBe(99);
});

it("comes back as it was saved", () => {
  const promises = linkPromises.begin();
  accepted(promises, 1);
  ask(promises, call(3), what);
  const saved = JSON.parse(JSON.stringify(savePromises(promises)));
  expect(parsePromises(saved)).toEqual(promises);
});

it("takes whatever was saved", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (saved) => {
      const promises = parsePromises(saved as never);
      expect(promises.open.length).toBeLessThanOrEqual(PROMISES_MAX);
      takeBroken(promises, second);
    }),
  );
});
