import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import type { Message, MessagesAnswer } from "../../src/console/contract.ts";
import * as findingSchemas from "../../src/console/finding-schemas.ts";
import * as schemas from "../../src/console/schemas.ts";
import * as searchSchemas from "../../src/console/search-schemas.ts";
import * as stationSchemas from "../../src/console/station-schemas.ts";
import * as transactionSchemas from "../../src/console/transaction-schemas.ts";
import { findingRow, linkRow, openRecord, type Record, transactionRow } from "../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../query/rows.ts";
import { live as liveMessages, searchAll } from "../support/api.ts";
import { parseOpenMetrics } from "../support/open-metrics.ts";
import { until } from "../support/until.ts";
import { type Served, serveConsole } from "./served.ts";

const HOSTILE = `"><script>alert(1)</script>\u0000'; DROP TABLE messages; --`;
const KEY = `${linkIdOf(1)}-1`;
let record: Record;
let served: Served;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "ocpptap-console-"));
  record = await openRecord();
  served = await serveConsole(dir, record.reader);
  await record.insert({
    links: [linkRow()],
    messages: [
      messageRow({
        ...{ seq: 99, stationId: parseStationId("BOOTED"), action: "BootNotification" },
        payload:
          '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"1.2"}]',
      }),
      ...Array.from({ length: 25 }, (_, index) =>
        messageRow({ seq: index + 1, receivedAtUs: EPOCH_US + (index >> 2) }),
      ),
      messageRow({
        seq: 26,
        stationId: parseStationId(HOSTILE),
        payload: HOSTILE,
        messageType: "malformed",
      }),
      messageRow({
        seq: 27,
        receivedAtUs: EPOCH_US + 99,
        messageType: "callResult",
        requestSeq: 1,
        latencyUs: 1_500,
      }),
      messageRow({
        seq: 28,
        payload: "/////w==",
        payloadEncoding: "base64",
        isTruncated: true,
        messageType: "malformed",
      }),
    ],
    findings: [findingRow({ evidence: [1] })],
    transactions: [transactionRow()],
    gaps: [
      {
        atUs: EPOCH_US,
        instance: "ocpptap",
        stationId: parseStationId("CP-7"),
        linkId: linkIdOf(1),
        reason: "buffer-full",
        fromSeq: 40,
        toSeq: 41,
        messages: 2,
      },
    ],
  });
});
afterAll(async () => {
  await served.close();
  await record.close();
  await rm(dir, { recursive: true, force: true });
});

describe("every answer is what /openapi.json says", () => {
  it.each([
    ["/api/messages?limit=5", schemas.messagesSchema],
    [
      "/api/messages?q=finding:*&from=2026-11-21&to=2026-11-22T00:00:00Z&order=oldest",
      schemas.messagesSchema,
    ],
    [`/api/messages/${linkIdOf(1)}/1`, schemas.oneMessageSchema],
    [`/api/messages/${linkIdOf(1)}/28`, schemas.oneMessageSchema],
    ["/api/facets?q=station:CP-7&from=2026-11-21", searchSchemas.facetsSchema],
    ["/api/histogram?q=severity:error&from=2026-11-21&buckets=9", searchSchemas.histogramSchema],
    ["/api/search/fields", searchSchemas.searchFieldsSchema],
    ["/api/links?station=CP-7", schemas.linksSchema],
    ["/api/transactions?station=CP-7&state=ended", transactionSchemas.transactionsSchema],
    [`/api/transactions/${KEY}`, transactionSchemas.oneTransactionSchema],
    ["/api/stations", schemas.stationsSchema],
    ["/api/stations/CP-7", schemas.stationSchema],
    ["/api/stations/CP-7/timeline?from=2026-11-21&to=2026-11-22", stationSchemas.timelineSchema],
    ["/api/stations/CP-7/configuration", stationSchemas.configurationSchema],
    ["/api/stations/BOOTED/boots?limit=5", stationSchemas.bootsSchema],
    ["/api/findings", schemas.findingsSchema],
    ["/api/findings?group=rule", schemas.findingsSchema],
    ["/api/findings?group=firmware&q=severity:error", schemas.findingsSchema],
    ["/api/findings?vendor=ACME&model=One&firmware=1.2&limit=5", schemas.findingsSchema],
    ["/api/findings/trend?q=severity:error&from=24h", findingSchemas.trendSchema],
    ["/api/findings/trend", findingSchemas.trendSchema],
    ["/api/findings/new-since?model=One&firmware=1.2", findingSchemas.newSinceSchema],
    ["/api/drops?group=firmware&station=CP-7&from=7d&limit=5", findingSchemas.dropsSchema],
    ["/api/rules", schemas.rulesSchema],
    ["/healthz", schemas.aliveSchema],
  ])("%s", async (path, schema) => {
    const { status, body, headers } = await served.get(path);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(schema.safeParse(body).error).toBe(undefined);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  });
});

