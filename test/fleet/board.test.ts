import { expect, it } from "vitest";
import { inboxOf, parseHolding, parseMember, textOfHolding } from "../../src/fleet/board.ts";

it("a holding goes there and back; what is none is nothing", () => {
  const holding = { key: "/{station}\nCP 1", run: "r", linkId: "l" };
  expect(parseHolding(holding.key, textOfHolding(holding))).toEqual(holding);
  for (const text of ["", "r", "r ", " l", "r l x", null, 7, ["r", "l"]]) {
    expect(parseHolding("k", text), String(text)).toBeNull();
  }
});

it("a member is what says so of itself", () => {
  const member = { run: "r", instance: "a", role: "relay" };
  expect(parseMember(JSON.stringify(member))).toEqual(member);
  for (const text of ["", "null", "[]", '{"run":1}', '{"run":"r","instance":"a"}', undefined]) {
    expect(parseMember(text), String(text)).toBeNull();
  }
});

it("each run has an inbox of its own", () => {
  expect(inboxOf("a")).not.toBe(inboxOf("b"));
});
