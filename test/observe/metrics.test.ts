import { describe, expect, it } from "vitest";
import {
  createMetrics,
  joinMetrics,
  measures,
  metricsReference,
} from "../../src/observe/metrics.ts";

describe("metrics", () => {
  it("read what a role measures at the moment of the scrape", async () => {
    const metrics = createMetrics("relay");
    let open = 1;
    metrics.measure("linksOpen", () => open);
    metrics.measure("relayedMessages", () => [
      { labels: { sender: "station" }, value: 7 },
      { labels: { sender: "csms" }, value: 8 },
    ]);
    open = 2;
    const text = await metrics.text();
    expect(text).toContain('ocpptap_links_open{role="relay"} 2');
    expect(text).toContain('ocpptap_relayed_messages_total{sender="station",role="relay"} 7');
    expect(await metrics.text()).toContain('{sender="csms",role="relay"} 8');
    metrics.measure("linksOpen", () => 9);
    expect(await metrics.text()).toContain('ocpptap_links_open{role="relay"} 9');
  });

  it("carry Node's own", async () => {
    expect(await createMetrics("relay").text()).toContain("process_cpu_seconds_total");
  });

  it("of several roles are joined under one head each", async () => {
    const texts = await Promise.all(
      ["relay", "recorder"].map((role) => createMetrics(role).text()),
    );
    const joined = joinMetrics(texts);
    expect(joined.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
    expect(joined.match(/^process_cpu_seconds_total\{/gm)).toHaveLength(2);
    const lines = (text: string) => text.split("\n").filter((line) => /^[a-z]/.test(line)).length;
    expect(lines(joined)).toBe(lines(texts.join("\n")));
  });

  it("are all documented, each name once", () => {
    const reference = metricsReference();
    for (const { name } of Object.values(measures)) expect(reference).toContain(`| \`${name}\``);
    const names = [...reference.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(30);
    const odd = names.filter((name) => !/^ocpptap_[a-z_]+$/.test(name ?? ""));
    expect(odd).toEqual([]);
  });
});
