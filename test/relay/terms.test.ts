import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { compileRoutes } from "../../src/relay/route.ts";
import { keepMiddles, linkOptionsOf } from "../../src/relay/terms.ts";
import { createAuthority } from "../support/certificates.ts";
import { echoMiddle } from "../support/echo-middle.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const translated = (match: string, offlineMs = 0) => ({
  ...{ match, upstream: "ws://csms", mode: "translate" },
  translate: { station: "1.6", csms: "2.0.1", ...(offlineMs > 0 && { pingMs: offlineMs }) },
});

it("a route that says the same has the same middle", () => {
  const middles = keepMiddles(echoMiddle);
  const of = (...routes: object[]) => middles(compileRoutes(configSchema.parse({ routes })));
  const before = of(translated("/a/{station}"), translated("/b/{station}"));
  const after = of(translated("/a/{station}", 5_000), translated("/b/{station}"));
  expect(after.get("/b/{station}")).toBe(before.get("/b/{station}"));
  expect(after.get("/a/{station}")).not.toBe(before.get("/a/{station}"));
  // It may have come to nothing: then what is in force is wanted again.
  expect(of(translated("/a/{station}")).get("/a/{station}")).toBe(before.get("/a/{station}"));
  expect([...of().keys()]).toEqual([]);
});

it("a link is bounded as the configuration says", () => {
  const config = configSchema.parse({ relay: { lingerMs: 7 }, record: { strict: true } });
  expect(linkOptionsOf(config)).toMatchObject({ lingerMs: 7, isStrict: true });
});

describe("other terms", () => {
  it("are for whoever comes then: an open link goes on, byte for byte", async () => {
    const [one, two] = [await startRawCsms(), await startRawCsms()];
    const relay = await relayFor({ upstream: one.url });
    const old = await dialRaw(relay.port);
    old.send(requestHead("/CP-1"));
    await old.sees(SWITCHING);
    const oldLeg = await one.leg(1);

    await relay.change({ upstream: two.url });
    const fresh = await dialRaw(relay.port);
    fresh.send(requestHead("/CP-2"));
    await fresh.sees(SWITCHING);
    (await two.leg(1)).send("to the new one");
    await fresh.sees("to the new one");

    // Not even frames: whatever it is, it passes as it came.
    const bytes = Buffer.from("82fe00ff0080ff3afe00c3a9e2889e", "hex").toString("latin1");
    old.send(bytes);
    await oldLeg.sees(bytes);
    oldLeg.send(bytes);
    await old.sees(bytes);
    expect(relay.stats().links).toBe(2);
    expect(relay.spool.of("link-closed")).toEqual([]);
    const [before, after] = relay.spool.of("link-opened");
    expect(before?.body.upstreamUrl).toBe(`${one.url}/CP-1`);
    expect(after?.body.upstreamUrl).toBe(`${two.url}/CP-2`);
  });

  it("that cannot be used change nothing", async () => {
    const csms = await startPlainCsms();
    const relay = await relayFor({ upstream: csms.url });
    const missing = { match: "/{station}", upstream: "wss://x", upstreamCa: "/no/such/ca.pem" };
    await expect(relay.change({ routes: [missing] })).rejects.toThrow("/no/such/ca.pem");
    await expect(relay.change({ upstream: undefined })).rejects.toThrow("No CSMS");
    const station = await connectPlainStation(`${relay.url}/CP-1`);
    station.send(call("1", "Heartbeat"));
    await until(() => station.received.length === 1, "as before");
  });

  it("bound links, and check passwords, from then on", async () => {
    const csms = await startPlainCsms();
    const relay = await relayFor({ upstream: csms.url });
    const known = await connectPlainStation(`${relay.url}/CP-1`);
    const htpasswdFile = join(await tempDir(), "stations");
    const hash = `$2b$04$${"a".repeat(53)}`;
    await writeFile(htpasswdFile, `CP-1:${hash}\n`);
    const route = { match: "/{station}", upstream: csms.url, auth: { htpasswdFile } };
    await relay.change({ routes: [route] });
    await expect(connectPlainStation(`${relay.url}/CP-2`)).rejects.toThrow("401");
    await relay.change({ relay: { linksMax: 1 } });
    await expect(connectPlainStation(`${relay.url}/CP-2`)).rejects.toThrow("503");
    await relay.change({});
    await connectPlainStation(`${relay.url}/CP-2`);
    known.send(call("1", "Heartbeat"));
    await until(() => known.received.length === 1, "the first one was never asked");
  });

  it("show another certificate, and ask for one, without another socket", async () => {
    const authority = await createAuthority();
    const [one, two] = [await authority.sign("DNS:one"), await authority.sign("DNS:two")];
    const csms = await startRawCsms();
    const tlsOf = (mine: typeof one) => ({ certificate: mine.certificateFile, key: mine.keyFile });
    const listenWith = (tls: object) => ({ listen: [{ address: "127.0.0.1:0", tls }] });
    const relay = await relayFor({ upstream: csms.url, ...listenWith(tlsOf(one)) });
    const dial = async () => {
      const at = { host: "127.0.0.1", port: relay.port, rejectUnauthorized: false };
      const socket = connect(at);
      onTestFinished(() => void socket.destroy());
      await once(socket, "secureConnect");
      return socket;
    };
    const old = await dial();
    expect(old.getPeerCertificate().subjectaltname).toBe("DNS:one");
    await relay.change(listenWith({ ...tlsOf(two), clientCa: authority.caFile }));
    const fresh = await dial();
    expect(fresh.getPeerCertificate().subjectaltname).toBe("DNS:two");
    fresh.write(requestHead("/CP-1"));
    const [answer] = await once(fresh, "data");
    expect(String(answer)).toContain("403");
    old.write(requestHead("/CP-2"));
    expect(String((await once(old, "data"))[0]), "it came before").toContain("101");
  });

  it("believe another load balancer", async () => {
    const csms = await startRawCsms();
    const relay = await relayFor({ upstream: csms.url });
    const trust = { clientAddress: "x-forwarded-for", trust: ["127.0.0.1"] };
    await relay.change({ listen: [{ address: "127.0.0.1:0", ...trust }] });
    const station = await dialRaw(relay.port);
    station.send(requestHead("/CP-1", ["X-Forwarded-For: 192.0.2.7"]));
    await station.sees(SWITCHING);
    const { body } = await relay.spool.nth("link-opened");
    expect(body.remoteAddress).toBe("192.0.2.7");
  });
});
