import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer, connect as tlsConnect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { startRelay } from "../../src/relay/listen.ts";
import { createMiddle } from "../../src/translate/middle.ts";
import { createAuthority } from "../support/certificates.ts";
import { memoryState } from "../support/memory-state.ts";
import { dialRaw, rawPeer, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { memorySpool, relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const upstream = "ws://127.0.0.1:1";

function starting(config: object) {
  const deps = { spool: memorySpool(), clock: { nowUs: () => 0 }, observe: () => undefined };
  const store = memoryState();
  return startRelay(configSchema.parse(config), {
    ...deps,
    middleOf: (translate) => createMiddle(translate, { ...deps, store }),
  });
}

describe("starting", () => {
  it("says that a port is in use, and leaves nothing listening", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port: first } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await expect(
      starting({ upstream, listen: [{ address: first }, { address: port }] }),
    ).rejects.toMatchObject({
      code: "PORT_IN_USE",
      details: { address: `127.0.0.1:${port}` },
    });
    const again = await starting({ upstream, listen: [{ address: first }] });
    await again.close();
  });

  it("says that an address is not of this machine", async () => {
    await expect(
      starting({ upstream, listen: [{ address: "192.0.2.1:0" }] }),
    ).rejects.toMatchObject({ code: "ADDRESS_UNUSABLE" });
  });

  it("says that there is no CSMS", async () => {
    await expect(starting({})).rejects.toMatchObject({ code: "NO_UPSTREAM" });
  });

  it("names the TLS file that cannot be used", async () => {
    const dir = await tempDir();
    const bad = join(dir, "bad.pem");
    await writeFile(bad, "nonsense");
    const missing = join(dir, "missing.pem");
    const listening = (certificate: string, key: string) =>
      starting({ upstream, listen: [{ address: 0, tls: { certificate, key } }] });
    const authority = await createAuthority();
    const mine = await authority.sign("IP:127.0.0.1");
    const other = await authority.sign("IP:127.0.0.1");
    const code = "TLS_FILE_INVALID";
    await expect(listening(missing, mine.keyFile)).rejects.toMatchObject({
      code,
      details: { file: missing },
    });
    await expect(listening(bad, mine.keyFile)).rejects.toMatchObject({ details: { file: bad } });
    await expect(listening(mine.certificateFile, other.keyFile)).rejects.toMatchObject({
      code,
      details: { file: other.keyFile },
    });
    await expect(
      starting({
        routes: [{ match: "/{station}", upstream: "wss://c", upstreamCa: bad }],
        listen: [{ address: 0 }],
      }),
    ).rejects.toMatchObject({ code, details: { file: bad } });
  });

  it("tells how many links it can hold", async () => {
    const relay = await relayFor({ upstream, relay: { linksMax: 7 } });
    expect(relay.eventsOf("linksBounded")).toMatchObject([{ links: 7 }]);
  });
});

