import { expect, it } from "vitest";
import { matchingActions, treeRows } from "../../../src/ui/lib/reference-tree.ts";

it("a path is a depth and a name", () => {
  expect(treeRows([{ path: "a" }, { path: "a.b.c" }])).toEqual([
    { field: { path: "a" }, depth: 0, name: "a" },
    { field: { path: "a.b.c" }, depth: 2, name: "c" },
  ]);
});

it("finds actions by name before those that only mention the word", () => {
  const of = (action: string, purpose = "") => ({ action, block: "Core", purpose });
  const actions = [of("Authorize", "before a reset"), of("Heartbeat"), of("GetReset"), of("Reset")];
  const names = (words: string) => matchingActions(actions, words).map(({ action }) => action);
  expect(names(" reSet ")).toEqual(["Reset", "GetReset", "Authorize"]);
  expect(names("")).toHaveLength(4);
  expect(names("nothing")).toEqual([]);
});
