import { expect, it } from "vitest";
import { aliasOf, fingerprintOf, messageIdOf, transactionIdOf } from "../../src/translate/ids.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[58][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it("the same start has the same id, another epoch another", () => {
  const one = transactionIdOf("CP-7", "1|a|t|0", 0);
  expect(one).toMatch(uuid);
  expect(transactionIdOf("CP-7", "1|a|t|0", 0)).toBe(one);
  expect(transactionIdOf("CP-7", "1|a|t|0", 1)).not.toBe(one);
});

it("message ids are UUIDs and never repeat", () => {
  const ids = [1, 2, 255, 1e12].map((count) => messageIdOf("0123456789abcdef", count));
  for (const id of ids) expect(id).toMatch(uuid);
  expect(new Set(ids).size).toBe(4);
});

it("aliases are 20 letters and digits; fingerprints are short", () => {
  expect(aliasOf("x")).toMatch(/^TL[0-9A-HJKMNP-TV-Z]{18}$/);
  expect(fingerprintOf("x")).toHaveLength(9);
});