describe("TLS", () => {
  it.each([
    ["name", "DNS:localhost", "localhost"],
    ["address", "IP:127.0.0.1", "127.0.0.1"],
  ])("serves stations over TLS, dials wss:// by %s, and records both", async (_by, name, host) => {
    const authority = await createAuthority();
    const csms = await startTlsCsms(await authority.sign(name), host);
    const mine = await authority.sign("DNS:localhost");
    const relay = await relayFor({
      listen: [
        {
          address: "127.0.0.1:0",
          tls: { certificate: mine.certificateFile, key: mine.keyFile },
        },
      ],
      routes: [
        {
          match: "/{station}",
          upstream: `wss://${host}:${csms.port}/x`,
          upstreamCa: authority.caFile,
        },
      ],
    });
    expect(relay.url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+$/);
    const socket = tlsConnect({
      port: relay.port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: authority.ca,
    });
    const station = rawPeer(socket);
    await once(socket, "secureConnect");
    station.send(requestHead("/CP-1"));
    await station.sees("\r\n\r\n");
    expect(station.text()).toBe(SWITCHING);
    station.send("\x82\x01a");
    await csms.leg().sees("\x82\x01a");
    csms.leg().send("\x82\x01b");
    await station.sees("\x82\x01b");
    const { body } = await relay.spool.nth("link-opened");
    expect(body.tls?.version).toMatch(/^TLSv1\.[23]$/);
    expect(body.tls?.cipher).not.toBe("");
    expect(body.upstreamUrl).toBe(`wss://${host}:${csms.port}/x/CP-1`);
    socket.end();
    await until(() => csms.leg().ended(), "the FIN goes on");
    csms.leg().socket.end();
    expect((await relay.spool.nth("link-closed")).body).toMatchObject({
      closedBy: "station",
      how: "fin",
      error: "",
    });
  });

  it.each([
    ["of another name", true, "DNS:elsewhere.example", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["of an unknown authority", false, "DNS:localhost", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ])("refuses a CSMS whose certificate is %s", async (_what, isTrusted, name, code) => {
    const authority = await createAuthority();
    const csms = await startTlsCsms(await authority.sign(name));
    const upstream = `wss://localhost:${csms.port}/x`;
    const ca = isTrusted ? { upstreamCa: authority.caFile } : {};
    const relay = await relayFor({ routes: [{ match: "/{station}", upstream, ...ca }] });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1"));
    await until(() => station.ended(), "the refusal is over");
    expect(station.text()).toMatch(/^HTTP\/1.1 502 /);
    expect((await relay.spool.nth("link-refused")).body.failure).toMatchObject({
      stage: "tls",
      code,
    });
    expect(csms.heads()).toBe(0);
  });

  it("tells what is wrong on either side of a TLS port", async () => {
    const mine = await (await createAuthority()).sign("IP:127.0.0.1");
    const relay = await relayFor({
      upstream,
      listen: [
        { address: "127.0.0.1:0" },
        {
          address: "127.0.0.1:0",
          tls: { certificate: mine.certificateFile, key: mine.keyFile },
        },
      ],
    });
    const plainAtTls = await dialRaw(relay.ports[1] ?? 0);
    plainAtTls.send(requestHead("/CP-1"));
    const tlsAtPlain = await dialRaw(relay.ports[0] ?? 0);
    tlsAtPlain.send("\x16\x03\x01\x00\x05hello");
    await until(() => relay.eventsOf("handshakeInvalid").length === 2, "both are told");
    await until(() => plainAtTls.ended() && tlsAtPlain.ended(), "both are closed");
    const problems = relay.eventsOf("handshakeInvalid").map(({ problem }) => problem);
    expect(problems).toContain("a TLS handshake came to a port without TLS");
    expect(problems.some((problem) => problem.startsWith("TLS: "))).toBe(true);
    const arrivals = relay.spool.of("link-refused").map(({ body }) => body);
    expect(arrivals.map(({ arrival }) => arrival?.kind).sort()).toEqual([
      ...["plain-on-tls-port", "tls-on-plain-port"],
    ]);
    for (const body of arrivals) {
      expect(body).toMatchObject({ status: 0, stationId: "", remoteAddress: "127.0.0.1" });
    }
  });

  it("records a handshake that fails, and none where nothing was said", async () => {
    const mine = await (await createAuthority()).sign("IP:127.0.0.1");
    const tls = { certificate: mine.certificateFile, key: mine.keyFile };
    const relay = await relayFor({ upstream, listen: [{ address: "127.0.0.1:0", tls }] });
    (await dialRaw(relay.port)).socket.resetAndDestroy();
    const old = tlsConnect({
      ...{ port: relay.port, host: "127.0.0.1", rejectUnauthorized: false },
      ...{ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    });
    old.on("error", () => undefined);
    const { body } = await relay.spool.nth("link-refused");
    expect(body.arrival?.kind).toBe("tls-failed");
    expect(body.arrival?.code).toMatch(/UNSUPPORTED_PROTOCOL/);
    expect(relay.eventsOf("handshakeInvalid")).toHaveLength(1);
    expect(relay.spool.of("link-refused")).toHaveLength(1);
  });
});

it("close waits for handshakes under way and leaves a record of each", async () => {
  const csms = await startRawCsms(() => null);
  const relay = await relayFor({ upstream: csms.url });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  const silent = await dialRaw(relay.port);
  await csms.leg(1);
  await relay.close();
  expect(relay.spool.of("link-refused")).toHaveLength(1);
  await until(() => silent.ended() && station.ended(), "everyone is gone");
});

async function startTlsCsms(
  certificate: { readonly cert: Buffer; readonly key: Buffer },
  host = "localhost",
) {
  const legs: ReturnType<typeof rawPeer>[] = [];
  const { cert, key } = certificate;
  const server = createTlsServer({ cert, key, allowHalfOpen: true }, (socket) => {
    const leg = rawPeer(socket);
    legs.push(leg);
    socket.once("data", () => socket.write(SWITCHING));
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.listen(0, host);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    leg: () => legs[0] as ReturnType<typeof rawPeer>,
    heads: () => legs.filter((leg) => leg.received().length > 0).length,
  };
}
