import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createCallIds } from "../../src/relay/call-ids.ts";

function idsOf() {
  let n = 0;
  return createCallIds(() => {
    n += 1;
    return `prefix${n}`;
  });
}

it("gives each id once, and knows its own", () => {
  const ids = idsOf();
  expect([ids.next(), ids.next()]).toEqual(["prefix1-1", "prefix1-2"]);
  expect(ids.isOurs("prefix1-2")).toBe(true);
  expect(["prefix1-3", "prefix1-02", "prefix1-", "prefix1", "other"].map(ids.isOurs)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});

it("leaves an id that looks like ours to the CSMS, and begins others", () => {
  const ids = idsOf();
  ids.next();
  ids.met("prefix1-1");
  expect(ids.isOurs("prefix1-1")).toBe(false);
  expect(ids.next()).toBe("prefix2-1");
});

it("gives none any more where the CSMS does nothing else", () => {
  const ids = idsOf();
  for (let n = 1; n <= limits.foreignIdsMax; n += 1) ids.met(`prefix${n}-1`);
  expect(ids.next()).toBeNull();
});
