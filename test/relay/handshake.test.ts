import { describe, expect, it } from "vitest";
import { bytesOf, dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const BOOT = "\x81\x83abcdXYZ";

describe("towards the CSMS", () => {
  it("changes nothing of the head but the target and the Host value", async () => {
    const csms = await startRawCsms();
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    const head = [
      "GET  //CP%2f1/?a=%20&b   HTTP/1.1",
      "hOST:   old.example:1 ",
      "X-Odd :\tvalue with  blanks\t ",
      "authorization: Basic /w8A/0NQOg==",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r",
      "SEC-WEBSOCKET-PROTOCOL: ,ocpp2.0.1,, ocpp1.6",
      "X-Twice: 1",
      "x-twice: 2",
      "no colon at all",
      "X-Latin: \xe9",
      "Upgrade: WebSocket",
      "",
      "",
    ].join("\r\n");
    station.send(Buffer.from(head, "latin1"));
    await station.sees("\r\n\r\n");
    expect((await csms.leg(1)).text()).toBe(
      head
        .replace("//CP%2f1/?a=%20&b", "/csms//CP%2f1/?a=%20&b")
        .replace("old.example:1", `127.0.0.1:${csms.port}`),
    );
    expect(station.text()).toBe(SWITCHING);
    const { body } = await relay.spool.nth("link-opened");
    expect(body).toMatchObject({
      stationId: "CP/1",
      target: "//CP%2f1/?a=%20&b",
      route: "/{station}",
      upstreamUrl: `ws://127.0.0.1:${csms.port}/csms//CP%2f1/?a=%20&b`,
      subprotocolHeader: ",ocpp2.0.1,, ocpp1.6",
      subprotocolsOffered: ["ocpp2.0.1", "ocpp1.6"],
      subprotocol: null,
      extensions: null,
      supersedes: null,
      remoteAddress: "127.0.0.1",
      tls: null,
      authorization: { scheme: "Basic" },
    });
    expect(body.headers).toContainEqual(["authorization", "***"]);
    expect(body.headers).toContainEqual(["X-Latin", "é"]);
    expect(JSON.stringify(relay.spool.records)).not.toContain("/w8A");
  });

  it("adds the upstream's credentials only where the station sends none", async () => {
    const csms = await startRawCsms();
    const upstream = csms.url.replace("ws://", "ws://user:p%40ss@");
    const relay = await relayFor({ upstream });
    const without = await dialRaw(relay.port);
    without.send(requestHead("/CP-1"));
    const value = Buffer.from("user:p@ss").toString("base64");
    await (await csms.leg(1)).sees(`Authorization: Basic ${value}\r\n\r\n`);
    const having = await dialRaw(relay.port);
    having.send(requestHead("/CP-2", ["Authorization: Basic eA=="]));
    await (await csms.leg(2)).sees("Authorization: Basic eA==\r\n\r\n");
    expect((await csms.leg(2)).text()).not.toContain(value);
    await relay.spool.nth("link-opened", 2);
    expect(JSON.stringify(relay.spool.records)).not.toContain("p@ss");
  });

  it("passes what the station sends before the answer, in order, once it is answered", async () => {
    const csms = await startRawCsms(() => null);
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1") + BOOT);
    const leg = await csms.leg(1);
    await leg.sees("\r\n\r\n");
    for (const part of ["one", "two", "three"]) station.send(part);
    leg.send(SWITCHING);
    await leg.sees(`\r\n\r\n${BOOT}onetwothree`);
    expect(relay.spool.of("message")[0]?.payload.length).toBe(3);
  });

  it("passes a FIN that came before the answer, after the early bytes", async () => {
    const csms = await startRawCsms(() => null);
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.socket.end(bytesOf(requestHead("/CP-1") + BOOT));
    const leg = await csms.leg(1);
    await leg.sees("\r\n\r\n");
    leg.send(SWITCHING);
    await until(() => leg.ended(), "the FIN arrives");
    expect(leg.text().endsWith(BOOT)).toBe(true);
    leg.socket.end("bye");
    await station.sees("bye");
  });

  it("stops reading a station that sends too much before the answer", async () => {
    const csms = await startRawCsms(() => null);
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    const leg = await csms.leg(1);
    const much = Buffer.alloc(16 * 1024 * 1024, 7);
    station.send(much);
    await until(() => station.socket.writableLength > 0, "the station cannot send it all");
    leg.send(SWITCHING);
    await until(() => leg.received().length > much.length, "everything arrives after all");
  });
});

describe("towards the station", () => {
  it("relays the answer's head and what follows it as they came", async () => {
    const answer =
      "HTTP/1.1 101   Web Socket Protocol Handshake\r\nuPGRADE:websocket\r\n" +
      "Sec-WebSocket-Protocol:  ocpp1.6\r\nSec-WebSocket-Extensions: permessage-deflate\r\n" +
      "Set-Cookie: a=b\r\n\r\n";
    const csms = await startRawCsms(() => `${answer}\x82\x01q`);
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    await station.sees("q");
    expect(station.text()).toBe(`${answer}\x82\x01q`);
    const { body } = await relay.spool.nth("link-opened");
    expect(body).toMatchObject({
      subprotocol: "ocpp1.6",
      extensions: "permessage-deflate",
    });
    expect(body.responseHeaders).toContainEqual(["Set-Cookie", "***"]);
    expect((await relay.spool.nth("message")).payload.toString()).toBe("q");
  });

  it("relays interim answers before the final one", async () => {
    const csms = await startRawCsms(
      () => `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${SWITCHING}`,
    );
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    await station.sees("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    expect(station.text()).toBe(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${SWITCHING}`);
  });

  it.each([401, 404, 400, 503])("relays a refusal with %i unchanged", async (status) => {
    const answer = `HTTP/1.1 ${status} Because\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 9\r\n\r\nno entry\n`;
    const csms = await startRawCsms(() => answer);
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    await until(() => station.ended(), "the relay closes after the body");
    expect(station.text()).toBe(answer);
    const { body } = await relay.spool.nth("link-refused");
    expect(body).toMatchObject({
      refusedBy: "csms",
      status,
      reason: "Because",
      body: "no entry\n",
      failure: null,
      stationId: "CP-1",
    });
    expect(relay.stats()).toMatchObject({ links: 0, pending: 0 });
  });

  it("answers 502 with a sentence where nothing listens", async () => {
    const relay = await relayFor({ upstream: "ws://127.0.0.1:1/ocpp" });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    await until(() => station.ended(), "the refusal is over");
    expect(station.text()).toMatch(/^HTTP\/1.1 502 Bad Gateway\r\n/);
    expect(station.text()).toContain("the CSMS at 127.0.0.1:1 cannot be reached: connect ECONN");
    expect((await relay.spool.nth("link-refused")).body).toMatchObject({
      refusedBy: "ocpptap",
      status: 502,
      failure: { stage: "connect", code: "ECONNREFUSED" },
    });
  });

  it("answers 504 where the CSMS does not answer in time", async () => {
    const csms = await startRawCsms(() => null);
    const relay = await relayFor({ upstream: csms.url, relay: { dialMs: 100 } });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    await until(() => station.ended(), "the refusal is over");
    expect(station.text()).toMatch(/^HTTP\/1.1 504 Gateway Timeout\r\n/);
    expect((await relay.spool.nth("link-refused")).body.failure).toMatchObject({
      stage: "timeout",
      code: "TIMED_OUT",
    });
    await until(() => csms.legs[0]?.ended() === true, "the CSMS's leg is closed");
  });

  it("stops asking when the station resets, and records it with status 0", async () => {
    const csms = await startRawCsms(() => null);
    const relay = await relayFor({ upstream: csms.url });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    const leg = await csms.leg(1);
    station.socket.resetAndDestroy();
    expect((await relay.spool.nth("link-refused")).body).toMatchObject({
      status: 0,
      refusedBy: "ocpptap",
      failure: { code: "STATION_GONE" },
    });
    await until(() => leg.ended() || leg.closed(), "the CSMS's leg ends");
  });
});
