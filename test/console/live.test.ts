import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createLiveHub } from "../../src/console/live.ts";
import type { LiveEvent, LiveFeed } from "../../src/console/live-feed.ts";
import { parseQuery } from "../../src/query/parser.ts";
import { messageRow } from "../query/rows.ts";
import { until } from "../support/until.ts";

/** A feed in the test's hand, and a server whose every request is a listener. */
async function openHub(
  bounds = { allMax: limits.liveClientsMax, callerMax: limits.liveClientsMax },
) {
  const told = new Set<(event: LiveEvent) => void>();
  const feed: LiveFeed = {
    listen(listener) {
      told.add(listener);
      listener({ kind: "state", isConnected: true, problem: "", missing: null });
      return () => told.delete(listener);
    },
    close: () => told.clear(),
  };
  const hub = createLiveHub(feed, bounds);
  const server = createServer((asked, response) => {
    try {
      const said = new URL(asked.url ?? "", "http://x").searchParams;
      hub.serve(parseQuery(said.get("q") ?? ""), said.get("who") ?? "somebody", response);
    } catch (thrown) {
      response.writeHead(503).end(String(thrown));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const open: IncomingMessage[] = [];
  onTestFinished(() => {
    for (const response of open) response.destroy();
    hub.close();
    server.closeAllConnections();
    server.close();
  });
  return {
    hub,
    tell: (event: LiveEvent) => {
      for (const listener of told) listener(event);
    },
    isFed: () => told.size > 0,
    async listen(q: string) {
      const asked = request({
        port,
        host: "127.0.0.1",
        path: `/?q=${encodeURIComponent(q)}`,
        agent: false,
      });
      asked.on("error", () => undefined).end();
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      const got = { text: "", status: response.statusCode, response };
      open.push(response);
      response.setEncoding("utf8").on("error", () => undefined);
      response.on("data", (text: string) => {
        got.text += text;
      });
      await until(() => got.text !== "", "an answer");
      return got;
    },
  };
}

const message = (seq: number, payload = "[]"): LiveEvent => ({
  kind: "message",
  row: messageRow({ seq, payload, action: seq % 2 ? "Odd" : "Even" }),
  findings: [{ rule: "call-timeout", severity: "error", side: "csms" }],
});
const count = (text: string, event: string) => text.split(`event: ${event}\n`).length - 1;

const missed = (text: string) =>
  [...text.matchAll(/event: skipped\ndata: \{"messages":(\d+)\}/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );

it("sends each listener what matches its query, and tells the recorder's state", async () => {
  const { tell, listen } = await openHub();
  const odd = await listen("action:Odd");
  const all = await listen("side:csms");
  for (let seq = 1; seq <= 10; seq++) tell(message(seq));
  tell({ kind: "state", isConnected: false, problem: "gone", missing: null });
  await until(() => count(all.text, "state") === 2 && count(odd.text, "state") === 2, "the state");
  expect([count(odd.text, "message"), count(all.text, "message")]).toEqual([5, 10]);
  expect(all.text).toContain('data: {"isConnected":false,"problem":"gone","missing":null}\n\n');
});

it("a slow listener costs a bounded queue, misses messages, and is told how many", async () => {
  const { hub, tell, listen } = await openHub();
  const slow = await listen("");
  const quick = await listen("seq:1");
  slow.response.pause();
  const payload = "x".repeat(100_000);
  const before = process.memoryUsage().rss;
  const total = 500;
  for (let seq = 1; seq <= total; seq++) {
    tell(message(seq, payload));
    // The socket takes what it takes; nobody waits for it.
    if (seq % 100 === 0) await new Promise(setImmediate);
  }
  expect(hub.skipped()).toBeGreaterThan(0);
  expect(process.memoryUsage().rss - before).toBeLessThan(20 * limits.liveQueueBytesMax);
  expect(count(quick.text, "message")).toBe(1);
  slow.response.resume();
  await until(() => count(slow.text, "skipped") > 0, "it is told");
  await until(
    () => count(slow.text, "message") + missed(slow.text) === total,
    "every message is sent or counted",
  );
});

it("passes on what the recorder could not send", async () => {
  const { tell, listen } = await openHub();
  const got = await listen("");
  tell({ kind: "skipped", messages: 7 });
  await until(() => got.text.includes('event: skipped\ndata: {"messages":7}'), "the count");
});

it("a message larger than the queue is sent to who is not behind", async () => {
  const { tell, listen } = await openHub();
  const got = await listen("");
  tell(message(1, "x".repeat(limits.liveQueueBytesMax + 1)));
  await until(() => got.text.endsWith("\n\n") && count(got.text, "message") === 1, "the message");
});

it("listens to the feed only while somebody listens to it", async () => {
  const { hub, isFed, listen } = await openHub();
  expect(isFed()).toBe(false);
  const [first, second] = [await listen(""), await listen("")];
  expect([isFed(), hub.listeners()]).toEqual([true, 2]);
  first.response.destroy();
  await until(() => hub.listeners() === 1, "one is gone");
  expect(isFed()).toBe(true);
  second.response.destroy();
  await until(() => hub.listeners() === 0 && !isFed(), "all are gone");
});

it("refuses a listener beyond the limit with a sentence, and has room again later", async () => {
  const { hub, listen } = await openHub();
  const listeners = [];
  for (let at = 0; at < limits.liveClientsMax; at++) listeners.push(await listen(""));
  expect((await listen("")).text).toContain(`already ${limits.liveClientsMax} live listeners`);
  listeners[0]?.response.destroy();
  await until(() => hub.listeners() === limits.liveClientsMax - 1, "one is gone");
  expect((await listen("")).status).toBe(200);
});
