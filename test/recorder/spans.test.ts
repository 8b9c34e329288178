import { expect, it } from "vitest";
import { spanOf } from "../../src/recorder/spans.ts";
import { linkId, messageRow, nowUs } from "../store/rows.ts";

const answer = messageRow({
  ...{ seq: 8, sender: "csms", messageType: "callResult", requestSeq: 7, latencyUs: 40_000 },
  ...{ idToken: "SECRET", payload: '[3,"id-1",{"secret":1}]', findings: ["slow-response"] },
});
const all = { sampleEvery: 1, publicUrl: "https://tap.example/" };

it("makes a span of an answered call, from the one to the other, without payload and token", () => {
  const span = spanOf(answer, all);
  expect(span).toMatchObject({
    ...{ name: "Heartbeat", startUs: nowUs - 40_000, endUs: nowUs, error: null },
    attributes: {
      ...{ "ocpp.caller": "station", "ocpp.station.id": "CP-1", "ocpptap.request.seq": 7 },
      "ocpptap.findings": "slow-response",
      "ocpptap.url": `https://tap.example/messages/${linkId}/7`,
    },
  });
  expect(JSON.stringify(span)).not.toMatch(/SECRET|secret/);
});

it("makes the same span of the same message again, and another of another answer", () => {
  const [once, again] = [spanOf(answer, all), spanOf({ ...answer, instance: "x" }, all)];
  expect(again).toEqual(once);
  const second = spanOf({ ...answer, seq: 9 }, all);
  expect(second?.traceId).toBe(once?.traceId);
  expect(second?.spanId).not.toBe(once?.spanId);
  expect(once?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(once?.spanId).toMatch(/^[0-9a-f]{16}$/);
});

it("makes none of calls, of answers without a call, and of what is no answer", () => {
  expect(spanOf(messageRow(), all)).toBeNull();
  expect(spanOf({ ...answer, requestSeq: null, latencyUs: null }, all)).toBeNull();
  expect(spanOf({ ...answer, messageType: "malformed" }, all)).toBeNull();
});

it("takes one of so many, but every error", () => {
  const sampled = (messageType: "callResult" | "callError") =>
    Array.from({ length: 5_000 }, (_, i) =>
      spanOf({ ...answer, messageType, errorCode: "", requestSeq: i }, { sampleEvery: 10 }),
    ).filter((span) => span !== null);
  expect(sampled("callResult").length).toBeGreaterThan(350);
  expect(sampled("callResult").length).toBeLessThan(650);
  expect(sampled("callError")).toHaveLength(5_000);
  expect(sampled("callError")[0]?.error).toBe("CALLERROR");
});
