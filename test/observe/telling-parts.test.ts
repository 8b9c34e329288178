import { expect, it } from "vitest";
import { counter, seconds } from "../../src/observe/telling-parts.ts";

it("counts one without labels, unless told otherwise", () => {
  const plain = counter<object>("ocpptap_x_total", "What it counts.");
  expect([plain.kind, plain.labels, plain.labelsOf({}), plain.amount({})]).toEqual([
    ...["counter", [], {}, 1],
  ]);
  const labelled = counter<{ how: string; count: number }>("ocpptap_x_total", "What it counts.", {
    labels: ["how"],
    labelsOf: ({ how }) => ({ how }),
    amount: ({ count }) => count,
  });
  expect(labelled.labelsOf({ how: "so", count: 3 })).toEqual({ how: "so" });
  expect(labelled.amount({ how: "so", count: 3 })).toBe(3);
});

it("tells milliseconds as seconds", () => {
  const taken = seconds<{ ms: number }>("ocpptap_x_seconds", "How long.", ({ ms }) => ms);
  expect([taken.kind, taken.amount({ ms: 250 })]).toEqual(["histogram", 0.25]);
});
