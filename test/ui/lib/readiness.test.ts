import { expect, it } from "vitest";
import type { ReadinessAnswer } from "../../../src/console/readiness-contract.ts";
import { summaryOf } from "../../../src/rehearse/summary.ts";
import {
  fits,
  fleetOf,
  nameOf,
  type Readiness,
  reasonText,
  trafficText,
} from "../../../src/ui/lib/readiness.ts";
import { reportOf, station } from "../../rehearse/told.ts";

const of = (stationId: string, more: Partial<Readiness> = {}): Readiness => ({
  ...reportOf({ station: { ...station, stationId } }),
  ...more,
});
const pageOf = (stations: readonly Readiness[]): ReadinessAnswer => ({
  ...{ stations, summary: summaryOf(stations), routes: [], next: null },
});

it("sums up several pages as the API sums up one", () => {
  const blocked: Readiness["reasons"] = [
    { id: "x", weight: "blocks", title: "X.", detail: "", count: 2, example: null },
  ];
  const stations = [
    of("A", { verdict: "notReady", reasons: blocked }),
    of("B", { verdict: "ready", reasons: [] }),
    of("C", { verdict: "notReady", reasons: blocked, model: "Other" }),
  ];
  const { verdicts, reasons, models } = summaryOf(stations);
  const pages = stations.map((each) => pageOf([each]));
  expect(fleetOf(pages)).toEqual({ verdicts, reasons, models });
  expect(fleetOf([])).toEqual({
    ...{ reasons: [], models: [] },
    verdicts: { ready: 0, remarks: 0, notReady: 0, unknown: 0 },
  });
});

it("finds stations by verdict, reason, and what they are", () => {
  const one = of("CP-1", { verdict: "remarks", vendor: "Acme", model: "Fast", firmware: null });
  const [reason] = one.reasons;
  const any = { verdict: "", reason: "", text: "" };
  expect(nameOf(one)).toBe("Acme Fast");
  expect(fits(one, any)).toBe(true);
  expect(fits(one, { ...any, text: " acme f" })).toBe(true);
  expect(fits(one, { ...any, text: "other" })).toBe(false);
  expect(fits(one, { ...any, verdict: "ready" })).toBe(false);
  expect(fits(one, { ...any, reason: reason?.id ?? "" })).toBe(true);
  expect(fits(one, { ...any, reason: "no-such-reason" })).toBe(false);
});

it("says why and what was seen in sentences", () => {
  expect(reasonText({ title: "It is so.", detail: "" })).toBe("It is so.");
  expect(reasonText({ title: "It is so.", detail: "3 of 4" })).toBe("It is so. 3 of 4.");
  const { traffic } = of("CP-1");
  expect(trafficText(of("CP-1", { traffic: { ...traffic, from: null } }))).toBe(
    "No message was seen.",
  );
  const seen = { ...traffic, from: "2026-11-21T09:00:00Z", to: "2026-11-22T09:00:00Z" };
  expect(trafficText(of("CP-1", { traffic: seen, ocppVersion: "2.0.1" }))).toMatch(
    /^\d+ messages from 2026-11-21 09:00 UTC to .* It speaks OCPP 2\.0\.1: nothing/,
  );
});
