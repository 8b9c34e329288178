import { once } from "node:events";
import { copyFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createSecureContext, createServer, type TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { compileRoutes } from "../../src/relay/route.ts";
import { contextFailure, createSessions, openUpstreamTls } from "../../src/relay/upstream-tls.ts";
import { type Authority, type Certificate, createAuthority } from "../support/certificates.ts";
import { dialRaw, requestHead, SWITCHING } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

let authority: Authority;
let mine: Certificate;

async function prepare(): Promise<void> {
  authority = await createAuthority();
  mine = await authority.sign("DNS:localhost");
}

/** One that demands a certificate, and says whom it saw. */
async function startCsms() {
  const seen: { readonly name: unknown; readonly isResumed: boolean; readonly sni: unknown }[] = [];
  const { cert, key } = mine;
  const ways = { requestCert: true, rejectUnauthorized: true, ca: authority.ca };
  const server = createServer({ cert, key, ...ways }, (socket: TLSSocket) => {
    const { subject } = socket.getPeerCertificate();
    seen.push({ name: subject?.CN, isResumed: socket.isSessionReused(), sni: socket.servername });
    socket.on("error", () => undefined).once("data", () => socket.write(SWITCHING));
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { seen, port: (server.address() as AddressInfo).port };
}

async function world(upstreamTls: object) {
  const csms = await startCsms();
  const upstream = `wss://localhost:${csms.port}/x`;
  const route = { match: "/{station}", upstream, upstreamCa: authority.caFile, upstreamTls };
  const relay = await relayFor({ routes: [route] });
  const ask = async (path: string) => {
    const station = await dialRaw(relay.port);
    station.send(requestHead(path));
    await until(() => station.text().includes("\r\n\r\n"), "an answer");
    return station.text();
  };
  return { csms, relay, ask };
}

it("shows the route's certificate, with the host's name, and resumes its session", async () => {
  await prepare();
  const dir = await tempDir();
  const [certificate, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
  const put = async (subject: string) => {
    const made = await authority.sign("DNS:x", { subject });
    await copyFile(made.certificateFile, certificate);
    await copyFile(made.keyFile, key);
  };
  await put("/CN=relay");
  const { ask, csms, relay } = await world({ certificate, key });
  expect(await ask("/CP-1")).toContain(SWITCHING);
  expect(await ask("/CP-2")).toContain(SWITCHING);
  await put("/CN=renewed");
  await relay.reload();
  expect(await ask("/CP-3")).toContain(SWITCHING);
  expect(csms.seen).toEqual([
    { name: "relay", isResumed: false, sni: "localhost" },
    { name: "relay", isResumed: true, sni: "localhost" },
    { name: "renewed", isResumed: false, sni: "localhost" },
  ]);
});

it("shows each station's own certificate, and leaves its directory for nobody", async () => {
  await prepare();
  const dir = await tempDir();
  const own = await authority.sign("DNS:x", { subject: "/CN=CP-1" });
  await copyFile(own.certificateFile, join(dir, "CP-1.pem"));
  await copyFile(own.keyFile, join(dir, "CP-1.key"));
  const files = { certificate: join(dir, "{station}.pem"), key: join(dir, "{station}.key") };
  const { ask, csms, relay } = await world(files);
  expect(await ask("/CP-1")).toContain(SWITCHING);
  expect(csms.seen).toMatchObject([{ name: "CP-1" }]);
  for (const [path, code] of [
    ["/CP-2", "ENOENT"],
    ["/..%2FCP-1", "IDENTITY_UNSAFE"],
    ["/..", "IDENTITY_UNSAFE"],
  ] as const) {
    const answer = await ask(path);
    expect(answer).toMatch(/^HTTP\/1\.1 502 /);
    expect(answer).not.toContain(dir);
    expect(answer).toContain(code);
  }
  const failures = relay.spool.of("link-refused").map(({ body }) => body.failure?.stage);
  expect(failures).toEqual(["tls", "tls", "tls"]);
  expect(csms.seen).toHaveLength(1);
});

it("makes one context for each set of files", async () => {
  await prepare();
  const route = { match: "/{station}", mode: "transparent" } as const;
  const routes = compileRoutes({
    routes: [
      { ...route, upstream: "wss://a", upstreamCa: authority.caFile },
      { ...route, upstream: "wss://b", upstreamCa: authority.caFile },
      { ...route, upstream: "wss://c", upstreamTls: { minVersion: "TLSv1.3" } },
      { ...route, upstream: "wss://d" },
    ],
    upstream: undefined,
  });
  const { secureContextOf, followed } = await openUpstreamTls(routes);
  const [a, b, c, d] = routes.map(({ upstream }) => secureContextOf(upstream, "CP-1"));
  expect(a).toBe(b);
  expect(new Set([a, c, d]).size).toBe(3);
  expect(followed).toHaveLength(1);
  expect(contextFailure(new Error("x"))).toMatchObject({ stage: "tls", code: "TLS_FILE_INVALID" });
});

it("keeps so many sessions, and none of another context", () => {
  const sessions = createSessions();
  const [one, two] = [createSecureContext(), createSecureContext()];
  for (let at = 0; at <= limits.tlsSessionsMax; at += 1)
    sessions.set(one, `${at}`, Buffer.alloc(1));
  expect(sessions.get(one, "0")).toBeUndefined();
  expect(sessions.get(one, "1")).toBeDefined();
  expect(sessions.get(two, "1")).toBeUndefined();
});
