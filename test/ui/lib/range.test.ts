import { expect, it } from "vitest";
import { addressOf, apiTimes, inputOf, isoOfInput, readRange } from "../../../src/ui/lib/range.ts";

const get = (params: Readonly<Record<string, string>>) => (name: string) => params[name] ?? "";

it("is the last hour where the address says nothing, and what it says otherwise", () => {
  expect(readRange(get({}))).toEqual({ kind: "span", span: "1h" });
  expect(readRange(get({ t: "7d" }))).toEqual({ kind: "span", span: "7d" });
  expect(readRange(get({ t: "7d", from: "2026-11-21T09:00:00Z" }))).toEqual({
    kind: "fixed",
    from: "2026-11-21T09:00:00Z",
    to: "",
  });
});

it("asks the API for spans by its own clock, and for all without a beginning", () => {
  expect(apiTimes({ kind: "span", span: "1h" })).toEqual({ from: "1h", to: "" });
  expect(apiTimes({ kind: "span", span: "all" })).toEqual({ from: "", to: "" });
});

it("leaves the default out of the address", () => {
  expect(addressOf({ kind: "span", span: "1h" })).toEqual({ t: null, from: null, to: null });
  expect(addressOf({ kind: "fixed", from: "a", to: "" })).toEqual({ t: null, from: "a", to: null });
});

it("shows a time to pick in either zone, and reads back what it showed", () => {
  const iso = "2026-11-21T09:00:05.000Z";
  expect(inputOf(iso, "utc")).toBe("2026-11-21T09:00:05");
  for (const zone of ["utc", "local"] as const) {
    expect(isoOfInput(inputOf(iso, zone), zone)).toBe(iso);
  }
  expect(inputOf("nonsense", "utc")).toBe("");
  expect(isoOfInput("nonsense", "utc")).toBe("");
});
