import { expect, it } from "vitest";
import { sendBack, tellLost } from "../../src/cutover/send-back.ts";
import { factsOf, placeOf, runOf, stationOf } from "./facts.ts";

const sessions = [
  { transactionId: "7", startedUs: 5 },
  { transactionId: "1001", startedUs: 20 },
];
const facts = factsOf([stationOf("A", { sessions, isBusy: true })]);
const asked = { why: "asked for", isForced: false, who: "ops", nowUs: 50 };
const run = runOf({
  A: placeOf({ movedUs: 10 }),
  B: placeOf({ state: "ordered", movedUs: 0 }),
  C: placeOf({ state: "byHand" }),
  D: placeOf({ state: "back" }),
});

it("of the plan: who was moved or is about to be goes back, and nobody else", () => {
  const stations = ["A", "B", "C", "D", "Z"];
  const after = sendBack(run, { ...asked, of: "plan", stations });
  expect(Object.values(after.places).map(({ state }) => state)).toEqual([
    ...["returning", "returning", "byHand", "back"],
  ]);
  expect(after.status).toBe("returning");
  expect(after.trail.at(-1)).toMatchObject({ who: "ops", stations: ["A", "B"], count: 2 });
});

it("of a step the plan is paused, of a station it goes on", () => {
  expect(sendBack(run, { ...asked, of: "step", stations: ["A"] }).status).toBe("paused");
  expect(sendBack(run, { ...asked, of: "station", stations: ["A"] }).status).toBe("running");
});

it("by force: the sessions that began at the new CSMS are named, and only those", () => {
  const forced = sendBack(run, { ...asked, of: "plan", stations: ["A", "B"], isForced: true });
  expect(forced.places["A"]?.isForced).toBe(true);
  const known = { facts, nowUs: 60, isBlind: false };
  expect(tellLost(forced, ["A", "B"], known).trail.at(-1)).toMatchObject({
    what: "sessions that lose their CSMS",
    why: expect.stringMatching(/A: 1001$/),
    stations: ["A"],
  });
  const patient = sendBack(run, { ...asked, of: "plan", stations: ["A"] });
  expect(tellLost(patient, ["A"], known)).toBe(patient);
  // Its link since then is the old CSMS's.
  const back = factsOf([
    stationOf("A", { openedUs: 55, sessions: [{ transactionId: "9", startedUs: 58 }] }),
  ]);
  expect(tellLost(forced, ["A"], { ...known, facts: back })).toBe(forced);
});

it("by force without the record: that nobody knows what was lost is said, too", () => {
  const forced = sendBack(run, { ...asked, of: "plan", stations: ["A"], isForced: true });
  const blind = { facts: factsOf([]), nowUs: 60, isBlind: true };
  expect(tellLost(forced, ["A"], blind).trail.at(-1)).toMatchObject({
    ...{ stations: ["A"], why: expect.stringContaining("not known") },
  });
});

it("who is forced stays forced", () => {
  const forced = sendBack(run, { ...asked, of: "station", stations: ["A"], isForced: true });
  const again = sendBack(forced, { ...asked, of: "plan", stations: ["A"] });
  expect(again.places["A"]?.isForced).toBe(true);
});
