import { expect, it } from "vitest";
import { createMetrics, declaredMetrics, measures } from "../../src/observe/metrics.ts";
import { metricsReference, processMetrics } from "../../src/observe/metrics-reference.ts";
import { timings } from "../../src/observe/timings.ts";

const declared = declaredMetrics();

it("documents every metric, each name once", () => {
  const reference = metricsReference();
  const names = [...reference.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(declared.map(({ name }) => name)));
  for (const { name } of [...Object.values(measures), ...Object.values(timings)]) {
    expect(names).toContain(name);
  }
});

it("names metrics by noun and base unit, and no label is unbounded", () => {
  const odd = declared.filter(({ name, kind, labels }) => {
    const isNamed =
      kind === "counter"
        ? /^ocpptap_[a-z_]+_total$/.test(name)
        : /^ocpptap_[a-z_]+$/.test(name) && !name.endsWith("_total");
    const isInBaseUnits = !/_(ms|us|milliseconds|kb|mb|percent|minutes)(_|$)/.test(name);
    const isTimed = kind !== "histogram" || /_(seconds|rows|bytes)$/.test(name);
    const isBounded = !labels.some((label) => /station|link|token|message_id|address/.test(label));
    return !(isNamed && isInBaseUnits && isTimed && isBounded);
  });
  expect(odd).toEqual([]);
});

it("what is listed of the process is there", async () => {
  const text = await createMetrics("relay").text();
  for (const { name, kind } of processMetrics) expect(text).toContain(`# TYPE ${name} ${kind}`);
});
