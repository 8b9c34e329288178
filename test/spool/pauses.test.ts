import { expect, it } from "vitest";
import { createPauses } from "../../src/spool/pauses.ts";

it("ends a wait at once, and every later one", async () => {
  const pauses = createPauses();
  const waiting = pauses.wait(1_000_000);
  expect(pauses.isOver()).toBe(false);
  pauses.end();
  await waiting;
  await pauses.wait(1_000_000);
  expect(pauses.isOver()).toBe(true);
});

it("waits no longer than asked", async () => {
  await createPauses().wait(1);
});
