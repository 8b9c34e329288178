import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { relayFor } from "../support/relay.ts";

async function startStation() {
  const seen: { readonly url: string; readonly headers: readonly string[] }[] = [];
  const server = createServer(async (incoming, response) => {
    for await (const _ of incoming);
    seen.push({ url: incoming.url ?? "", headers: incoming.rawHeaders });
    response.writeHead(200, { "Content-Type": "application/soap+xml" }).end("<done/>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { seen, port, host: `127.0.0.1:${port}` };
}

async function relayWithCallbacks(callbacks: object) {
  const soap = { callbacks: { address: "127.0.0.1:0", ...callbacks } };
  const relay = await relayFor({ upstream: "ws://127.0.0.1:1/x", soap });
  const port = Number(new URL(relay.callbacks ?? "").port);
  async function call(path: string, headers = {}) {
    const outgoing = request({ port, host: "127.0.0.1", path, method: "POST", headers });
    outgoing.end("<call/>");
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    let text = "";
    for await (const part of response) text += String(part);
    return { status: response.statusCode, text };
  }
  return { relay, call };
}

describe("a call-back", () => {
  it("through the proxy reaches a station that is allowed, and is a call of the CSMS", async () => {
    const station = await startStation();
    const { relay, call } = await relayWithCallbacks({ allow: "127.0.0.0/8" });
    const headers = { Host: station.host, SOAPAction: "/Reset", "Proxy-Connection": "keep-alive" };
    expect(await call(`http://${station.host}/cp?a=1`, headers)).toEqual({
      ...{ status: 200, text: "<done/>" },
    });
    expect(station.seen[0]?.url).toBe("/cp?a=1");
    expect(station.seen[0]?.headers).toContain("SOAPAction");
    expect(station.seen[0]?.headers.join()).not.toContain("Proxy-Connection");
    const { body } = await relay.spool.nth("link-opened");
    expect(body).toMatchObject({
      ...{ http: { method: "POST", caller: "csms" }, route: "soap.callbacks" },
      upstreamUrl: `http://${station.host}/cp?a=1`,
    });
    await relay.spool.nth("link-closed");
    expect(relay.spool.of("message").map(({ sender }) => sender)).toEqual(["csms", "station"]);
  });

  it("at /STATION reaches the station's URL of the configuration", async () => {
    const station = await startStation();
    const stations = [{ station: "CP 1", url: `http://${station.host}/own` }];
    const { relay, call } = await relayWithCallbacks({ stations });
    expect((await call("/CP%201")).status).toBe(200);
    expect(station.seen[0]?.url).toBe("/own");
    expect((await relay.spool.nth("link-opened")).body.stationId).toBe("CP 1");
    expect((await call("/CP-2")).status).toBe(404);
  });

  it("to anything else is refused and recorded, whatever name it hides behind", async () => {
    const station = await startStation();
    const { relay, call } = await relayWithCallbacks({ allow: "10.0.0.0/8" });
    for (const host of [station.host, "0x7f.1", "[::1]:80", "169.254.169.254"]) {
      expect((await call(`http://${host}/`)).status, host).toBe(403);
    }
    const named = await call(`http://localhost:${station.port}/`);
    expect(named).toMatchObject({
      ...{ status: 502, text: expect.stringContaining("not one of soap.callbacks.allow") },
    });
    expect((await call(`https://${station.host}/`)).status).toBe(400);
    expect(station.seen).toEqual([]);
    expect(relay.spool.of("link-refused")[0]?.body).toMatchObject({
      ...{ status: 403, http: { caller: "csms" } },
    });
  });

  it("of who is no client is refused", async () => {
    const station = await startStation();
    const { call } = await relayWithCallbacks({ allow: "127.0.0.0/8", clients: "192.0.2.1" });
    expect((await call(`http://${station.host}/`)).status).toBe(403);
    expect(station.seen).toEqual([]);
  });
});
