import { expect, it } from "vitest";
import { createMetrics } from "../../src/observe/metrics.ts";
import { joinMetrics, toOpenMetrics, wantsOpenMetrics } from "../../src/observe/open-metrics.ts";
import { parseOpenMetrics } from "../support/open-metrics.ts";

it("a strict parser of OpenMetrics takes what several roles say", async () => {
  const roles = ["relay", "recorder"].map((role) => createMetrics(role));
  for (const metrics of roles) {
    metrics.timing("exchange")(0.03, "station", "both", "Heartbeat");
    metrics.timing("relay")(7, "csms");
    metrics.measure("recordedMessages", () => [
      { labels: { sender: "csms", leg: "both", action: "other", type: "call" }, value: 1e21 },
    ]);
  }
  const texts = await Promise.all(roles.map((metrics) => metrics.text()));
  const families = parseOpenMetrics(toOpenMetrics(joinMetrics(texts)));
  const recorded = families.get("ocpptap_recorded_messages");
  expect(recorded?.type).toBe("counter");
  expect(recorded?.samples.map(({ name, value }) => [name, value])).toEqual([
    ["ocpptap_recorded_messages_total", 1e21],
    ["ocpptap_recorded_messages_total", 1e21],
  ]);
  const exchange = families.get("ocpptap_exchange_latency_seconds");
  expect(exchange?.samples.at(-1)?.labels).toEqual({
    ...{ caller: "station", leg: "both", action: "Heartbeat" },
    role: "recorder",
  });
});

it("several texts are joined under one head each", async () => {
  const texts = await Promise.all(["relay", "recorder"].map((role) => createMetrics(role).text()));
  const joined = joinMetrics(texts);
  expect(joined.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
  expect(joined.match(/^process_cpu_seconds_total\{/gm)).toHaveLength(2);
  const lines = (text: string) => text.split("\n").filter((line) => /^[a-z]/.test(line)).length;
  expect(lines(joined)).toBe(lines(texts.join("\n")));
});

it("of two processes that say a help in other words the first is heard", () => {
  const head = (words: string) => `# HELP a ${words}\n# TYPE a gauge\na{role="${words}"} 1\n`;
  expect(joinMetrics([head("x"), head("y")])).toBe(
    '# HELP a x\n# TYPE a gauge\na{role="x"} 1\na{role="y"} 1\n',
  );
});

it("only a counter's family loses its ending, and not a number is spelt wrong", () => {
  const text = joinMetrics(["# HELP a_total b\n# TYPE a_total gauge\na_total Nan\n"]);
  expect(toOpenMetrics(text)).toBe("# HELP a_total b\n# TYPE a_total gauge\na_total NaN\n# EOF\n");
});

it("a scraper gets OpenMetrics where it takes it", () => {
  expect(wantsOpenMetrics("application/openmetrics-text;version=1.0.0,text/plain;q=0.5")).toBe(
    true,
  );
  expect(wantsOpenMetrics("text/plain")).toBe(false);
  expect(wantsOpenMetrics(undefined)).toBe(false);
});
