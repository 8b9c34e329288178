import { expect, it } from "vitest";
import { createAnswerFaults } from "../../src/simulate/faults.ts";
import { openRpc, type RpcOptions } from "../../src/simulate/rpc.ts";
import { createPacedTime, type Timers } from "../../src/simulate/time.ts";
import { createTraffic } from "../../src/simulate/traffic.ts";

/** One side of OCPP-J with its wire and its timers in the hands of the test. */
function bench(options: Partial<RpcOptions> = {}) {
  const sent: string[] = [];
  const due: { readonly ms: number; readonly run: () => void }[] = [];
  const timers: Timers = {
    after(ms, run) {
      const item = { ms, run };
      due.push(item);
      return () => {
        const index = due.indexOf(item);
        if (index >= 0) due.splice(index, 1);
      };
    },
  };
  let ids = 0;
  const traffic = createTraffic();
  const answerFaults = createAnswerFaults();
  const rpc = openRpc(
    {
      stationId: "CP-1",
      self: "station",
      callTimeoutMs: 30_000,
      newMessageId: () => {
        ids += 1;
        return `id-${ids}`;
      },
      handle: (action) => ({ payload: { action } }),
      transmit: (text) => sent.push(text) > 0,
      traffic,
      answerFaults,
      ...options,
    },
    { timers, time: createPacedTime(1) },
  );
  return { rpc, sent, due, traffic, answerFaults };
}

it("has one call outstanding and sends the next when it was answered", async () => {
  const { rpc, sent } = bench();
  const first = rpc.call("Heartbeat", {});
  const second = rpc.call("Authorize", { idTag: "A" });
  expect(sent).toEqual(['[2,"id-1","Heartbeat",{}]']);
  rpc.receive('[3,"id-1",{"currentTime":"now"}]', false);
  expect(await first).toEqual({ type: "result", payload: { currentTime: "now" } });
  expect(sent[1]).toBe('[2,"id-2","Authorize",{"idTag":"A"}]');
  rpc.receive('[4,"id-2","InternalError","it broke",{}]', false);
  expect(await second).toEqual({
    type: "error",
    errorCode: "InternalError",
    errorDescription: "it broke",
  });
});

it("gives up after the time-out, goes on with the next, and ignores the late answer", async () => {
  const { rpc, sent, due, traffic } = bench();
  const first = rpc.call("Heartbeat", {});
  const second = rpc.call("Heartbeat", {});
  expect(due.map(({ ms }) => ms)).toEqual([30_000]);
  due[0]?.run();
  expect(await first).toEqual({ type: "timeout" });
  rpc.receive('[3,"id-1",{}]', false);
  expect(traffic.entries().at(-1)).toMatchObject({ messageId: "id-1", action: "Heartbeat" });
  expect(sent).toHaveLength(2);
  rpc.receive('[3,"id-2",{}]', false);
  expect((await second).type).toBe("result");
  expect(due).toEqual([]);
});

it("answers calls of the other side while its own is outstanding", () => {
  const { rpc, sent } = bench();
  void rpc.call("Heartbeat", {});
  rpc.receive('[2,"id-1","Reset",{"type":"Soft"}]', false);
  expect(sent[1]).toBe('[3,"id-1",{"action":"Reset"}]');
});

it("answers with an error where the handler says so, and acts after the answer", () => {
  const order: string[] = [];
  const { rpc, sent } = bench({
    handle: (action) =>
      action === "Nonsense"
        ? { errorCode: "NotImplemented" }
        : { payload: {}, afterwards: () => order.push("acted") },
    transmit: (text) => {
      order.push(text);
      return true;
    },
  });
  rpc.receive('[2,"1","Nonsense",{}]', false);
  rpc.receive('[2,"2","Reset",{}]', false);
  expect(order).toEqual(['[4,"1","NotImplemented","",{}]', '[3,"2",{}]', "acted"]);
  expect(sent).toEqual([]);
});

it("keeps quiet about what is no message", () => {
  const { rpc, sent, traffic } = bench();
  for (const text of ["", "{", "[]", "[2]", '{"a":1}', "[9,1]", '[2,5,"Reset",{}]', "null"]) {
    rpc.receive(text, false);
  }
  expect(sent).toEqual([]);
  expect(traffic.entries({ type: "malformed" })).toHaveLength(8);
});

it("settles everything that waits when the leg is closed", async () => {
  const { rpc } = bench();
  const calls = [rpc.call("Heartbeat", {}), rpc.call("Heartbeat", {})];
  rpc.close();
  expect(await Promise.all(calls)).toEqual([{ type: "linkClosed" }, { type: "linkClosed" }]);
  expect(await rpc.call("Heartbeat", {})).toEqual({ type: "linkClosed" });
});

it("says that the leg is closed where nothing can be sent", async () => {
  const { rpc } = bench({ transmit: () => false });
  expect(await rpc.call("Heartbeat", {})).toEqual({ type: "linkClosed" });
});

it("bounds the calls that wait", async () => {
  const { rpc } = bench();
  const calls = Array.from({ length: 1_002 }, () => rpc.call("Heartbeat", {}));
  expect(await calls.at(-1)).toMatchObject({ type: "notSent" });
});

it("applies each armed fault to the answers it is for", () => {
  const { rpc, sent, due, answerFaults } = bench();
  answerFaults.arm({ fault: "answer-missing", action: "A", times: 2 });
  answerFaults.arm({ fault: "answer-duplicate", action: "B" });
  answerFaults.arm({ fault: "answer-truncated", action: "C" });
  answerFaults.arm({ fault: "answer-error", action: "D", errorCode: "GenericError" });
  answerFaults.arm({ fault: "answer-late", action: "E", afterMs: 500 });
  for (const action of ["A", "B", "A", "A", "C", "D", "E"]) {
    rpc.receive(JSON.stringify([2, action, action, {}]), false);
  }
  const full = (action: string) => JSON.stringify([3, action, { action }]);
  const now = [
    full("B"),
    full("B"),
    full("A"),
    full("C").slice(0, -2),
    '[4,"D","GenericError","",{}]',
  ];
  expect(sent).toEqual(now);
  expect(due.map(({ ms }) => ms)).toEqual([500]);
  due[0]?.run();
  expect(sent.at(-1)).toBe(full("E"));
});
