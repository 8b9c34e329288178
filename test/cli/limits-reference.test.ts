import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { limitsPage, statedLimits } from "../../src/cli/limits-reference.ts";

it("the page has every limit once in its list, with a derivation", () => {
  const stated = statedLimits();
  expect(stated.map(({ name }) => name).toSorted()).toEqual(Object.keys(limits).toSorted());
  expect(stated.filter(({ why }) => why === "")).toEqual([]);
  const lines = limitsPage();
  const list = lines.slice(lines.indexOf("## All limits"));
  for (const name of Object.keys(limits)) {
    expect(list.filter((line) => line.startsWith(`| \`${name}\` |`))).toHaveLength(1);
  }
});

it("says numbers with their unit, and keys with their default", () => {
  const page = limitsPage().join("\n");
  expect(page).toContain("| `query.timeMs` | `30000` ms |");
  expect(page).toContain("| `spool.bytesMax` | `8GiB` |");
  expect(page).toContain("| `tlsHandshakesMax` | 2,048 (fixed) |");
  expect(page).toContain("| `jsonDepthMax` | 512 |");
});
