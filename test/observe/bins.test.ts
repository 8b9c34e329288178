import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { createBins } from "../../src/observe/bins.ts";

it("counts into buckets, for each combination of labels", async () => {
  const registry = new Registry();
  registry.setDefaultLabels({ role: "relay" });
  const timing = { name: "a_seconds", help: "b", labels: ["x", "y"], buckets: [1, 2] };
  const observe = createBins(timing, registry);
  for (const value of [0.5, 1, 1.5, 9]) observe(value, "p", "q");
  observe(2, "p", "r");
  const lines = (await registry.metrics()).split("\n");
  expect(lines).toContain('a_seconds_bucket{le="1",x="p",y="q",role="relay"} 2');
  expect(lines).toContain('a_seconds_bucket{le="2",x="p",y="q",role="relay"} 3');
  expect(lines).toContain('a_seconds_bucket{le="+Inf",x="p",y="q",role="relay"} 4');
  expect(lines).toContain('a_seconds_sum{x="p",y="q",role="relay"} 12');
  expect(lines).toContain('a_seconds_count{x="p",y="r",role="relay"} 1');
});

it("says nothing of what was never observed, and starts anew when it is made again", async () => {
  const registry = new Registry();
  const timing = { name: "a_seconds", help: "b", labels: [], buckets: [1] };
  createBins(timing, registry)(1);
  createBins(timing, registry);
  expect((await registry.metrics()).trim()).toBe("# HELP a_seconds b\n# TYPE a_seconds histogram");
});
