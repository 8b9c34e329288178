import { expect, it } from "vitest";
import { callReliably, createOnlineGate } from "../../src/simulate/reliable-call.ts";
import type { Answer } from "../../src/simulate/rpc.ts";

const result: Answer = { type: "result", payload: {} };

it("waits until the gate is open and says that it was offline", async () => {
  const gate = createOnlineGate();
  const said: boolean[] = [];
  const called = callReliably(
    gate,
    () => Promise.resolve(result),
    (isOffline) => {
      said.push(isOffline);
      return {};
    },
  );
  expect(said).toEqual([]);
  gate.set(true);
  expect(await called).toEqual(result);
  expect(said).toEqual([true]);
});

it("tries again after a time-out or a lost link, not after an error answer", async () => {
  const gate = createOnlineGate();
  gate.set(true);
  const run = (answers: Answer[]) => {
    let calls = 0;
    const call = () => {
      calls += 1;
      return Promise.resolve(answers.shift() ?? result);
    };
    return callReliably(gate, call, () => ({})).then((answer) => ({ type: answer.type, calls }));
  };
  expect(await run([{ type: "timeout" }, { type: "linkClosed" }])).toEqual({
    type: "result",
    calls: 3,
  });
  expect(await run([{ type: "error", errorCode: "x", errorDescription: "" }])).toEqual({
    type: "error",
    calls: 1,
  });
  expect((await run(Array.from({ length: 50 }, () => ({ type: "timeout" }) as const))).calls).toBe(
    10,
  );
});

it("gives up when the gate is taken down", async () => {
  const gate = createOnlineGate();
  const called = callReliably(
    gate,
    () => Promise.resolve(result),
    () => ({}),
  );
  gate.takeDown();
  expect(await called).toEqual({ type: "linkClosed" });
  expect(gate.isDown()).toBe(true);
});
