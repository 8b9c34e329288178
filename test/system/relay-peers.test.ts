/** Independent peers through the relay: what `ws` and `ocpp-rpc` do directly they do through it. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { RPCClient, RPCServer } from "ocpp-rpc";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { dialRaw, requestHead } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

/** Sends back what it gets; takes the subprotocol that `choose` names. */
async function startEcho(choose: (offered: readonly string[]) => string | false = () => false) {
  const http = createServer();
  const server = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => choose([...offered]),
    perMessageDeflate: true,
  });
  const requests: { readonly url: string; readonly authorization: string | undefined }[] = [];
  server.on("connection", (leg, request) => {
    requests.push({ url: request.url ?? "", authorization: request.headers.authorization });
    leg.on("message", (payload, isBinary) => leg.send(payload, { binary: isBinary }));
    leg.on("error", () => leg.terminate());
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    for (const leg of server.clients) leg.terminate();
    http.close();
  });
  return { requests, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/csms` };
}

async function opened(url: string, subprotocols: string[] = [], options = {}) {
  const station = new WebSocket(url, subprotocols, options);
  onTestFinished(() => station.terminate());
  await once(station, "open");
  return station;
}

describe("ws through the relay", () => {
  it.each(["ocpp1.6", "ocpp2.0.1", "ocpp2.1"])(
    "%s: text, binary, pings, close code",
    async (name) => {
      const csms = await startEcho((offered) => (offered.includes(name) ? name : false));
      const relay = await relayFor({ upstream: csms.url });
      const station = await opened(`${relay.url}/CP-1`, ["soap", name, "other"]);
      expect(station.protocol).toBe(name);
      expect(station.extensions).toBe("permessage-deflate");
      const received: (string | Buffer)[] = [];
      station.on("message", (payload, isBinary) =>
        received.push(isBinary ? (payload as Buffer) : String(payload)),
      );
      const texts = ['[2,"1","Heartbeat",{}]', "", "ä\0{", "x".repeat(400_000)];
      for (const text of texts) station.send(text);
      const bytes = Buffer.from([0, 255, 1, 254]);
      station.send(bytes);
      station.ping("are you there?");
      const [pong] = (await once(station, "pong")) as [Buffer];
      expect(String(pong)).toBe("are you there?");
      await until(() => received.length === 5, "five echoes");
      expect(received).toEqual([...texts, bytes]);
      station.close(4242, "enough");
      await once(station, "close");
      const { body } = await relay.spool.nth("link-closed");
      expect(body).toMatchObject({ closedBy: "station", code: 4242, reason: "enough" });
      const recorded = relay.spool.of("message").filter(({ sender }) => sender === "station");
      expect(
        recorded.map(({ payload, opcode }) => (opcode === 1 ? String(payload) : payload)),
      ).toEqual([...texts, bytes]);
      const openedAs = relay.spool.of("link-opened")[0]?.body;
      expect(openedAs).toMatchObject({ subprotocol: name, extensions: "permessage-deflate" });
    },
  );

  it("Basic auth, odd paths and queries arrive as they were sent", async () => {
    const csms = await startEcho();
    const relay = await relayFor({ upstream: csms.url });
    for (const path of ["//CP-1", "/a//b/CP%201%2F2/", "/CP-1?token=x&y=%20"]) {
      await opened(`${relay.url}${path}`, [], { auth: "CP-1:geheim:ß" });
      expect(csms.requests.at(-1)).toEqual({
        url: `/csms${path}`,
        authorization: `Basic ${Buffer.from("CP-1:geheim:ß").toString("base64")}`,
      });
    }
    expect(relay.spool.of("link-opened")[0]?.body.authorization).toEqual({
      scheme: "Basic",
      user: "CP-1",
      secretBytes: Buffer.byteLength("geheim:ß"),
    });
    expect(relay.spool.of("link-opened").map(({ body }) => body.stationId)).toEqual([
      "CP-1",
      "CP 1/2",
      "CP-1",
    ]);
  });

  it.each([",ocpp2.0.1", "ocpp1.6,ocpp2.0.1", "ocpp1.6,,", " "])(
    "a malformed offer %j is answered as without the relay",
    async (offer) => {
      const csms = await startEcho((offered) => offered.at(-1) ?? false);
      const relay = await relayFor({ upstream: csms.url });
      const answers: string[] = [];
      for (const port of [Number(new URL(csms.url).port), relay.port]) {
        const station = await dialRaw(port);
        station.send(requestHead("/csms", [`Sec-WebSocket-Protocol: ${offer}`]));
        await station.sees("\r\n\r\n");
        answers.push(station.text().replace(/\r\nDate: [^\r]*/, ""));
      }
      expect(answers[1]).toBe(answers[0]);
    },
  );

  it("a thousand messages each way keep their order and content", async () => {
    const csms = await startEcho();
    const relay = await relayFor({ upstream: csms.url });
    const station = await opened(`${relay.url}/CP-1`);
    const sent = createHash("sha256");
    const echoed = createHash("sha256");
    let count = 0;
    station.on("message", (payload) => {
      echoed.update(payload as Buffer);
      count += 1;
    });
    for (let index = 0; index < 1_000; index += 1) {
      const text = JSON.stringify([2, String(index), "DataTransfer", { data: "y".repeat(index) }]);
      sent.update(text);
      station.send(text);
    }
    await until(() => count === 1_000, "all echoes");
    expect(echoed.digest("hex")).toBe(sent.digest("hex"));
    expect(relay.spool.of("message")).toHaveLength(2_000);
  });
});

/** Its types ask for every option, also those with defaults. */
function rpcStation(options: object): RPCClient {
  return new RPCClient(options as unknown as ConstructorParameters<typeof RPCClient>[0]);
}

describe("ocpp-rpc through the relay", () => {
  it.each(["ocpp1.6", "ocpp2.0.1", "ocpp2.1"])("calls both ways, %s", async (name) => {
    const server = new RPCServer({ protocols: [name], strictMode: false });
    const passwords: (string | undefined)[] = [];
    server.auth((accept, reject, handshake) => {
      passwords.push(handshake.password?.toString());
      if (handshake.identity === "CP 1") accept();
      else reject(401, "who?");
    });
    const served: unknown[] = [];
    server.on("client", (client) => {
      client.handle(({ method, params }: { method: string; params: unknown }) => {
        served.push([method, params]);
        return { status: "Accepted" };
      });
      void client
        .call("GetConfiguration", { key: ["a"] })
        .then((answer: unknown) => served.push(answer));
    });
    const http = await server.listen(0, "127.0.0.1");
    onTestFinished(() => server.close({ force: true }));
    const { port } = http.address() as AddressInfo;
    const relay = await relayFor({ upstream: `ws://127.0.0.1:${port}` });
    const station = rpcStation({
      endpoint: relay.url,
      identity: "CP 1",
      password: "0123456789abcdef",
      protocols: [name],
      strictMode: false,
      reconnect: false,
    });
    onTestFinished(() => void station.close({ force: true }));
    station.handle("GetConfiguration", async () => ({ configurationKey: [] }));
    await station.connect();
    expect(station.protocol).toBe(name);
    expect(await station.call("Heartbeat", { a: 1 })).toEqual({ status: "Accepted" });
    await until(() => served.length === 2, "both calls are answered");
    expect(served).toEqual(
      expect.arrayContaining([["Heartbeat", { a: 1 }], { configurationKey: [] }]),
    );
    expect(passwords).toEqual(["0123456789abcdef"]);
    const stranger = rpcStation({
      endpoint: relay.url,
      identity: "CP-2",
      protocols: [name],
      reconnect: false,
    });
    await expect(stranger.connect()).rejects.toThrow(/Unauthorized/);
    expect((await relay.spool.nth("link-refused")).body).toMatchObject({
      refusedBy: "csms",
      status: 401,
    });
  });
});
