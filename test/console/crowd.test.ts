import { expect, it } from "vitest";
import { createCrowd } from "../../src/console/crowd.ts";

it("lets so many of each caller in, and so many in all", () => {
  const crowd = createCrowd({ allMax: 3, callerMax: 2 });
  const own = [crowd.enter("a"), crowd.enter("a")];
  expect(own.map(({ kind }) => kind)).toEqual(["in", "in"]);
  expect(crowd.enter("a")).toEqual({ kind: "full", of: "caller", count: 2 });
  expect(crowd.enter("b").kind).toBe("in");
  expect(crowd.enter("c")).toEqual({ kind: "full", of: "all", count: 3 });
});

it("who leaves makes room once, however often it is said", () => {
  const crowd = createCrowd({ allMax: 2, callerMax: 1 });
  const entered = crowd.enter("a");
  crowd.enter("b");
  if (entered.kind === "in") {
    entered.leave();
    entered.leave();
  }
  expect(crowd.count()).toBe(1);
  expect([crowd.enter("a").kind, crowd.enter("c").kind]).toEqual(["in", "full"]);
});
