import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { singleOf } from "../../src/observe/samples.ts";
import { openSpans } from "../../src/roles/spans.ts";
import { messageRow } from "../store/rows.ts";
import { startOtlpReceiver } from "../support/otlp-receiver.ts";

const observe = () => undefined;

it("is off by default", async () => {
  const metrics = createMetrics("recorder");
  expect(await openSpans(configSchema.parse({}), { observe, metrics })).toBeNull();
});

it("sends exchanges where it is told to, and says how many", async () => {
  const receiver = await startOtlpReceiver();
  const otlp = { url: receiver.url, sampleEvery: 1 };
  const config = configSchema.parse({ telemetry: { otlp }, instance: "tap-7" });
  const metrics = createMetrics("recorder");
  const spans = await openSpans(config, { observe, metrics });
  spans?.take(messageRow());
  spans?.take(messageRow({ messageType: "callResult", requestSeq: 1, latencyUs: 5 }));
  await spans?.close();
  expect(receiver.spans).toHaveLength(1);
  expect(receiver.spans[0]?.resource).toMatchObject({
    "service.name": "ocpptap",
    "service.instance.id": "tap-7",
  });
  expect(singleOf(await metrics.text(), "ocpptap_spans_sent_total")).toBe(1);
});
