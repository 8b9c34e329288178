import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createNodes } from "../../src/store/nodes.ts";

const order = (nodes: ReturnType<typeof createNodes<string>>, nowMs: number) =>
  nodes.inOrder(nowMs).map(({ is }) => is);

it("begins where it is told and stays with the node that answered", () => {
  const nodes = createNodes(["a", "b", "c"], 4);
  expect(nodes.current()).toBe("b");
  expect(order(nodes, 0)).toEqual(["b", "c", "a"]);
  const [, , third] = nodes.inOrder(0);
  if (third !== undefined) nodes.answered(third);
  expect(nodes.current()).toBe("a");
  expect(order(nodes, 0)).toEqual(["a", "b", "c"]);
  expect(nodes.all()).toEqual(["a", "b", "c"]);
});

it("asks a node that failed last, until it has rested", () => {
  const nodes = createNodes(["a", "b"], 0);
  const [first] = nodes.inOrder(0);
  if (first !== undefined) nodes.failed(first, 1_000);
  expect(order(nodes, 1_001)).toEqual(["b", "a"]);
  expect(order(nodes, 1_000 + limits.storeNodeRestMs)).toEqual(["a", "b"]);
});
