import { expect, it } from "vitest";
import { createMetrics } from "../../src/observe/metrics.ts";
import { samplesOf } from "../../src/observe/samples.ts";
import { actionLabels } from "../../src/ocpp/actions.ts";
import { createTally } from "../../src/recorder/tally.ts";
import { messageRow } from "../store/rows.ts";

it("counts messages and times answers, and what peers invent is one label", async () => {
  const metrics = createMetrics("recorder");
  const tally = createTally(metrics);
  const call = messageRow({ sender: "station", messageType: "call", action: "Heartbeat" });
  tally.take({ ...call, latencyUs: null });
  tally.take({ ...call, messageType: "callResult", sender: "csms", latencyUs: 40_000 });
  for (let i = 0; i < 1_000; i += 1) tally.take({ ...call, latencyUs: null, action: `Evil${i}` });
  tally.take({ ...call, latencyUs: null, messageType: "malformed", action: "" });
  const text = await metrics.text();
  const counted = samplesOf(text, "ocpptap_recorded_messages_total");
  expect(counted.map(({ labels, value }) => [labels["action"], labels["type"], value])).toEqual([
    ["Heartbeat", "call", 1],
    ["Heartbeat", "callResult", 1],
    ["other", "call", 1_000],
    ["none", "malformed", 1],
  ]);
  const timed = samplesOf(text, "ocpptap_exchange_latency_seconds_sum");
  expect(timed).toEqual([
    {
      labels: { caller: "station", leg: "both", action: "Heartbeat", role: "recorder" },
      value: 0.04,
    },
  ]);
  expect(actionLabels().length).toBeLessThan(150);
});
