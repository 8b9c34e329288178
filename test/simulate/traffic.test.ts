import { expect, it } from "vitest";
import { createTraffic, type TrafficEntry } from "../../src/simulate/traffic.ts";

const entry = (part: Partial<TrafficEntry>): TrafficEntry => ({
  stationId: "CP-1",
  sender: "station",
  type: "call",
  messageId: "1",
  action: "Heartbeat",
  text: "",
  isBinary: false,
  ...part,
});

it("filters by every field that is given", async () => {
  const traffic = createTraffic();
  traffic.record(entry({}));
  traffic.record(entry({ sender: "csms", type: "callResult" }));
  traffic.record(entry({ stationId: "CP-2" }));
  expect(traffic.entries()).toHaveLength(3);
  expect(traffic.entries({ stationId: "CP-1" })).toHaveLength(2);
  expect(traffic.entries({ stationId: "CP-1", sender: "csms" })).toHaveLength(1);
  expect((await traffic.find({ type: "callResult" })).sender).toBe("csms");
  expect(traffic.total()).toBe(3);
});

it("waits for a coming entry and rejects when closed before", async () => {
  const traffic = createTraffic();
  const coming = traffic.find({ action: "Reset" });
  traffic.record(entry({ action: "Reset" }));
  expect((await coming).action).toBe("Reset");
  const never = expect(traffic.find({ action: "Never" })).rejects.toThrow("Never");
  traffic.close();
  await never;
});
