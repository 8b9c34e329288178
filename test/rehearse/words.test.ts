import { expect, it } from "vitest";
import { becomesText, reasonText, trafficText } from "../../src/rehearse/words.ts";
import { reportOf } from "./told.ts";

it("says what came of an action", () => {
  const example = { linkId: "l", seq: 1 };
  const base = { action: "Reset", sender: "csms", count: 1, results: 1, example } as const;
  expect(becomesText({ ...base, becomes: [] })).toBe("nothing");
  expect(becomesText({ ...base, becomes: [{ action: "Reset", count: null }] })).toBe(
    "asked by Reset",
  );
});

it("says how much was seen", () => {
  expect(trafficText(reportOf())).toBe(
    "9 messages from 2026-11-20 09:00 UTC to 2026-11-22 09:00 UTC, 10 of them translated; " +
      "3 starts of transactions, 3 boots.",
  );
  expect(trafficText(reportOf({ uses: [], rehearsed: null }))).toBe("No message was seen.");
  const newer = { ...reportOf(), ocppVersion: "2.0.1" };
  expect(trafficText(newer)).toMatch(
    /boots\. It speaks OCPP 2\.0\.1: nothing of it is translated\.$/,
  );
});

it("says a reason in whole sentences", () => {
  expect(reasonText({ title: "It does.", detail: "" })).toBe("It does.");
  expect(reasonText({ title: "It does.", detail: "twice" })).toBe("It does. Twice.");
});
