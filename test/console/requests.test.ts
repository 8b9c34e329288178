import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { choiceOf, limitOf, parameterTexts, timesOf } from "../../src/console/requests.ts";

const texts = (query: Record<string, unknown>) => parameterTexts(query);
const clock = { nowUs: () => 1_000_000_000_000_000 };

it("what is not given is empty, or its default", () => {
  expect(texts({})("q")).toBe("");
  expect(limitOf(texts({}))).toBe(limits.pageRowsDefault);
  expect(timesOf(texts({}), clock)).toEqual({ fromUs: null, toUs: null });
  expect(choiceOf(texts({}), "order", ["newest", "oldest"])).toBe("newest");
});

it("what is given twice is refused", () => {
  expect(() => texts({ q: ["a", "b"] })("q")).toThrow("q is given more than once");
});

it.each(["0", "-1", "1.5", "1e3", "ten", String(limits.pageRowsMax + 1), "9".repeat(30)])(
  "the limit %s is refused",
  (limit) => {
    expect(() => limitOf(texts({ limit }))).toThrow("limit");
  },
);

it("a span counts back from now", () => {
  expect(timesOf(texts({ from: "1h" }), clock).fromUs).toBe(1_000_000_000_000_000 - 3_600_000_000);
});

it("a parameter has no other value than its own", () => {
  expect(choiceOf(texts({ order: "oldest" }), "order", ["newest", "oldest"])).toBe("oldest");
  expect(() => choiceOf(texts({ order: "Oldest" }), "order", ["newest", "oldest"])).toThrow(
    "order",
  );
});