describe("search", () => {
  it("pages to the end without a gap or a repetition", async () => {
    const keys: number[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await served.get(`/api/messages?limit=7&cursor=${cursor}`);
      const { messages, next } = body as MessagesAnswer;
      keys.push(...messages.map(({ seq }) => seq));
      if (next === null) break;
      cursor = encodeURIComponent(next);
    }
    expect(keys.toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 28 }, (_, index) => index + 1),
      99,
    ]);
    expect((await searchAll(served.url, "station:CP-7")).length).toBe(27);
  });

  it("finds a hostile station and its payload, and gives both back unchanged", async () => {
    const { body } = await served.get(`/api/stations/${encodeURIComponent(HOSTILE)}`);
    expect(body).toMatchObject({ stationId: HOSTILE });
    const [message] = await searchAll(served.url, `station:"${HOSTILE.replace(/["\\]/g, "\\$&")}"`);
    expect(message?.payload).toBe(HOSTILE);
  });
});

describe("a request that cannot be answered gets a sentence and a remedy", () => {
  it.each([
    ["/api/messages?q=statoin:x", 400, "QUERY_INVALID"],
    ["/api/messages?q=(a", 400, "QUERY_INVALID"],
    ["/api/live?q=(a", 400, "QUERY_INVALID"],
    ["/api/export?q=(a", 400, "QUERY_INVALID"],
    ["/api/findings?q=action:Reset", 400, "QUERY_INVALID"],
    ["/api/messages?limit=0", 400, "REQUEST_INVALID"],
    ["/api/messages?limit=1001", 400, "REQUEST_INVALID"],
    ["/api/transactions?state=closed", 400, "REQUEST_INVALID"],
    ["/api/transactions/none", 404, "NOT_FOUND"],
    ["/api/messages?limit=ten", 400, "REQUEST_INVALID"],
    ["/api/messages?from=yesterday", 400, "REQUEST_INVALID"],
    ["/api/messages?cursor=x", 400, "REQUEST_INVALID"],
    ["/api/messages?q=a&q=b", 400, "REQUEST_INVALID"],
    ["/api/messages?order=up", 400, "REQUEST_INVALID"],
    ["/api/export?format=xml", 400, "REQUEST_INVALID"],
    ["/api/findings?group=colour", 400, "REQUEST_INVALID"],
    ["/api/findings?cursor=x", 400, "REQUEST_INVALID"],
    ["/api/findings/new-since?model=One", 400, "REQUEST_INVALID"],
    ["/api/findings/new-since?model=One&firmware=none", 404, "NOT_FOUND"],
    ["/api/drops?group=rule", 400, "REQUEST_INVALID"],
    [`/api/messages/${linkIdOf(1)}/999`, 404, "NOT_FOUND"],
    [`/api/messages/${linkIdOf(1)}/0x1`, 404, "NOT_FOUND"],
    ["/api/messages/nonsense/1", 404, "NOT_FOUND"],
    ["/api/stations/nobody", 404, "NOT_FOUND"],
    ["/api/nothing", 404, "NOT_FOUND"],
    ["/assets/..%2f..%2fconsole.ts", 404, "NOT_FOUND"],
    ["/api/stations/%zz", 400, "REQUEST_INVALID"],
  ])("%s: %i %s", async (path, status, code) => {
    const got = await served.get(path);
    expect([got.status, schemas.errorSchema.parse(got.body).error.code]).toEqual([status, code]);
    const { sentence, remedy } = schemas.errorSchema.parse(got.body).error;
    expect(`${sentence} ${remedy}`).not.toMatch(/\{\w+\}|undefined/);
    expect(remedy).not.toBe("");
  });

  it("a query's error names the position", async () => {
    const { body } = await served.get("/api/messages?q=a%20statoin:x");
    expect(body).toMatchObject({
      error: { position: 2, sentence: expect.stringContaining('"station"') },
    });
  });

  it("any method but GET and HEAD is refused", async () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const response = await fetch(`${served.url}/api/messages`, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      expect(schemas.errorSchema.safeParse(await response.json()).success).toBe(true);
    }
    expect((await fetch(`${served.url}/api/messages`, { method: "HEAD" })).status).toBe(200);
  });
});

