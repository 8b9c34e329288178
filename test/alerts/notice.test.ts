import { expect, it } from "vitest";
import { counted, headline, noticeStatuses, stationsText, told } from "../../src/alerts/notice.ts";
import { HOSTILE, notice } from "./samples.ts";

it("tells text of peers in one short line without controls", () => {
  expect(told(HOSTILE)).not.toMatch(/\p{Cc}/u);
  expect(told("x".repeat(1_000))).toHaveLength(300);
  expect(told("CP-1")).toBe("CP-1");
});

it("counts in words", () => {
  expect(counted(1, "finding")).toBe("1 finding");
  expect(counted(12_345, "finding")).toBe("12,345 findings");
});

it("names the first stations and counts the rest", () => {
  expect(stationsText({ count: 0, isAtLeast: false, first: [] })).toBe("no station");
  expect(stationsText({ count: 2, isAtLeast: false, first: ["A", "B"] })).toBe("A, B");
  expect(stationsText({ count: 52, isAtLeast: false, first: ["A", "B"] })).toBe("A, B and 50 more");
  expect(stationsText({ count: 52, isAtLeast: true, first: ["A"] })).toBe("A and at least 51 more");
});

it("has a headline for each status", () => {
  const heads = noticeStatuses.map((status) => headline(notice({ status })));
  expect(heads).toEqual([
    "error: A call was not answered on CP-1",
    "still error: A call was not answered on CP-1, 2 more findings",
    "quiet again: A call was not answered",
    "error: A call was not answered",
    "test: A call was not answered",
  ]);
  const many = notice({ stations: { count: 50, isAtLeast: false, first: ["A"] } });
  expect(headline(many)).toContain("on 50 stations");
});
