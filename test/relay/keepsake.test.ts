import { expect, it } from "vitest";
import { isKept, keepsakeOf } from "../../src/relay/keepsake.ts";

it("knows what it was made of, and nothing else", async () => {
  const keepsake = await keepsakeOf("Basic Q1AtMTpzZWNyZXQ=");
  expect(await isKept(keepsake, "Basic Q1AtMTpzZWNyZXQ=")).toBe(true);
  expect(await isKept(keepsake, "Basic Q1AtMTpvdGhlcg==")).toBe(false);
  expect(await isKept(keepsake, "")).toBe(false);
});

it("gives nothing away: two of the same differ", async () => {
  const [one, other] = [await keepsakeOf("Basic abc"), await keepsakeOf("Basic abc")];
  expect(one).not.toBe(other);
  expect(one).not.toContain("abc");
});

it.each([null, "", "scrypt..", "scrypt.00.00", "nonsense"])("%j is nobody's", async (kept) => {
  expect(await isKept(kept, "")).toBe(false);
});
