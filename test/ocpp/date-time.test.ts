import { fullFormats } from "ajv-formats/dist/formats.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dateTimeUs, isDateTime, lacksZone } from "../../src/ocpp/date-time.ts";

const standard = (fullFormats["date-time"] as { validate: (text: string) => boolean }).validate;

it("decides as the standard format does, on times and on what is nearly one", () => {
  const digits = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, "0"));
  const nearly = fc
    .record({
      parts: fc.array(digits, { minLength: 7, maxLength: 7 }),
      tail: fc.constantFrom("Z", ".123Z", ".12Z", "+01:00", "", "z", ".Z", "-0530", ".1x3Z"),
      swap: fc.constantFrom(["T", "T"], ["T", " "], ["-", "/"], [":", "."], ["0", "٠"]),
    })
    .map(({ parts: [a, b, c, d, e, f, g], tail, swap: [from, to] }) =>
      `${a}${b}-${c}-${d}T${e}:${f}:${g}${tail}`.replace(from as string, to as string),
    );
  const usual = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  fc.assert(
    fc.property(fc.oneof(nearly, usual, fc.string()), (text) => {
      expect(isDateTime(text), text).toBe(standard(text));
    }),
    { numRuns: 3_000 },
  );
});

it("knows the days of months", () => {
  expect(isDateTime("2024-02-29T00:00:00Z")).toBe(true);
  expect(isDateTime("2023-02-29T00:00:00Z")).toBe(false);
  expect(isDateTime("2023-04-31T00:00:00.000Z")).toBe(false);
});

it("tells a time without a zone from no time at all", () => {
  expect(lacksZone("2026-01-31T12:00:00")).toBe(true);
  expect(lacksZone("2026-01-31T12:00:00.5")).toBe(true);
  expect(lacksZone("2026-01-31T12:00:00Z")).toBe(false);
  expect(lacksZone("yesterday")).toBe(false);
});

it("reads a time, one without a zone as UTC, and nothing else", () => {
  const noonUs = Date.UTC(2026, 0, 31, 12) * 1000;
  expect(dateTimeUs("2026-01-31T12:00:00Z")).toBe(noonUs);
  expect(dateTimeUs("2026-01-31T13:00:00.250+01:00")).toBe(noonUs + 250_000);
  expect(dateTimeUs("2026-01-31T12:00:00")).toBe(noonUs);
  for (const other of ["yesterday", "", "2026-01-31", 1_790_000_000, null, "2".repeat(1e6)]) {
    expect(dateTimeUs(other)).toBe(null);
  }
});
