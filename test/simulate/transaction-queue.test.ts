import { expect, it } from "vitest";
import type { Answer } from "../../src/simulate/rpc.ts";
import { createTransactionQueue } from "../../src/simulate/transaction-queue.ts";

const result: Answer = { type: "result", payload: {} };

it("sends one after the other, and says how many wait", async () => {
  const sent: string[] = [];
  const answers: ((answer: Answer) => void)[] = [];
  const queue = createTransactionQueue((action) => {
    sent.push(action);
    return new Promise((resolve) => answers.push(resolve));
  });
  const both = [queue.add("a", () => ({})), queue.add("b", () => ({}))];
  await Promise.resolve();
  expect(sent).toEqual(["a"]);
  expect(queue.waiting()).toBe(2);
  answers.shift()?.(result);
  await both[0];
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual(["a", "b"]);
  expect(queue.waiting()).toBe(1);
  answers.shift()?.(result);
  await both[1];
});

it("repeats what it is told to before the next has its turn", async () => {
  const sent: string[] = [];
  const send = (action: string) => {
    sent.push(action);
    return Promise.resolve(result);
  };
  const queue = createTransactionQueue(send, (action) => action === "a");
  void queue.add("a", () => ({}));
  await queue.add("b", () => ({}));
  expect(sent).toEqual(["a", "a", "b"]);
});
