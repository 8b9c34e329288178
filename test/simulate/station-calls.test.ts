import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { tidyHabits } from "../../src/simulate/habits-16.ts";
import { createRandom } from "../../src/simulate/random.ts";
import { createOnlineGate } from "../../src/simulate/reliable-call.ts";
import type { Rpc } from "../../src/simulate/rpc.ts";
import { createStationCalls } from "../../src/simulate/station-calls.ts";

it("writes as the station does, and without a leg the call has failed", async () => {
  const gate = createOnlineGate();
  const sent: JsonObject[] = [];
  let rpc: Rpc | null = null;
  const calls = createStationCalls(
    { version: "1.6" },
    {
      habits: { ...tidyHabits, clock: "no zone" },
      random: createRandom(1),
      gate,
      rpc: () => rpc,
    },
  );
  const payload = { timestamp: "2026-05-01T10:00:00.000Z" };
  expect(await calls.call("Heartbeat", payload)).toEqual({ type: "linkClosed" });
  rpc = {
    call: (_action, made) => {
      sent.push(made);
      return Promise.resolve({ type: "result", payload: {} });
    },
    receive: () => undefined,
    sendRaw: () => true,
    close: () => undefined,
  };
  const answer = calls.queue.add("StartTransaction", () => payload);
  expect(calls.queue.waiting()).toBe(1);
  gate.set(true);
  expect(await answer).toMatchObject({ type: "result" });
  expect(sent).toEqual([{ timestamp: "2026-05-01T10:00:00.000" }]);
});
