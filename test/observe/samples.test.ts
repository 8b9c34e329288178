import { expect, it } from "vitest";
import { createMetrics } from "../../src/observe/metrics.ts";
import { samplesOf, singleOf } from "../../src/observe/samples.ts";

it("reads what a role writes", async () => {
  const metrics = createMetrics("relay");
  metrics.measure("linksOpen", () => 3);
  metrics.measure("relayedBytes", () => [
    { labels: { sender: "station" }, value: 1.5e12 },
    { labels: { sender: "csms" }, value: 8 },
  ]);
  const text = await metrics.text();
  expect(singleOf(text, "ocpptap_links_open")).toBe(3);
  expect(samplesOf(text, "ocpptap_relayed_bytes_total")).toEqual([
    { labels: { sender: "station", role: "relay" }, value: 1.5e12 },
    { labels: { sender: "csms", role: "relay" }, value: 8 },
  ]);
});

it.each(["", "# HELP a b", "ab 1", "a", "a one", "a 1 2 3"])(
  "finds nothing of `a` in %j",
  (text) => {
    expect(samplesOf(text, "a")).toEqual([]);
    expect(singleOf(text, "a")).toBeNull();
  },
);
