import { expect, it } from "vitest";
import { ruleText } from "../../src/findings/catalogue.ts";
import { meanings } from "../../src/rehearse/meanings.ts";

it("every rule that means something for a migration is in the catalogue", () => {
  const gone = Object.keys(meanings).filter((rule) => ruleText(rule) === null);
  expect(gone).toEqual([]);
  for (const meaning of Object.values(meanings)) expect(meaning).toMatch(/^[A-Z].+\.$/);
});
