import { once } from "node:events";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenerTlsProblem, listenerTlsSchema } from "../../src/config/tls.ts";
import { openListenerTls } from "../../src/relay/listener-tls.ts";
import { openTicketKeys } from "../../src/relay/ticket-keys.ts";
import { type Authority, type Certificate, createAuthority } from "../support/certificates.ts";
import { rawPeer, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

let authority: Authority;
let mine: Certificate;
let station: Certificate;

async function prepare(): Promise<void> {
  authority = await createAuthority();
  mine = await authority.sign("DNS:one.example");
  station = await authority.sign("URI:urn:x:CP-3", { subject: "/O=Depot/CN=CP-1" });
}

async function world(tls: object = {}, more: object = {}) {
  const csms = await startRawCsms();
  const own = { certificate: mine.certificateFile, key: mine.keyFile };
  const relay = await relayFor({
    ...{ upstream: csms.url, ...more },
    listen: [{ address: "127.0.0.1:0", tls: { ...own, ...tls } }],
  });
  const dial = async (options: ConnectionOptions = {}): Promise<TLSSocket> => {
    const at = { host: "127.0.0.1", port: relay.port, rejectUnauthorized: false };
    const socket = tlsConnect({ ...at, ...options });
    onTestFinished(() => void socket.destroy());
    await once(socket, "secureConnect");
    return socket;
  };
  const ask = async (path: string, options: ConnectionOptions = {}) => {
    const peer = rawPeer(await dial(options));
    peer.send(requestHead(path));
    await until(() => peer.text().includes("\r\n\r\n"), "an answer");
    return peer;
  };
  return { csms, relay, dial, ask };
}

describe("certificates of a listener", () => {
  it("are chosen by the name the station asks for", async () => {
    await prepare();
    const two = await authority.sign("DNS:*.two.example");
    const { dial } = await world({
      more: [{ certificate: two.certificateFile, key: two.keyFile }],
    });
    const named = async (servername: string) =>
      (await dial({ servername })).getPeerCertificate().subjectaltname;
    expect(await named("one.example")).toBe("DNS:one.example");
    expect(await named("a.two.example")).toBe("DNS:*.two.example");
    expect(await named("unknown.example")).toBe("DNS:one.example");
  });

  it("are replaced while stations stay, and stay where the new ones are broken", async () => {
    await prepare();
    const dir = await tempDir();
    const [certificate, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
    const put = async (from: Certificate) => {
      await copyFile(from.certificateFile, certificate);
      await copyFile(from.keyFile, key);
    };
    await put(mine);
    const { ask, csms, dial, relay } = await world({ certificate, key });
    const old = await ask("/CP-1");
    await put(await authority.sign("DNS:new.example"));
    await relay.reload();
    expect((await dial()).getPeerCertificate().subjectaltname).toBe("DNS:new.example");
    await writeFile(certificate, "nonsense");
    await relay.reload();
    expect((await dial()).getPeerCertificate().subjectaltname).toBe("DNS:new.example");
    expect(relay.eventsOf("trustFilesRead")).toHaveLength(1);
    expect(relay.eventsOf("trustFilesUnusable")[0]?.problem).toContain("cert.pem");
    old.send("\x82\x01a");
    await (await csms.leg(1)).sees("\x82\x01a");
  });

  it("a session is resumed, and told", async () => {
    await prepare();
    const { dial, relay } = await world();
    const first = await dial({ maxVersion: "TLSv1.2" });
    const session = first.getSession();
    if (session === undefined) throw new Error("no session");
    first.destroy();
    const again = await dial({ maxVersion: "TLSv1.2", session });
    expect(again.isSessionReused()).toBe(true);
    await until(() => relay.eventsOf("tlsShook").length === 2, "both are told");
    expect(relay.eventsOf("tlsShook").map(({ isResumed }) => isResumed)).toEqual([false, true]);
  });

  it("TLS 1.0 comes in by legacy alone, which is told", async () => {
    await prepare();
    const old = {
      ...({ minVersion: "TLSv1", maxVersion: "TLSv1" } as const),
      ciphers: "DEFAULT@SECLEVEL=0",
    };
    const legacy = await world({ legacy: true });
    expect((await legacy.dial(old)).getProtocol()).toBe("TLSv1");
    expect(legacy.relay.eventsOf("tlsLegacy")).toHaveLength(1);
    await expect((await world()).dial(old)).rejects.toThrow(/protocol version/);
    await expect(
      (await world({ minVersion: "TLSv1.3" })).dial({ maxVersion: "TLSv1.2" }),
    ).rejects.toThrow(/protocol version/);
  });
});

describe("a station's certificate (security profile 3)", () => {
  const shown = (from: Certificate) => ({ cert: from.cert, key: from.key });

  it("lets in the station it names, and its facts are recorded", async () => {
    await prepare();
    const { ask, relay } = await world({ clientCa: authority.caFile });
    for (const path of ["/CP-1", "/CP-3"]) {
      expect((await ask(path, shown(station))).text()).toContain(SWITCHING);
    }
    const { body } = await relay.spool.nth("link-opened");
    expect(body.tls?.certificate).toMatchObject({
      ...{ subject: "O=Depot, CN=CP-1", issuer: "CN=ocpptap test authority" },
      ...{ identities: ["CP-1", "CP-3"], problem: null },
    });
    expect(body.tls?.certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    const days = Date.parse(body.tls?.certificate?.validTo ?? "") - Date.now();
    expect(days / 86_400_000).toBeCloseTo(2, 1);
    expect(JSON.stringify(relay.spool.records)).not.toContain("PRIVATE KEY");
  });

  it("shuts out every other, in a sentence, recorded under the path's station", async () => {
    await prepare();
    const revoked = await authority.sign("DNS:x", { subject: "/CN=CP-1" });
    const crl = await authority.revoke(revoked);
    const { ask, csms, relay } = await world({ clientCa: authority.caFile, crl });
    const stranger = await (await createAuthority()).sign("DNS:x", { subject: "/CN=CP-1" });
    const ended = await authority.sign("DNS:x", { subject: "/CN=CP-1", days: -1 });
    const cases = [
      ["/CP-2", shown(station), "is another's"],
      ["/CP-1", {}, "none was shown"],
      ["/CP-1", shown(stranger), "its authority is not in tls.clientCa"],
      ["/CP-1", shown(ended), "it has expired"],
      ["/CP-1", shown(revoked), "it was revoked"],
    ] as const;
    for (const [path, options, sentence] of cases) {
      const text = (await ask(path, options)).text();
      expect(text).toMatch(/^HTTP\/1\.1 403 /);
      expect(text).toContain(sentence);
    }
    expect((await ask("/CP-1", shown(station))).text()).toContain(SWITCHING);
    const stations = relay.spool.of("link-refused").map(({ body }) => body.stationId);
    expect(stations).toEqual(cases.map(([path]) => path.slice(1)));
    expect(csms.legs).toHaveLength(1);
  });

  it("a session does not outlive its authorities", async () => {
    await prepare();
    const clientCa = join(await tempDir(), "ca.pem");
    await copyFile(authority.caFile, clientCa);
    const { dial, relay } = await world({ clientCa });
    const old = { maxVersion: "TLSv1.2", ...shown(station) } as const;
    const session = (await dial(old)).getSession();
    if (session === undefined) throw new Error("no session");
    const resumed = await dial({ ...old, session });
    expect(resumed.isSessionReused()).toBe(true);
    const peer = rawPeer(resumed);
    peer.send(requestHead("/CP-1"));
    await peer.sees(SWITCHING);
    const { body } = await relay.spool.nth("link-opened");
    expect(body.tls).toMatchObject({
      isResumed: true,
      certificate: { identities: ["CP-1", "CP-3"] },
    });
    await copyFile((await createAuthority()).caFile, clientCa);
    await relay.reload();
    expect((await dial({ ...old, session })).isSessionReused()).toBe(false);
  });

  it("may be asked for without being demanded", async () => {
    await prepare();
    const { ask } = await world({ clientCa: authority.caFile, clientCertificate: "request" });
    expect((await ask("/CP-9")).text()).toContain(SWITCHING);
    expect((await ask("/CP-9", shown(station))).text()).toMatch(/^HTTP\/1\.1 403 /);
  });
});

it("workers that share ticket keys take each other's sessions; what does nothing is told", async () => {
  await prepare();
  const own = { certificate: mine.certificateFile, key: mine.keyFile };
  const ticketKeys = await openTicketKeys(null, () => undefined);
  const config = listenerTlsSchema.parse(own);
  const open = (address: string) => openListenerTls(config, address, { ticketKeys });
  const [one, two, other] = [await open("a:1"), await open("a:1"), await open("a:2")];
  expect(one.options.ticketKeys).toEqual(two.options.ticketKeys);
  expect(one.options.ticketKeys).not.toEqual(other.options.ticketKeys);
  expect(listenerTlsProblem(config)).toBeNull();
  expect(listenerTlsProblem({ ...config, crl: "x" })).toContain("clientCa");
  expect(listenerTlsProblem({ ...config, legacy: true, minVersion: "TLSv1.3" })).toContain(
    "legacy",
  );
});
