/**
 * The security profiles 0 to 3 end to end, with peers that are not ours, on the very configurations
 * that docs/operations/security-profiles.md shows: they are read out of it, and only addresses are
 * put in the place of its own.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { FindingsAnswer, Link } from "../../src/console/contract.ts";
import { getJson, linksOf, searchAll } from "../support/api.ts";
import { type Authority, type Certificate, createAuthority } from "../support/certificates.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import {
  type CsmsBehaviour,
  type StrictCsms,
  startStrictCsms,
  strictStation,
} from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

const page = join(import.meta.dirname, "..", "..", "docs", "operations", "security-profiles.md");

/** The example below the heading of a profile. */
async function exampleOf(profile: 0 | 1 | 2 | 3): Promise<string> {
  const text = await readFile(page, "utf8");
  const [, section = ""] = new RegExp(`^## ${profile}: (.*?)(?=^## )`, "ms").exec(text) ?? [];
  const blocks = [...section.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = ""]) => yaml);
  expect(blocks, `profile ${profile} has one example`).toHaveLength(1);
  return blocks[0] ?? "";
}

type World = {
  readonly served: Served;
  readonly csms: StrictCsms;
  /** Where the example is, and its files below. */
  readonly dir: string;
};

/** Its files must be in `dir` already. */
async function serveExample(
  profile: 0 | 1 | 2 | 3,
  dir: string,
  { env = {}, ...behaviour }: CsmsBehaviour & { readonly env?: Record<string, string> } = {},
): Promise<World> {
  const csms = await startStrictCsms({ protocols: ["ocpp1.6"], ...behaviour });
  const { host } = new URL(csms.url);
  const example = await exampleOf(profile);
  const config = example
    .replace(/0\.0\.0\.0:\d+/g, "127.0.0.1:0")
    .replace(/csms\.(?:internal:8080|example)/g, host);
  expect(config).toContain(`${new URL(csms.url).protocol}//${host}/ocpp/{station}`);
  const file = join(dir, "ocpptap.yaml");
  await writeFile(file, config);
  const more = ["--console", "0", "--log.format", "json", "--relay.drain-ms", "0"];
  const args = ["--config", file, "--data", join(dir, "data"), ...more];
  return { served: await serve(args, undefined, [], { env }), csms, dir };
}

type StationFacts = NonNullable<Parameters<typeof strictStation>[1]>;

const stationOf = ({ served }: World, facts: StationFacts) =>
  strictStation(`${served.stationUrl}/ocpp`, facts);

const boot = { chargePointVendor: "V", chargePointModel: "M" };

/** Both sides call each other, and all of it is found. */
async function passes(world: World, facts: StationFacts): Promise<Link> {
  const { served, csms } = world;
  const station = stationOf(world, facts);
  await station.connect();
  expect(await station.call("BootNotification", boot)).toMatchObject({ status: "Accepted" });
  const trigger = { requestedMessage: "Heartbeat" };
  expect(await csms.call("TriggerMessage", trigger)).toMatchObject({ status: "Accepted" });
  expect([station.faults, csms.faults]).toEqual([[], []]);
  const id = facts.identity ?? "CP-1";
  const find = () => searchAll(served.consoleUrl, `station:${id}`);
  await until(async () => (await find()).length === 4, "all four are found");
  expect((await find()).map(({ sender, type, action }) => [sender, type, action])).toEqual([
    ["station", "call", "BootNotification"],
    ["csms", "callResult", "BootNotification"],
    ["csms", "call", "TriggerMessage"],
    ["station", "callResult", "TriggerMessage"],
  ]);
  await station.close();
  const [link] = await linksOf(served.consoleUrl, id);
  expect(link).toMatchObject({ status: 101, subprotocol: "ocpp1.6" });
  return link as Link;
}

/** The station is turned away with this status; the record has it, with the sentence it was told. */
async function isRefused(world: World, facts: StationFacts, status: number): Promise<Link> {
  const { served } = world;
  await expect(stationOf(world, facts).connect()).rejects.toMatchObject({ code: status });
  const id = facts.identity ?? "CP-1";
  let found: Link | undefined;
  await until(async () => {
    const links = await linksOf(served.consoleUrl, id);
    found = links.find((link) => link.state === "refused");
    return found !== undefined;
  }, `the refusal of ${id} is found`);
  expect(found?.status).toBe(status);
  return found as Link;
}

