import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { openOtlp, type Span } from "../../src/observe/otlp.ts";
import { startOtlpReceiver } from "../support/otlp-receiver.ts";
import { until } from "../support/until.ts";

const span: Span = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  name: "Heartbeat",
  startUs: 1_790_000_000_000_001,
  endUs: 1_790_000_000_040_002,
  error: null,
  attributes: { "rpc.method": "Heartbeat", "ocpptap.request.seq": 7 },
};

function open(url: string) {
  const events: TapEvent[] = [];
  const resource = { "service.name": "ocpptap" };
  const sender = openOtlp({ url, resource }, { observe: (event) => events.push(event) });
  return { sender, events };
}

it("sends what waits when it is closed, to the letter of the protocol", async () => {
  const receiver = await startOtlpReceiver();
  const { sender } = open(receiver.url.replace("//", "//me:p%40ss@"));
  sender.push(span);
  sender.push({ ...span, error: "InternalError" });
  await sender.close();
  expect(receiver.spans).toEqual([
    {
      ...{ traceId: span.traceId, spanId: span.spanId, name: "Heartbeat", kind: 3 },
      startNs: 1_790_000_000_000_001_000n,
      endNs: 1_790_000_000_040_002_000n,
      attributes: span.attributes,
      status: {},
      resource: { "service.name": "ocpptap" },
    },
    expect.objectContaining({ status: { code: 2, message: "InternalError" } }),
  ]);
  const [request] = receiver.requests;
  expect(request?.headers["content-type"]).toBe("application/json");
  expect(request?.headers.authorization).toBe(`Basic ${btoa("me:p@ss")}`);
  expect(sender.sent()).toBe(2);
});

it("a full batch goes at once, and one that is to come later is tried again", async () => {
  const receiver = await startOtlpReceiver();
  receiver.answers.push([503, "busy"]);
  const { sender, events } = open(receiver.url);
  for (let i = 0; i < limits.spanBatchMax; i += 1) sender.push(span);
  await until(() => sender.sent() === limits.spanBatchMax, "the second try");
  expect(receiver.requests).toHaveLength(2);
  expect(events).toEqual([
    { name: "spansNotTaken", url: receiver.url, problem: "it answered 503" },
  ]);
  await sender.close();
});

it("what is refused, wholly or in part, is given up and counted", async () => {
  const receiver = await startOtlpReceiver();
  receiver.answers.push([400, "no"], [200, '{"partialSuccess":{"rejectedSpans":"3"}}']);
  const { sender } = open(receiver.url);
  for (let i = 0; i < limits.spanBatchMax + 10; i += 1) sender.push(span);
  await sender.close();
  expect(sender.dropped().get("refused")).toBe(limits.spanBatchMax + 3);
  expect(sender.sent()).toBe(7);
});

it("a receiver that hangs fills a bounded queue, and holds up no end", async () => {
  const receiver = await startOtlpReceiver();
  receiver.answers.push("never");
  const { sender } = open(receiver.url);
  // The first batch is on its way; the queue is what waits behind it.
  const pushed = limits.spanBatchMax + limits.spanQueueMax + 5;
  for (let i = 0; i < pushed; i += 1) sender.push(span);
  expect(sender.dropped().get("full")).toBe(5);
  const beganMs = performance.now();
  await sender.close();
  expect(performance.now() - beganMs).toBeLessThan(limits.spanCloseMsMax + 3_000);
});

it("a receiver that is away is told of once, and the spans are given up in the end", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const { sender, events } = open(`http://127.0.0.1:${port}/v1/traces`);
  sender.push(span);
  await sender.close();
  expect(sender.dropped().get("unreachable")).toBe(1);
  expect(events).toMatchObject([
    { name: "spansNotTaken", problem: expect.stringContaining("ECONNREFUSED") },
  ]);
});
