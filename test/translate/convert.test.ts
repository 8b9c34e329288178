import { expect, it } from "vitest";
import {
  cutTo,
  decimalOf,
  decimalText,
  identifierOf,
  integerAt,
  integerOf,
  isoOf,
  momentOf,
  spelledAs,
  textAt,
  timeMsOf,
} from "../../src/translate/convert.ts";

const nowMs = Date.parse("2026-05-01T10:00:00Z");

it("times come in UTC with three decimals; without a zone they are UTC", () => {
  expect(isoOf(momentOf("2026-05-01T12:00:00+02:00", nowMs).ms)).toBe("2026-05-01T10:00:00.000Z");
  expect(isoOf(momentOf("2026-05-01T10:00:00.123456", nowMs).ms)).toBe("2026-05-01T10:00:00.123Z");
  expect(isoOf(momentOf("2026-05-01T13:00:00+03", nowMs).ms)).toBe("2026-05-01T10:00:00.000Z");
});

it("a time that cannot be true is the time of arrival", () => {
  for (const text of ["1970-01-01T00:00:00Z", "2026-05-03T10:00:00Z", "0000-00-00", 7, null]) {
    expect(momentOf(text, nowMs)).toEqual({ ms: nowMs, isGuessed: true });
  }
  expect(timeMsOf("1970-01-01T00:00:01Z")).toBe(1_000);
});

it("numbers: a comma, a unit, an exponent, thousands without rounding", () => {
  expect(["14,4", "14.4kW", "1e3", " 7 "].map((each) => decimalOf(each))).toEqual([
    14.4, 14.4, 1000, 7,
  ]);
  expect(decimalOf("0.1", 1)).toBe(100);
  expect([decimalOf("NaN"), decimalOf(""), decimalOf({})]).toEqual([null, null, null]);
  expect([decimalText(1.5), decimalText(100), decimalText(1e-9)]).toEqual(["1.5", "100", "0"]);
});

it("integers of 32 bits, also in quotes", () => {
  expect([integerOf("7"), integerOf(7.0), integerOf(2 ** 31), integerOf("")]).toEqual([
    7,
    7,
    null,
    null,
  ]);
  expect(integerAt({ a: "-1" }, "a")).toBe(-1);
});

it("identifiers escape every byte that they may not have", () => {
  expect(identifierOf("AB-1 ä")).toBe("AB-1=20=C3=A4");
});

it("texts: empty is absent, numbers pass, cuts never split a character", () => {
  expect([textAt({ a: "" }, "a"), textAt({ a: 5 }, "a"), textAt({}, "a")]).toEqual([
    null,
    "5",
    null,
  ]);
  expect(cutTo("ab\u{1F50C}", 3)).toBe("ab\u{1F50C}");
  expect([spelledAs("charging", ["Charging"]), spelledAs("x", [])]).toEqual(["Charging", null]);
});
