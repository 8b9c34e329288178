import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { parseMessage } from "../../src/exchange/parse.ts";
import type { Finding } from "../../src/findings/rule.ts";
import { nothingPromoted } from "../../src/ocpp/promote.ts";
import { unknownLink } from "../../src/recorder/link-state.ts";
import { createLive, type LiveEntry } from "../../src/recorder/live.ts";
import { messageRowOf } from "../../src/recorder/message-row.ts";
import { messageOf } from "../support/spool.ts";
import { until } from "../support/until.ts";

const linkId = newLinkId();

function rowOf(seq: number, payload = Buffer.from(`[2,"${seq}","Heartbeat",{}]`)) {
  const record = messageOf(linkId, seq, { payload });
  const link = unknownLink(linkId, 1, { instance: "test", exchangeTimeoutMs: 1 });
  const message = parseMessage(payload, { ...record, version: null });
  const rest = { action: "", request: null, promoted: nothingPromoted, findings: [], from: null };
  return messageRowOf(record, link, { text: payload.toString(), message, ...rest });
}

const finding: Finding = {
  ...{ rule: "call-overlap", severity: "warning", side: "station", sentence: "s", evidence: [1] },
  ...{ stationId: rowOf(1).stationId, linkId, atUs: 1, details: {} },
};

it("hands every row to every listener at once, until it stops", () => {
  const live = createLive();
  const entries: LiveEntry[] = [];
  live.publish(rowOf(1), []);
  const stop = live.onLive((entry) => entries.push(entry));
  live.publish(rowOf(2), [finding]);
  stop();
  live.publish(rowOf(3), []);
  expect(entries.map(({ row }) => row.seq)).toEqual([2]);
  expect(JSON.parse(entries[0]?.line() ?? "")).toMatchObject({
    row: { seq: 2, payload: '[2,"2","Heartbeat",{}]' },
    findings: [{ rule: "call-overlap", severity: "warning" }],
  });
});

async function serve() {
  const live = createLive();
  const server = createServer(live.handle).listen(0, "127.0.0.1");
  onTestFinished(() => {
    live.close();
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const get = request({ port, host: "127.0.0.1", path: "/live" }).end();
  const [response] = await once(get, "response");
  return { live, response };
}

it("answers /live with a line for each message", async () => {
  const { live, response } = await serve();
  let text = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  expect(response.headers["content-type"]).toBe("application/x-ndjson");
  for (let seq = 1; seq <= 3; seq += 1) live.publish(rowOf(seq), []);
  await until(() => text.split("\n").length === 5, "four lines");
  expect(JSON.parse(text.split("\n")[0] ?? "")).toEqual({ origin: live.origin });
  live.close();
  await once(response, "end");
  expect(live.listeners()).toBe(0);
});

it("skips and counts what a listener that does not read misses, and holds nobody up", async () => {
  const { live, response } = await serve();
  const payload = Buffer.from(`[2,"1","DataTransfer",{"data":"${"x".repeat(20_000)}"}]`);
  let published = 0;
  const publishMany = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      published += 1;
      live.publish(rowOf(published, payload), []);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
  };
  await publishMany(2 * limits.liveQueueMax);
  const seqs: number[] = [];
  let skipped = 0;
  let rest = "";
  response.setEncoding("utf8").on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const value = JSON.parse(line);
      if (value.origin !== undefined) continue;
      if (value.skipped === undefined) seqs.push(value.row.seq);
      else skipped += value.skipped;
    }
  });
  await until(() => seqs.length + skipped === published, "everything read or counted");
  expect(skipped).toBeGreaterThan(0);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
});

it("forgets a listener that has gone", async () => {
  const { live, response } = await serve();
  expect(live.listeners()).toBe(1);
  response.destroy();
  await until(() => live.listeners() === 0, "the listener's end");
});