async function rulesOf({ served }: World): Promise<readonly string[]> {
  const { body } = await getJson<FindingsAnswer>(`${served.consoleUrl}/api/findings?limit=1000`);
  return body.findings.map(({ rule }) => rule);
}

const tellsSoon = (world: World, rule: string) =>
  until(async () => (await rulesOf(world)).includes(rule), rule);

const portOf = ({ served }: World) => Number(new URL(served.stationUrl).port);

describe("profile 0: nothing", () => {
  it("passes, and is recorded as without TLS and password", async () => {
    const world = await serveExample(0, await tempDir());
    const link = await passes(world, {});
    expect(link.details).toMatchObject({ tls: null, authorization: null });
    expect(world.csms.handshakes).toEqual([{ identity: "CP-1", password: "" }]);
  });

  it("TLS to this port fails, and is told", async () => {
    const world = await serveExample(0, await tempDir());
    const socket = connectTls({ host: "127.0.0.1", port: portOf(world) });
    await new Promise((resolve) => socket.once("error", resolve));
    await tellsSoon(world, "tls-on-plain-port");
  });
});

describe("profile 1: a password", () => {
  it("the CSMS gets it byte for byte; the record only whose it is", async () => {
    const password = "a password \u00fc:/ of 20";
    const world = await serveExample(0, await tempDir(), {
      refuses: (_, given) => (given === password ? null : 401),
    });
    const link = await passes(world, { password });
    const secretBytes = Buffer.byteLength(password);
    expect(link.details["authorization"]).toEqual({ scheme: "Basic", user: "CP-1", secretBytes });
    expect(world.csms.handshakes).toEqual([{ identity: "CP-1", password }]);
    expect(JSON.stringify(link)).not.toContain(Buffer.from(`CP-1:${password}`).toString("base64"));
    await isRefused(world, { identity: "CP-2", password: "wrong" }, 401);
    await tellsSoon(world, "handshake-refused");
  });

  it("where it is checked here, the CSMS hears nothing of a wrong one", async () => {
    const dir = await tempDir();
    const { stdout } = await promisify(execFile)("openssl", ["passwd", "-6", "the right one"]);
    await writeFile(join(dir, "stations.htpasswd"), `CP-1:${stdout}`);
    const world = await serveExample(1, dir);
    await passes(world, { password: "the right one" });
    await isRefused(world, { password: "wrong" }, 401);
    await isRefused(world, { identity: "CP-2", password: "the right one" }, 401);
    await isRefused(world, { identity: "CP-3" }, 401);
    expect(world.csms.handshakes).toEqual([{ identity: "CP-1", password: "the right one" }]);
  });
});

/** Files where the examples have theirs. */
async function putPair(dir: string, name: string, pair: Certificate, key = `${name}.key`) {
  await copyFile(pair.certificateFile, join(dir, `${name}.pem`));
  await copyFile(pair.keyFile, join(dir, key));
}

async function tlsWorld() {
  const [ours, theirs, dir] = [await createAuthority(), await createAuthority(), await tempDir()];
  const tls = join(dir, "tls");
  await mkdir(join(tls, "out"), { recursive: true });
  await putPair(tls, "fullchain", await ours.sign("IP:127.0.0.1"), "key.pem");
  const csms = await theirs.sign("IP:127.0.0.1");
  return { ours, theirs, dir, tls, csms: { cert: csms.cert, key: csms.key } };
}

