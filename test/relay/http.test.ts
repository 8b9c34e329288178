import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { dialRaw, requestHead } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

/** A CSMS that tells what it was asked. */
async function startHttpCsms() {
  const requests: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createServer(async (incoming, response) => {
    let body = "";
    for await (const part of incoming) body += String(part);
    requests.push({ request: incoming, body });
    response.writeHead(200, { "Content-Type": "application/soap+xml", "X-Own": "1" });
    response.end(`<answer>${body}</answer>`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { requests, port, url: `ws://127.0.0.1:${port}/csms` };
}

async function post(port: number, path: string, body: string) {
  const outgoing = request({ port, host: "127.0.0.1", path, method: "POST" });
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
    expect(relay.spool.records).toEqual([]);
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
    expect((await post(relay.port, "/elsewhere", "x")).response.statusCode).toBe(404);
  });
});
