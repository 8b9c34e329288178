import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { arrayBuffersInUse } from "../support/memory.ts";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

/** A CSMS that tells what it was asked. */
async function startHttpCsms() {
  const requests: {
    readonly request: IncomingMessage;
    readonly bytes: Buffer;
    readonly isWhole: () => boolean;
  }[] = [];
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const bytes = Buffer.concat(parts);
    requests.push({ request: incoming, bytes, isWhole: () => incoming.complete });
    response.writeHead(200, { "Content-Type": "application/soap+xml", "X-Own": "1" });
    response.end(Buffer.concat([Buffer.from("<answer>"), bytes, Buffer.from("</answer>")]));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { requests, port, url: `ws://127.0.0.1:${port}/csms` };
}

async function post(port: number, path: string, body: string, headers = {}) {
  const outgoing = request({ port, host: "127.0.0.1", path, method: "POST", headers });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of response) text += String(part);
  return { response, text };
}

describe("plain HTTP", () => {
  it("passes a SOAP request with its body, by the same routes", async () => {
    const csms = await startHttpCsms();
    const upstream = csms.url.replace("ws://", "ws://user:secret@");
    const relay = await relayFor({ upstream });
    const body = "x".repeat(300_000);
    const { response, text } = await post(relay.port, "//CP%2f1/?a=%20", body);
    expect(text).toBe(`<answer>${body}</answer>`);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ "x-own": "1", connection: "close" });
    const [got] = csms.requests;
    expect(got?.request.url).toBe("/csms//CP%2f1/?a=%20");
    expect(got?.request.headers).toMatchObject({
      host: `127.0.0.1:${csms.port}`,
      authorization: `Basic ${Buffer.from("user:secret").toString("base64")}`,
    });
    expect(JSON.stringify(relay.spool.records)).not.toContain("c2VjcmV0");
  });

  it("is recorded as a link of two messages, with the head of the answer", async () => {
    const csms = await startHttpCsms();
    const relay = await relayFor({ upstream: csms.url });
    await post(relay.port, "/CP-1", "<a/>", {
      "Content-Type": "application/soap+xml",
      Cookie: "s3",
    });
    const closed = await relay.spool.nth("link-closed");
    expect(relay.spool.records.map(({ kind, seq }) => [kind, seq])).toEqual([
      ["link-opened", 0],
      ["message", 1],
      ["note", 1],
      ["message", 2],
      ["link-closed", 2],
    ]);
    const { body } = await relay.spool.nth("link-opened");
    expect(body).toMatchObject({
      ...{ stationId: "CP-1", mode: "transparent", target: "/CP-1", remoteAddress: "127.0.0.1" },
      http: { method: "POST", caller: "station" },
      upstreamUrl: `http://127.0.0.1:${csms.port}/csms/CP-1`,
    });
    expect(body.headers).toContainEqual(["Cookie", "***"]);
    expect((await relay.spool.nth("note")).body).toMatchObject({
      ...{ note: "http-answered", status: 200, answeredBy: "csms", failure: null },
    });
    const [asked, told] = relay.spool.of("message");
    expect([String(asked?.payload), String(told?.payload)]).toEqual([
      "<a/>",
      "<answer><a/></answer>",
    ]);
    expect([asked?.sender, told?.sender]).toEqual(["station", "csms"]);
    expect(closed.body).toMatchObject({ closedBy: "csms", how: "fin", bytes: { station: 4 } });
  });

  it("heads keep their names, their order and what comes twice", async () => {
    const csms = await startRawCsms(
      () => "HTTP/1.1 200 Fine\r\nX-TwO: 1\r\nContent-length: 2\r\nx-two: 2\r\n\r\nok",
    );
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(
      'POST /CP-1 HTTP/1.1\r\nhOst: x\r\nSOAPAction: "/A"\r\nX-b: 1\r\nContent-Length: 3\r\nx-B: 2\r\n\r\nabc',
    );
    await until(() => station.ended(), "it is answered");
    expect(station.text()).toBe(
      "HTTP/1.1 200 Fine\r\nX-TwO: 1\r\nContent-length: 2\r\nx-two: 2\r\nConnection: close\r\n\r\nok",
    );
    expect(csms.legs[0]?.text()).toBe(
      `POST /csms/CP-1 HTTP/1.1\r\nhOst: 127.0.0.1:${csms.port}\r\nSOAPAction: "/A"\r\nX-b: 1\r\nX-b: 2\r\n` +
        "Content-Length: 3\r\nConnection: close\r\n\r\nabc",
    );
  });

  it("bodies are identical however they are cut, declared or chunked, and Expect is answered", async () => {
    const csms = await startHttpCsms();
    const relay = await relayFor({ upstream: csms.url });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        async (parts, isDeclared, isExpecting) => {
          const body = Buffer.concat(parts);
          const headers = {
            ...(isDeclared ? { "Content-Length": body.length } : {}),
            ...(isExpecting ? { Expect: "100-continue" } : {}),
          };
          const seen = csms.requests.length;
          const outgoing = request({
            ...{ port: relay.port, host: "127.0.0.1", path: "/CP-1", method: "PUT", headers },
          });
          outgoing.flushHeaders();
          for (const part of parts) outgoing.write(part);
          outgoing.end();
          const [response] = (await once(outgoing, "response")) as [IncomingMessage];
          const got: Buffer[] = [];
          for await (const part of response) got.push(part);
          expect(csms.requests[seen]?.bytes.equals(body)).toBe(true);
          expect(Buffer.concat(got).subarray(8, -9).equals(body)).toBe(true);
          const told = relay.spool.of("message").at(-2);
          expect(told?.payload.equals(body)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("an upload of 100 MB streams through, and its record is the beginning of it", async () => {
    let got = 0;
    const upload = createServer((incoming, response) => {
      incoming.on("data", (chunk: Buffer) => {
        got += chunk.length;
      });
      incoming.on("end", () => response.end("done"));
    });
    upload.listen(0, "127.0.0.1");
    await once(upload, "listening");
    onTestFinished(() => void upload.close());
    const { port } = upload.address() as AddressInfo;
    const relay = await relayFor({ upstream: `ws://127.0.0.1:${port}/x` });
    const chunk = Buffer.alloc(1024 * 1024, 7);
    const outgoing = request({ port: relay.port, host: "127.0.0.1", path: "/CP-1", method: "PUT" });
    const before = arrayBuffersInUse();
    let mostUnderWay = 0;
    for (let sent = 1; sent <= 100; sent += 1) {
      if (!outgoing.write(chunk)) await once(outgoing, "drain");
      mostUnderWay = Math.max(mostUnderWay, sent * chunk.length - got);
    }
    // V8 gives freed buffers back some time after it collected them.
    const isGone = () => arrayBuffersInUse() - before < 8 * 1024 * 1024;
    await until(isGone, "no more of the body is held than its beginning");
    outgoing.end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    response.resume();
    await relay.spool.nth("link-closed");
    expect(got).toBe(100 * chunk.length);
    const [asked] = relay.spool.of("message");
    expect(asked).toMatchObject({ isTruncated: true, payloadBytes: got, opcode: 2 });
    expect(asked?.payload).toHaveLength(64 * 1024);
    // The buffers of four sockets, and what is held between them.
    expect(mostUnderWay).toBeLessThan(32 * 1024 * 1024);
  });

  it("a CSMS that is silent is told with 504, a caller that goes away ends the exchange", async () => {
    const csms = await startRawCsms(() => null);
    const relay = await relayFor({ upstream: csms.url, relay: { dialMs: 200 } });
    const late = await post(relay.port, "/CP-1", "x");
    expect(late.response.statusCode).toBe(504);
    expect(late.text).toContain("did not answer: no answer within 200 ms");
    const note = await relay.spool.nth("note");
    expect(note.body).toMatchObject({
      status: 504,
      answeredBy: "ocpptap",
      failure: { stage: "timeout" },
    });
    expect((await relay.spool.nth("link-closed")).body).toMatchObject({
      ...{ closedBy: "ocpptap", how: "timeout", lastSeq: 1 },
    });
    const gone = await dialRaw(relay.port);
    gone.send("POST /CP-1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
    await csms.leg(2);
    gone.socket.destroy();
    const closed = await relay.spool.nth("link-closed", 2);
    expect(closed.body).toMatchObject({ closedBy: "station", how: "reset" });
    expect(relay.spool.of("message").at(-1)).toMatchObject({ isTruncated: true, payloadBytes: 9 });
  });

  it("record.strict lets the last of a body go on only when it is written", async () => {
    const csms = await startHttpCsms();
    const relay = await relayFor({ upstream: csms.url, record: { strict: true } });
    relay.spool.hold();
    const answered = post(relay.port, "/CP-1", "x".repeat(100_000));
    await relay.spool.nth("message");
    expect(csms.requests.filter(({ isWhole }) => isWhole())).toHaveLength(0);
    relay.spool.release();
    await until(() => csms.requests.length === 1, "the request is there");
    relay.spool.release();
    expect((await answered).text).toContain("xxx");
  });

  it("passes a head that comes byte by byte", async () => {
    const csms = await startHttpCsms();
    const relay = await relayFor({ upstream: csms.url });
    const probe = await dialRaw(relay.port);
    for (const letter of "GET /health HTTP/1.1\r\nHost: x\r\n\r\n") probe.send(letter);
    await until(() => probe.ended(), "it is answered");
    expect(probe.text()).toContain("<answer></answer>");
    expect(csms.requests[0]?.request.url).toBe("/csms/health");
  });

  it("does not take a later WebSocket request on the same socket for plain HTTP", async () => {
    const csms = await startHttpCsms();
    const relay = await relayFor({ upstream: csms.url });
    const probe = await dialRaw(relay.port);
    probe.send(`GET /health HTTP/1.1\r\nHost: x\r\n\r\n${requestHead("/CP-1")}`);
    await until(() => probe.ended(), "the socket is closed after the first answer");
    expect(csms.requests).toHaveLength(1);
  });

  it("answers 502 where nothing listens, 404 where no route matches", async () => {
    const routes = [{ match: "/ocpp/{station}", upstream: "ws://127.0.0.1:1" }];
    const relay = await relayFor({ routes });
    const down = await post(relay.port, "/ocpp/CP-1", "x");
    expect(down.response.statusCode).toBe(502);
    expect(down.text).toContain("the CSMS at 127.0.0.1:1 cannot be reached: connect ECONNREFUSED");
    const { body } = await relay.spool.nth("note");
    expect(body).toMatchObject({ status: 502, failure: { code: "ECONNREFUSED" } });
    expect((await post(relay.port, "/elsewhere", "x")).response.statusCode).toBe(404);
    expect((await relay.spool.nth("link-refused")).body).toMatchObject({
      ...{ status: 404, http: { method: "POST" } },
    });
  });
});
