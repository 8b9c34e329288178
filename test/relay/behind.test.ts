import { describe, expect, it } from "vitest";
import { frontOf, NO_FRONT, originByHead } from "../../src/relay/behind.ts";
import { fieldsFrom } from "../../src/relay/head.ts";
import { proxyV2, vector } from "../support/proxy-protocol.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor, type TestRelay } from "../support/relay.ts";
import { until } from "../support/until.ts";

const listenTo = (more: object) => [{ address: "127.0.0.1:0", ...more }];
const byProxy = listenTo({ clientAddress: "proxy-protocol", trust: "127.0.0.1" });

async function relayBehind(listen: object) {
  const csms = await startRawCsms();
  return { csms, relay: await relayFor({ upstream: csms.url, listen }) };
}

async function opened(relay: TestRelay, bytes: Buffer | string, localAddress?: string) {
  const station = await dialRaw(relay.port, localAddress);
  station.send(bytes);
  await station.sees(SWITCHING);
  return (await relay.spool.nth("link-opened", relay.spool.of("link-opened").length)).body;
}

describe("a PROXY header", () => {
  it("of a trusted peer is the station's address, and no byte of it reaches the CSMS", async () => {
    const { csms, relay } = await relayBehind(byProxy);
    const head = requestHead("/CP-1");
    const first = await opened(relay, `PROXY TCP4 198.51.100.7 203.0.113.1 47011 443\r\n${head}`);
    expect(first).toMatchObject({ remoteAddress: "198.51.100.7", remotePort: 47011 });
    expect(first.behind).toMatchObject({
      ...{ by: "proxy-protocol", isTrusted: true, peerAddress: "127.0.0.1" },
      claimed: "198.51.100.7",
    });
    expect((await csms.leg(1)).text()).toBe(
      head.replace("GET /", "GET /csms/").replace(/Host: .*/, `Host: 127.0.0.1:${csms.port}`),
    );
    const v2 = proxyV2("2001:db8::7", 1, [vector(5, "a")]);
    const second = await opened(relay, Buffer.concat([v2, Buffer.from(requestHead("/CP-2"))]));
    expect(second).toMatchObject({ remoteAddress: "2001:db8::7", behind: { uniqueId: "61" } });
  });

  it("byte by byte is the same", async () => {
    const { relay } = await relayBehind(byProxy);
    const station = await dialRaw(relay.port);
    const bytes = `PROXY TCP4 198.51.100.7 203.0.113.1 47011 443\r\n${requestHead("/CP-1")}`;
    for (const byte of bytes) station.send(byte);
    await station.sees(SWITCHING);
    expect((await relay.spool.nth("link-opened")).body.remoteAddress).toBe("198.51.100.7");
  });

  it("of somebody else is taken off, not believed, and recorded as a claim", async () => {
    const { relay } = await relayBehind(byProxy);
    const spoofed = `PROXY TCP4 198.51.100.7 203.0.113.1 47011 443\r\n${requestHead("/CP-1")}`;
    expect(await opened(relay, spoofed, "127.0.0.2")).toMatchObject({
      remoteAddress: "127.0.0.2",
      behind: { isTrusted: false, peerAddress: "127.0.0.2", claimed: "198.51.100.7" },
    });
    const none = await opened(relay, requestHead("/CP-2"), "127.0.0.2");
    expect(none).toMatchObject({ remoteAddress: "127.0.0.2" });
    expect(none.behind).toBeUndefined();
  });

  it.each([
    ["malformed", "PROXY TCP4 nonsense\r\n", "PROXY_HEADER_INVALID"],
    ["missing", requestHead("/CP-1"), "PROXY_HEADER_MISSING"],
  ])("that is %s ends the connection with a reason in the record", async (_, bytes, code) => {
    const { relay } = await relayBehind(byProxy);
    const station = await dialRaw(relay.port);
    station.send(bytes);
    await until(() => station.ended(), "it is closed");
    const { body } = await relay.spool.nth("link-refused");
    expect(body).toMatchObject({ status: 0, arrival: { kind: "proxy-header", code } });
    expect(relay.eventsOf("handshakeInvalid")[0]?.problem).toContain("PROXY protocol: ");
  });

  it("that never ends is given up", async () => {
    const { relay } = await relayBehind(byProxy);
    const station = await dialRaw(relay.port);
    station.send("PROXY TCP4 ");
    await until(() => station.ended(), "it is closed");
    const { body } = await relay.spool.nth("link-refused");
    expect(body.arrival?.code).toBe("PROXY_HEADER_LATE");
  });

  it("health checks are no noise: connect and close, LOCAL, and the health path", async () => {
    const { csms, relay } = await relayBehind(
      listenTo({ clientAddress: "proxy-protocol", trust: "127.0.0.1", healthPath: "/healthz" }),
    );
    const silent = await dialRaw(relay.port);
    silent.socket.end();
    const local = proxyV2("127.0.0.1", 1);
    local[12] = 0x20;
    const checking = await dialRaw(relay.port);
    checking.socket.end(local);
    const asking = await dialRaw(relay.port);
    asking.send(Buffer.concat([local, Buffer.from("GET /healthz HTTP/1.0\r\n\r\n")]));
    await asking.sees("HTTP/1.1 200 OK\r\n");
    await until(() => silent.ended() && checking.ended() && asking.ended(), "all are closed");
    expect([relay.spool.records, csms.legs, relay.eventsOf("handshakeInvalid")]).toEqual([
      ...[[], [], []],
    ]);
  });
});

describe("an HTTP header of a load balancer", () => {
  it("is believed from who is trusted, and goes to the CSMS as it came", async () => {
    const { csms, relay } = await relayBehind(
      listenTo({ clientAddress: "x-forwarded-for", trust: ["127.0.0.1"] }),
    );
    const told = requestHead("/CP-1", ["x-forwarded-for: 1.2.3.4, 198.51.100.7"]);
    expect(await opened(relay, told)).toMatchObject({
      ...{ remoteAddress: "198.51.100.7", remotePort: 0 },
      behind: { by: "x-forwarded-for", isTrusted: true, claimed: "1.2.3.4, 198.51.100.7" },
    });
    expect((await csms.leg(1)).text()).toContain("\r\nx-forwarded-for: 1.2.3.4, 198.51.100.7\r\n");
    expect(await opened(relay, told, "127.0.0.2")).toMatchObject({
      ...{ remoteAddress: "127.0.0.2", behind: { isTrusted: false } },
    });
  });

  it("is not looked at where the listener does not ask for it", () => {
    const origin = { remoteAddress: "127.0.0.1", remotePort: 1, behind: null };
    const fields = fieldsFrom([["X-Forwarded-For", "198.51.100.7"]]);
    expect(originByHead(origin, fields, NO_FRONT)).toBe(origin);
    const front = frontOf({
      ...{ address: { host: "", port: 0 }, clientAddress: "forwarded", trust: ["127.0.0.1"] },
    });
    expect(originByHead(origin, fields, front)).toBe(origin);
    expect(originByHead(origin, fieldsFrom([["Forwarded", "for=x"]]), front)).toMatchObject({
      ...{ remoteAddress: "127.0.0.1", behind: { claimed: "for=x" } },
    });
  });
});
