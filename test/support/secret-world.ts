/**
 * ocpptap with every credential that it can be given, each of them planted, and receivers for all
 * that it sends. Nothing of it is a stand-in: an engine, a Redis, a provider, mail and hooks.
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { openStore, type Store } from "../../src/store/client.ts";
import { startHook, startMailbox } from "../alerts/receiver.ts";
import { createAuthority } from "./certificates.ts";
import { startTestEngine } from "./engine.ts";
import { whenOver } from "./lifetime.ts";
import { startPlainCsms } from "./peers.ts";
import { CLIENT_SECRET, serveProvider } from "./provider.ts";
import { startRedis } from "./redis.ts";
import { serve } from "./serve.ts";
import { tempDir } from "./temp-dir.ts";
import { startStrictCsms } from "./translated-peers.ts";

/** What ocpptap itself holds, by what it is for. */
export const held = {
  consoleToken: "Planted-console-token-8fJ2kQ7xV1mZ",
  redis: "PlantedRedisPassword1",
  mail: "PlantedMailPassword01",
  hookPath: "PlantedHookPath000001",
  hookQuery: "PlantedHookQuery00001",
  hookHeader: "PlantedHookHeader0001",
  hookKey: "PlantedHookSigningKey01",
  lostHook: "PlantedLostHookPath01",
  slackPath: "PlantedSlackPath00001",
  otlp: "PlantedOtlpPassword01",
  csms: "PlantedCsmsPassword01",
  upstream: "PlantedUpstreamUrlPw1",
  provider: CLIENT_SECRET,
  recordKey: "PlantedRecordKey-0123456789abcdef0123456789",
};

/** Of stations that come in by a password. */
export const station = {
  checked: "PlantedCheckedStationPw1",
  wrong: "PlantedWrongStationPw001",
  soap: "PlantedSoapStationPw0001",
  query: "PlantedQueryToken000001",
  cookie: "PlantedStationCookie0001",
};

export type SecretWorld = Awaited<ReturnType<typeof startSecretWorld>>;

export async function startSecretWorld() {
  const [dir, data] = [await tempDir(), await tempDir()];
  const at = (name: string) => join(dir, name);
  // What a question may take by default has to fit into it.
  const engine = await startTestEngine(4 * 1024 ** 3);
  whenOver(() => engine.close());
  const store: Store = openStore(engine.recorder, { observe: () => undefined });
  whenOver(() => store.close());
  const authority = await createAuthority();
  const certificate = await authority.sign("IP:127.0.0.1");
  const own = await authority.sign("DNS:CP-3", { subject: "/CN=CP-3" });
  const redis = await startRedis(["--requirepass", held.redis, "--rdbcompression", "no"]);
  const provider = await serveProvider({ ada: ["ops"] });
  whenOver(() => provider.close());
  const mailbox = await startMailbox(held.mail);
  const [hook, slack, otlp, soap] = [
    await startHook(),
    await startHook(),
    await startHook((response) => response.end("{}")),
    await startHook((response) => response.end(soapAnswer)),
  ];
  const [plain, strict] = [await startPlainCsms(), await startStrictCsms()];
  await writeFile(at("console.token"), held.consoleToken);
  await writeFile(at("hook.key"), held.hookKey);
  await writeFile(at("hook.headers"), `X-Key: ${held.hookHeader}\n`);
  await writeFile(at("client"), held.provider);
  await writeFile(join(data, "record.key"), held.recordKey, { mode: 0o600 });
  const { stdout: hash } = await promisify(execFile)("openssl", ["passwd", "-6", station.checked]);
  await writeFile(at("htpasswd"), `CP-2:${hash}`);

  const storeUrl = (of: "recorder" | "reader") => {
    const { url, database, user, password } = engine.endpoint[of];
    return `${url.replace("//", `//${user}:${encodeURIComponent(password)}@`)}/${database}`;
  };
  const translate = {
    ...{ station: "1.6", csms: "2.0.1", probe: false },
    credentials: { mode: "static", password: held.csms },
  };
  const csms = plain.url.replace("//", `//tap:${held.upstream}@`);
  const config = {
    ...{ data, record: { keyFile: join(data, "record.key") } },
    listen: [
      { address: "127.0.0.1:0" },
      {
        address: "127.0.0.1:0",
        tls: {
          ...{ certificate: certificate.certificateFile, key: certificate.keyFile },
          ...{ clientCa: authority.caFile, clientCertificate: "request" },
        },
      },
    ],
    routes: [
      { match: "/t/{station}", upstream: `${strict.url}/{station}`, mode: "translate", translate },
      {
        ...{ match: "/checked/{station}", upstream: `${plain.url}/{station}` },
        auth: { htpasswdFile: at("htpasswd") },
      },
      { match: "/soap/{station}", upstream: `${soap.url.replace("http", "ws")}/{station}` },
      { match: "/ocpp/{station}", upstream: `${csms}/{station}` },
    ],
    store: { url: storeUrl("recorder"), readUrl: storeUrl("reader") },
    redis: { url: redis.url.replace("//", `//:${held.redis}@`) },
    telemetry: {
      otlp: { url: otlp.url.replace("//", `//tap:${held.otlp}@`), sampleEvery: 1 },
    },
    console: {
      address: "127.0.0.1:0",
      publicUrl: "http://127.0.0.1",
      auth: {
        tokens: [{ name: "ops", tokenFile: at("console.token"), role: "admin" }],
        oidc: {
          ...{ issuer: provider.issuer, clientSecretFile: at("client") },
          roles: [{ value: "ops", role: "viewer" }],
        },
      },
    },
    alerts: [
      {
        ...{ name: "all", waitMs: 0, quote: true, groupBy: ["rule", "station"] },
        to: [
          {
            webhook: {
              url: `${hook.url}/${held.hookPath}?token=${held.hookQuery}`,
              ...{ secretFile: at("hook.key"), headersFile: at("hook.headers") },
            },
          },
          { slack: { url: `${slack.url}/${held.slackPath}` } },
          { email: { smtp: mailbox.url, from: "tap@example.com", to: "ops@example.com" } },
          { webhook: { url: `http://127.0.0.1:1/${held.lostHook}` } },
        ],
      },
    ],
    log: { level: "debug", format: "json" },
    relay: { drainMs: 0 },
  };
  const file = at("ocpptap.json");
  await writeFile(file, JSON.stringify(config));
  const served = await serve(["--config", file], ["relay", "recorder", "console", "alerts"], []);
  const addresses = addressesOf(served.log);
  return {
    ...{ served, file, data, engine, store, redis, provider, plain, strict, authority },
    ...{ certificate, own, hook, slack, otlp, mailbox, soap, addresses },
  };
}

const soapAnswer =
  '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>' +
  "<dataTransferResponse><status>Accepted</status></dataTransferResponse></e:Body></e:Envelope>";

/** Of the listeners, in the order of the configuration. */
function addressesOf(log: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const ready = log.findLast(({ event, role }) => event === "ready" && role === "relay");
  return String(ready?.["address"])
    .split(", ")
    .map((each) => each.replace(/\/$/, ""));
}

/** Lines of a key file that only its owner has. */
export function secretLinesOf(key: Buffer): readonly string[] {
  return key
    .toString("utf8")
    .split("\n")
    .filter((line) => line.length > 20 && !line.startsWith("-----"));
}
