import { expect, it } from "vitest";
import { sendBack } from "../../src/cutover/send-back.ts";
import { factsOf, placeOf, runOf, stationOf } from "./facts.ts";

const sessions = [
  { transactionId: "7", startedUs: 5 },
  { transactionId: "1001", startedUs: 20 },
];
const facts = factsOf([stationOf("A", { sessions, isBusy: true })]);
const asked = { why: "asked for", isForced: false, who: "ops", nowUs: 50, facts };
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
  const after = sendBack(run, { ...asked, of: "plan", stations: ["A"], isForced: true });
  expect(after.places["A"]?.isForced).toBe(true);
  expect(after.trail.at(-1)).toMatchObject({
    what: "sessions that lose their CSMS",
    why: expect.stringMatching(/A: 1001$/),
    stations: ["A"],
  });
  const patient = sendBack(run, { ...asked, of: "plan", stations: ["A"] });
  expect(patient.trail.map(({ what }) => what)).toEqual(["roll-back of the plan"]);
});

it("who is forced stays forced", () => {
  const forced = sendBack(run, { ...asked, of: "station", stations: ["A"], isForced: true });
  const again = sendBack(forced, { ...asked, of: "plan", stations: ["A"] });
  expect(again.places["A"]?.isForced).toBe(true);
});
