/**
 * Secrets of a planted list, sent through the whole program in every way that it has: none is found
 * afterwards in any of its files, answers, log lines or metrics, while both peers got each of them.
 */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { searchAll } from "../support/api.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { run, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

const TOKEN = "PLANTED-TOKEN-01";
const secrets = {
  basic: "PlantedBasicAuthPw",
  key: "PlantedAuthKey0001",
  wifi: "PlantedWifiSecret1",
  vpn: "PlantedVpnKey00001",
  apn: "PlantedApnPasswd01",
  url: "PlantedUrlPassword",
  pin: "PlantedKeyCode0001",
  nested: "PlantedNestedPw001",
  broken: "PlantedBrokenPw001",
  binary: "PlantedBinaryPw001",
  pem: "PlantedPrivateKeyBytes0123456789",
  upstream: "PlantedUpstreamPw0001",
};
const pem = `-----BEGIN EC PRIVATE KEY-----\n${secrets.pem}\n-----END EC PRIVATE KEY-----`;
const password = { component: { name: "SecurityCtrlr" }, variable: { name: "BasicAuthPassword" } };

/** What is recorded as 1.6, as 2.0.1, broken and in bytes; the last one says that all came. */
const told = [
  call("1", "BootNotification", { chargePointVendor: "V", chargePointModel: "M" }),
  call("2", "ChangeConfiguration", { key: "AuthorizationKey", value: secrets.key }),
  call("3", "DataTransfer", { data: JSON.stringify({ password: secrets.nested, idTag: TOKEN }) }),
  call("4", "UpdateFirmware", { location: `ftp://bob:${secrets.url}@files.example/f.bin` }),
  call("5", "InstallCertificate", { certificate: pem }),
  call("6", "StartTransaction", { connectorId: 1, idTag: TOKEN, meterStart: 0, timestamp: "now" }),
  call("7", "SetNetworkProfile", {
    connectionData: { vpn: { key: secrets.vpn }, apn: { apnPassword: secrets.apn } },
  }),
  call("8", "SetVariables", { setVariableData: [{ ...password, attributeValue: secrets.basic }] }),
  call("9", "Authorize", { idToken: { idToken: secrets.pin, type: "KeyCode" } }),
  `[2,"10","ChangeConfiguration",{"key":"AuthorizationKey","value":"${secrets.broken}",}]`,
  call("12", "Heartbeat"),
];
const answer = `[3,"q",{"configurationKey":[{"key":"WifiPassword","readonly":false,"value":"${secrets.wifi}"}]}]`;

async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
}

async function answersOf(url: string): Promise<string> {
  const paths = ["messages?limit=1000", "findings", "stations", "links", "transactions", "system"];
  let text = await (await fetch(`${url}/metrics`)).text();
  for (const path of paths) text += await (await fetch(`${url}/api/${path}`)).text();
  return text + (await (await fetch(`${url}/api/stations/CP-1`)).text());
}

it("no planted secret is found anywhere, and tokens only by their hash", async () => {
  const data = await tempDir();
  const plain = await startPlainCsms();
  const strict = await startStrictCsms();
  const translate = { station: "1.6", csms: "2.0.1", probe: false };
  const routes = [
    { match: "/t/{station}", upstream: `${strict.url}/{station}`, mode: "translate", translate },
    { match: "/ocpp/{station}", upstream: `${plain.url}/{station}` },
  ];
  const config = join(await tempDir(), "ocpptap.yaml");
  await writeFile(config, JSON.stringify({ data, routes, record: { hashIdTokens: true } }));
  const served = await serve(["--config", config]);
  const { consoleUrl: url, stationUrl, log } = served;

  const station = await connectPlainStation(`${stationUrl}/ocpp/CP-1`, {
    auth: `CP-1:${secrets.basic}`,
  });
  for (const text of told) station.send(text);
  station.leg.send(
    Buffer.concat([Buffer.from([0xff]), Buffer.from(`password="${secrets.binary}"`)]),
  );
  const leg = plain.legs.get("/ocpp/CP-1");
  leg?.send(call("q", "GetConfiguration"));
  station.send(answer);

  const translated = strictStation(`${stationUrl}/t`, { identity: "CP-2" });
  await translated.connect();
  await translated.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
  await translated.call("Authorize", { idTag: TOKEN });
  const set = [{ ...password, attributeValue: secrets.upstream }];
  await strict.call("SetVariables", { setVariableData: set });

  await until(async () => {
    const messages = await searchAll(url, "leg:both OR leg:csms");
    const has = (text: string) => messages.some(({ payload }) => payload.includes(text));
    return has('"12"') && has("WifiPassword") && has("setVariableResult");
  }, "everything to be recorded");
  const received = (plain.received.get("/ocpp/CP-1") ?? []).join("\n");
  for (const name of ["key", "nested", "vpn", "apn", "wifi", "pin", "broken"] as const) {
    expect(received, `the CSMS got ${name}`).toContain(secrets[name]);
  }

  const found = await searchAll(url, `token:${TOKEN.toLowerCase()}`);
  expect(found.some(({ action }) => action === "StartTransaction")).toBe(true);
  const masked = (await searchAll(url, "action:ChangeConfiguration"))[0];
  expect(masked?.redactions).toEqual(["mask $[3].value"]);
  expect(masked?.payload).toHaveLength(masked?.payloadBytes ?? 0);

  const exported = await run(["export", "--config", config]);
  expect([exported.code, exported.stdout.length > 1000]).toEqual([0, true]);
  const outside = `${await answersOf(url)}${exported.stdout}${JSON.stringify(log)}`;
  const basicHeader = Buffer.from(`CP-1:${secrets.basic}`).toString("base64");
  const planted = [...Object.values(secrets), basicHeader, TOKEN];
  const hidden = planted.filter((secret) => outside.includes(secret));
  expect(hidden, "in answers, exports and log lines").toEqual([]);
  expect(await served.stop()).toBe(0);

  const files = await filesBelow(data);
  expect(files.some((path) => path.endsWith(".seg"))).toBe(true);
  const inFiles: string[] = [];
  for (const path of files) {
    const bytes = await readFile(path);
    // A translated station's tokens are remembered as they are: its CSMS is asked with them.
    const isState = path.includes("/state/");
    for (const secret of planted) {
      if (secret === TOKEN && isState) continue;
      if (bytes.includes(secret)) inFiles.push(`${secret} in ${path}`);
    }
    if (path.endsWith(".seg") || path.endsWith("record.key")) {
      expect((await stat(path)).mode & 0o077, path).toBe(0);
    }
  }
  expect(inFiles).toEqual([]);
});
