import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rules, ruleText, ruleTexts } from "../../src/findings/catalogue.ts";

/** Whatever the message, it is the engine that raises it. */
const BY_THE_ENGINE = "rules-overdue";

it("has every rule once, by an id that fits the search language", () => {
  const ids = ruleTexts.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

it("explains every rule and says what to do", () => {
  for (const { title, explanation, remedy, id } of ruleTexts) {
    expect(title, id).toMatch(/^[A-Z][^.]{10,70}$/);
    expect(explanation, id).toMatch(/^[A-Z].{100,}\.$/);
    expect(remedy, id).toMatch(/^[A-Z0-9].{40,}\.$/s);
  }
});

it("has a test of its own for every rule", () => {
  for (const { id } of ruleTexts) {
    expect(existsSync(join(import.meta.dirname, "rules", `${id}.test.ts`)), id).toBe(true);
  }
  for (const { text, kinds } of rules) {
    if (text.id !== BY_THE_ENGINE) expect(kinds.size, text.id).toBeGreaterThan(0);
  }
});

it("finds a text by its id", () => {
  expect(ruleText("call-timeout")?.severity).toBe("error");
  expect(ruleText("no-such-rule")).toBeNull();
});