/** What a client may do that `fetch` may not. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(served.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = "";
    socket.setEncoding("utf8").on("data", (part) => {
      answer += part;
    });
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

describe("a page of the internet", () => {
  it("cannot reach it through a name that leads to loopback", async () => {
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example:9001",
      "localhost.evil.example",
      "",
    ]) {
      const answer = await raw(
        `GET /api/messages HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, host).toMatch(/^HTTP\/1.1 421 /);
      expect(answer).toContain("HOST_REFUSED");
    }
    for (const host of ["localhost:1", "127.0.0.1", "[::1]:9001"]) {
      const answer = await raw(
        `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, host).toMatch(/^HTTP\/1.1 200 /);
    }
  });

  it("is given no leave to read, frame or sniff anything", async () => {
    for (const path of ["/", "/stations/CP-7", "/api/messages", "/assets/nothing.js"]) {
      const { headers } = await served.get(path, { origin: "https://evil.example" });
      expect(headers.get("access-control-allow-origin")).toBe(null);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
  });

  it("what is not HTTP gets a sentence", async () => {
    const answer = await raw("\u0016\u0003\u0001 this is TLS\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain("REQUEST_INVALID");
  });
});

describe("live", () => {
  it("shows a matching message well within a second of its recording", async () => {
    const stop = new AbortController();
    const messages = liveMessages(served.url, "station:LIVE payload.n:1", stop.signal);
    const first = messages.next();
    await until(() => served.live.listeners() === 1, "the console listens to the recorder");
    const publishedAtMs = performance.now();
    for (const n of [0, 1]) {
      served.live.publish(
        messageRow({
          seq: n + 1,
          stationId: parseStationId("LIVE"),
          payload: `[2,"1","X",{"n":${n}}]`,
        }),
        [],
      );
    }
    const { value } = await first;
    expect(performance.now() - publishedAtMs).toBeLessThan(1_000);
    expect(schemas.messageSchema.safeParse(value).error).toBe(undefined);
    expect(value).toMatchObject({ stationId: "LIVE", seq: 2 } satisfies Partial<Message>);
    stop.abort();
    await until(() => served.live.listeners() === 0, "nobody listens any more");
  });
});

describe("export", () => {
  it("gives one message a line, oldest first, as the search shows them", async () => {
    const { headers, body } = await served.get("/api/export?q=station:CP-7&format=jsonl");
    expect(headers.get("content-type")).toContain("application/x-ndjson");
    expect(headers.get("content-disposition")).toContain("attachment");
    const lines = String(body)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Message);
    expect(lines).toEqual(await searchAll(served.url, "station:CP-7"));
  });

  it("gives CSV with a line for each message", async () => {
    const { body } = await served.get("/api/export?q=station:CP-7&format=csv");
    const lines = String(body).trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/^receivedAt,stationId,/);
    expect(lines.length).toBe(28);
  });

  it("nothing found is an empty file", async () => {
    expect(await served.get("/api/export?q=nothinglikeit")).toMatchObject({
      status: 200,
      body: "",
    });
  });
});

it("tells which role is not ready, and why", async () => {
  const { status, body } = await served.get("/readyz");
  expect(status).toBe(503);
  expect(schemas.readySchema.parse(body)).toEqual({
    ...{ ready: false, degraded: false },
    roles: {
      relay: { ready: false, detail: "the relay does not run" },
      recorder: { ready: true, detail: "recording" },
      store: { ready: false, detail: "the store does not run" },
      console: { ready: true, detail: "the store answers; nothing is shared" },
    },
  });
});

it("joins the metrics of all roles", async () => {
  const { body } = await served.get("/metrics");
  expect(String(body)).toContain('ocpptap_api_requests_total{status="2xx",role="console"}');
  expect(String(body)).toContain('ocpptap_role_ready{role="recorder"} 1');
  expect(String(body).match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
  expect(String(body)).not.toContain("CP-7");
});

it("has OpenMetrics for a scraper that takes it, which a strict parser takes", async () => {
  const accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
  const { headers, body } = await served.get("/metrics", { accept });
  expect(headers.get("content-type")).toMatch(/^application\/openmetrics-text/);
  const families = parseOpenMetrics(String(body));
  expect(families.get("ocpptap_api_requests")?.type).toBe("counter");
  expect(families.get("ocpptap_role_answered")?.samples.length).toBeGreaterThanOrEqual(2);
});

it("nothing of all this was a bug", () => {
  expect(served.events).toEqual([]);
});

it("says 503 quickly while the store is down, and answers again when it is back", async () => {
  await record.engine.kill();
  const startedMs = performance.now();
  const down = await served.get("/api/messages");
  expect([down.status, schemas.errorSchema.parse(down.body).error.code]).toEqual([
    503,
    "STORE_UNREACHABLE",
  ]);
  expect((await served.get("/api/export")).status).toBe(503);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  await record.engine.restart();
  expect((await served.get("/api/messages?limit=1")).status).toBe(200);
});

it("says so within seconds where the store stands still", async () => {
  record.engine.process.kill("SIGSTOP");
  const startedMs = performance.now();
  expect((await served.get("/api/messages")).status).toBe(503);
  expect(performance.now() - startedMs).toBeLessThan(6_000);
  expect((await served.get("/readyz")).status).toBe(503);
  record.engine.process.kill("SIGCONT");
  await until(
    async () => (await served.get("/api/messages?limit=1")).status === 200,
    "it answers again",
  );
});