describe("profile 2: TLS and a password", () => {
  it("passes, and TLS 1.1, plain HTTP and a strange CSMS do not", async () => {
    const { ours, theirs, dir, tls, csms } = await tlsWorld();
    await copyFile(theirs.caFile, join(tls, "csms-ca.pem"));
    const world = await serveExample(2, dir, { tls: csms });
    const link = await passes(world, { password: "secret", tls: { ca: ours.ca } });
    expect(link.details["tls"]).toMatchObject({ version: "TLSv1.3", cipher: /^TLS_/ });
    expect(link.details["authorization"]).toMatchObject({ user: "CP-1", secretBytes: 6 });
    expect(world.csms.handshakes).toEqual([{ identity: "CP-1", password: "secret" }]);

    const legacy = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    const old = stationOf(world, { identity: "CP-OLD", tls: { ca: ours.ca, ...legacy } });
    await expect(old.connect()).rejects.toThrow(/alert|version|EPROTO|hang up|reset/i);
    await tellsSoon(world, "tls-failed");
    const answered = await plainGet(portOf(world));
    expect(answered).not.toBe(101);
    await tellsSoon(world, "plain-on-tls-port");
    // It trusts nobody whom it does not know, and says nothing to us.
    const strange = stationOf(world, { identity: "CP-4", tls: { ca: theirs.ca } });
    await expect(strange.connect()).rejects.toThrow(/certificate|issuer/i);
    expect(world.csms.handshakes).toHaveLength(1);
  });

  it("a CSMS with another's certificate is not spoken to", async () => {
    const { ours, theirs, dir, tls } = await tlsWorld();
    await copyFile(theirs.caFile, join(tls, "csms-ca.pem"));
    const { cert, key } = await theirs.sign("IP:127.0.0.9");
    const world = await serveExample(2, dir, { tls: { cert, key } });
    const link = await isRefused(world, { password: "secret", tls: { ca: ours.ca } }, 502);
    expect(link.error).toMatch(/ALTNAME/);
    await tellsSoon(world, "tls-failed");
    expect(world.csms.handshakes).toEqual([]);
  });
});

async function plainGet(port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port, path: "/ocpp/CP-1" });
    asked.once("response", (response) => resolve(response.statusCode ?? 0));
    asked.once("error", (error) => resolve(error.message));
    asked.end();
  });
}

const named = (authority: Authority, id: string, days = 2) =>
  authority.sign(`DNS:${id}`, { subject: `/CN=${id}`, days });

describe("profile 3: certificates", () => {
  it("passes with the station's own; expired, foreign, revoked, another's and none do not", async () => {
    const { ours, theirs, dir, tls, csms } = await tlsWorld();
    const stations = await createAuthority();
    await copyFile(stations.caFile, join(tls, "stations-ca.pem"));
    const revoked = await named(stations, "CP-REVOKED");
    await copyFile(await stations.revoke(revoked), join(tls, "stations-crl.pem"));
    await putPair(join(tls, "out"), "CP-1", await named(theirs, "CP-1"));
    const world = await serveExample(3, dir, {
      tls: { ...csms, ca: theirs.ca, requestCert: true },
      // The example leaves the CSMS's authority to the system.
      env: { NODE_EXTRA_CA_CERTS: theirs.caFile },
    });
    const withPair = ({ cert, key }: Certificate) => ({ tls: { ca: ours.ca, cert, key } });
    const own = await named(stations, "CP-1");
    const link = await passes(world, withPair(own));
    const { fingerprint256 } = new (await import("node:crypto")).X509Certificate(own.cert);
    expect(link.details["tls"]).toMatchObject({
      certificate: {
        ...{ subject: "CN=CP-1", issuer: "CN=ocpptap test authority", problem: null },
        fingerprint: fingerprint256,
      },
    });
    expect(world.csms.handshakes).toEqual([{ identity: "CP-1", password: "", commonName: "CP-1" }]);

    const wrong: readonly (readonly [id: string, shown: Certificate, why: RegExp])[] = [
      ["CP-EXPIRED", await named(stations, "CP-EXPIRED", -1), /expired/],
      ["CP-FOREIGN", await named(theirs, "CP-FOREIGN"), /authority is not in tls\.clientCa/],
      ["CP-REVOKED", revoked, /revoked/],
      ["CP-OTHER", own, /another's/],
    ];
    for (const [identity, shown, why] of wrong) {
      const refused = await isRefused(world, { identity, ...withPair(shown) }, 403);
      expect(refused.details["body"], identity).toMatch(why);
      expect(refused.details["tls"], identity).toMatchObject({
        certificate: { subject: expect.stringContaining("CN=CP-") },
      });
    }
    const bare = await isRefused(world, { identity: "CP-BARE", tls: { ca: ours.ca } }, 403);
    expect(bare.details["body"]).toContain("none was shown");
    await tellsSoon(world, "handshake-refused");
    const without = await isRefused(
      ...([world, { identity: "CP-2", ...withPair(await named(stations, "CP-2")) }, 502] as const),
    );
    expect(without.error, "no file of CP-2's is there").toMatch(/cannot be used \(ENOENT\)/);
    expect(world.csms.handshakes, "the CSMS heard of nobody else").toHaveLength(1);
  });
});
