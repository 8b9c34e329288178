/**
 * Every credential that ocpptap is given, that stations come in with, and that messages carry, over
 * OCPP 1.6, 2.0.1, SOAP and a translated route; then a search for each of them in all that the
 * program keeps, says and sends.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import type { MessagesAnswer, ReadyAnswer } from "../../src/console/contract.ts";
import { whenOver } from "../support/lifetime.ts";
import { call, connectPlainStation, type PlainStation } from "../support/peers.ts";
import {
  held,
  type SecretWorld,
  secretLinesOf,
  startSecretWorld,
  station,
} from "../support/secret-world.ts";
import { run } from "../support/serve.ts";
import { envelope } from "../support/soap.ts";
import { readAll } from "../support/spool.ts";
import { strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

/** What messages carry: it passes, and is recorded masked. */
const carried = {
  key16: "PlantedAuthorizationKey16",
  key201: "PlantedBasicAuthPasswd201",
  read201: "PlantedReadPassword0201",
  vpn: "PlantedVpnSharedKey0001",
  apn: "PlantedApnPassword00001",
  pin: "PlantedKeyCode000000001",
  pem: "PlantedPrivateKeyBody00000000000000000001",
  soap: "PlantedSoapDataTransfer1",
  soapText: "PlantedSoapPassword0001",
  upload: "PlantedUploadPassword01",
  broken: "PlantedBrokenPassword01",
  makers: "PlantedMakersApiKey0001",
  translated: "PlantedTranslatedPw00001",
  checked: "PlantedPastedPassword01",
};

const pem = `-----BEGIN PRIVATE KEY-----\n${carried.pem}\n-----END PRIVATE KEY-----`;
const password = { component: { name: "SecurityCtrlr" }, variable: { name: "BasicAuthPassword" } };

const told16 = [
  call("1", "BootNotification", { chargePointVendor: "V", chargePointModel: "M" }),
  call("2", "ChangeConfiguration", { key: "AuthorizationKey", value: carried.key16 }),
  call("3", "GetDiagnostics", { location: `ftp://bob:${carried.upload}@files.example/` }),
  call("4", "DataTransfer", { vendorId: "v", data: `{"apiKey":"${carried.makers}"}` }),
  `[2,"5","ChangeConfiguration",{"key":"AuthorizationKey","value":"${carried.broken}",}]`,
  call("6", "Heartbeat", { unknown: carried.key16.length }),
];

const told201 = [
  call("1", "BootNotification", {
    ...{ reason: "PowerUp", chargingStation: { vendorName: "V", model: "M" } },
  }),
  call("2", "SetVariables", { setVariableData: [{ ...password, attributeValue: carried.key201 }] }),
  call("3", "SetNetworkProfile", {
    configurationSlot: 1,
    connectionData: { vpn: { key: carried.vpn }, apn: { apnPassword: carried.apn } },
  }),
  call("4", "InstallCertificate", { certificateType: "CSMSRootCertificate", certificate: pem }),
  call("5", "Authorize", { idToken: { idToken: carried.pin, type: "KeyCode" } }),
  call("6", "Heartbeat"),
];
const read201 = JSON.stringify([
  ...[3, "q"],
  {
    getVariableResult: [
      { ...password, attributeStatus: "Accepted", attributeValue: carried.read201 },
    ],
  },
]);

/** Everything at once on a machine that has more to do. */
const BUSY_MS = 60_000;

const bearer = { authorization: `Bearer ${held.consoleToken}` };

/** The station that may go on. */
async function speak(world: SecretWorld): Promise<PlainStation> {
  const [ws = "", wss = ""] = world.addresses;
  const old = await connectPlainStation(`${ws}/checked/CP-2`, { auth: `CP-2:${station.checked}` });
  for (const text of told16) old.send(text);
  const refused = new WebSocket(`${ws}/checked/CP-2`, ["ocpp1.6"], {
    auth: `CP-2:${station.wrong}`,
  });
  const answer = await new Promise((resolve) => {
    refused.once("unexpected-response", (_, response) => resolve(response.statusCode));
    refused.once("error", resolve);
  });
  expect(answer).toBe(401);
  await speakTls(world, `${wss}/ocpp/CP-3?token=${station.query}`);

  const body = envelope({
    ...{ identity: "CP-4", name: "dataTransferRequest" },
    content: `<o:data>{"password":"${carried.soap}"}</o:data><o:password>${carried.soapText}</o:password>`,
  });
  const basic = Buffer.from(`CP-4:${station.soap}`).toString("base64");
  const said = await fetch(`${ws.replace("ws", "http")}/soap/CP-4`, {
    ...{ method: "POST", body },
    headers: { "content-type": "application/soap+xml", authorization: `Basic ${basic}` },
  });
  expect(said.status).toBe(200);

  const translated = strictStation(`${ws}/t`, { identity: "CP-5" });
  await translated.connect();
  await translated.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
  const set = [{ ...password, attributeValue: carried.translated }];
  await world.strict.call("SetVariables", { setVariableData: set });
  expect(world.strict.handshakes.at(-1)?.password).toBe(held.csms);
  return old;
}

async function speakTls(world: SecretWorld, url: string): Promise<void> {
  const leg = new WebSocket(url, ["ocpp2.0.1"], {
    ...{ ca: world.authority.ca, cert: world.own.cert, key: world.own.key },
    ...{ checkServerIdentity: () => undefined },
    headers: { cookie: `sid=${station.cookie}` },
  });
  whenOver(() => leg.terminate());
  await new Promise((resolve, reject) => leg.once("open", resolve).once("error", reject));
  const peer: Pick<PlainStation, "send"> = { send: (text) => leg.send(text) };
  for (const text of told201) peer.send(text);
  const csms = () => [...world.plain.legs].find(([path]) => path.includes("CP-3"))?.[1];
  await until(() => csms() !== undefined, "the CSMS has CP-3");
  csms()?.send(call("q", "GetVariables", { getVariableData: [password] }));
  peer.send(read201);
}

/** All paths of the API that are read, with what is there in place of their parameters. */
async function answersOf(url: string, headers: Record<string, string>): Promise<string> {
  const { paths } = await ask<{ readonly paths: Record<string, object> }>(url, "/openapi.json", {});
  const { messages } = await ask<MessagesAnswer>(url, "/api/messages?limit=1000", headers);
  const { transactions } = await ask<{ transactions: { key: string }[] }>(
    ...([url, "/api/transactions", headers] as const),
  );
  const values: Readonly<Record<string, readonly string[]>> = {
    linkId: messages.map(({ linkId, seq }) => `${linkId}/${seq}`),
    ...{ id: ["CP-2", "CP-3", "CP-4", "CP-5"], station: ["CP-2", "CP-3"] },
    ...{ key: transactions.map(({ key }) => key), word: ["BootNotification"] },
    version: ["1.6/ChangeConfiguration"],
  };
  let text = "";
  let asked = 0;
  for (const [path, methods] of Object.entries(paths)) {
    if (!("get" in methods) || path === "/api/live") continue;
    const [, before = path, name, rest = ""] = /^(.*?)\{(\w+)\}(.*)$/.exec(path) ?? [];
    const whole = name === undefined ? [""] : (values[name] ?? []);
    for (const value of whole) {
      const tail = rest.includes("{") ? "" : rest;
      const answer = await fetch(`${url}${before}${value}${tail}`, { headers, redirect: "manual" });
      text += `${path} ${answer.status} ${await answer.text()}\n`;
      asked += 1;
    }
  }
  expect(asked).toBeGreaterThan(40);
  return text;
}

async function ask<T>(url: string, path: string, headers: Record<string, string>): Promise<T> {
  const answer = await fetch(url + path, { headers });
  const text = await answer.text();
  expect(answer.ok || path === "/readyz", `${path}: ${text.slice(0, 200)}`).toBe(true);
  return JSON.parse(text) as T;
}

/** A tail that goes on while the test speaks. */
function tail(url: string): { readonly text: () => string } {
  const ending = new AbortController();
  whenOver(() => ending.abort());
  let text = "";
  const reading = async () => {
    const { body } = await fetch(`${url}/api/live`, { headers: bearer, signal: ending.signal });
    for await (const chunk of body ?? []) text += Buffer.from(chunk).toString("utf8");
  };
  // It ends with the console that it asks, which is killed.
  reading().catch(() => undefined);
  return { text: () => text };
}

async function storeOf({ store }: SecretWorld): Promise<string> {
  const tables = await store.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = 'ocpptap' AND engine NOT LIKE '%View%'",
  );
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["messages", "links", "findings", "gaps", "transactions"]),
  );
  let text = "";
  for (const { name } of tables) {
    const rows = await store.query(`SELECT * FROM ocpptap.${name}`);
    text += `${name} ${JSON.stringify(rows)}\n`;
  }
  return text;
}

async function redisOf({ redis }: SecretWorld): Promise<string> {
  const client = new Redis(redis.url, { password: held.redis });
  whenOver(() => client.disconnect());
  const keys = await client.keys("*");
  const dumps = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
  expect(keys.length).toBeGreaterThan(0);
  return `${keys.join(" ")}${Buffer.concat(dumps.filter((dump) => dump !== null)).toString("latin1")}`;
}

async function filesOf(dir: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, await readFile(path, "latin1")] as const;
  });
  return new Map(await Promise.all(texts));
}

/** What a command says that cannot do its work. */
async function failuresOf({ file, engine }: SecretWorld): Promise<string> {
  const second = await run(["serve", "--config", file, "--verbose"]);
  expect(second.code).toBe(1);
  const printed = await run(["config", "print", "--config", file]);
  expect(printed.code, printed.stderr).toBe(0);
  await engine.kill();
  const search = await run(["search", "action:Heartbeat", "--config", file, "--verbose"]);
  expect(search.code).toBe(1);
  const bad = await run(["config", "check", "--config", file, "--redis.mode", "nonsense"]);
  expect(bad.code).not.toBe(0);
  return [second, printed, search, bad].map((each) => each.stdout + each.stderr).join("\n");
}

it("no credential is found in anything that the program keeps, says or sends", async () => {
  const world = await startSecretWorld();
  const { served, data, plain, hook, slack, otlp, mailbox, engine, certificate } = world;
  const url = served.consoleUrl;
  const signed = await fetch(`${url}/api/session`, {
    ...{ method: "POST", body: JSON.stringify({ token: held.consoleToken }) },
    headers: { "content-type": "application/json", "x-ocpptap": "1", origin: "http://127.0.0.1" },
  });
  expect(signed.status, await signed.text()).toBe(200);
  const cookie = signed.headers.get("set-cookie")?.split(";")[0] ?? "";
  const session = cookie.split("=")[1] ?? "none";
  const live = tail(url);
  const spoken = await speak(world);

  const found = async () =>
    (await ask<MessagesAnswer>(url, "/api/messages?limit=1000", { cookie })).messages;
  await until(
    async () => {
      const actions = (await found()).map(({ stationId, action, type }) => [
        stationId,
        action,
        type,
      ]);
      const has = (...wanted: string[]) => actions.some((each) => `${each}` === `${wanted}`);
      return (
        has("CP-2", "Heartbeat", "callResult") &&
        has("CP-3", "GetVariables", "callResult") &&
        has("CP-4", "DataTransfer", "callResult") &&
        has("CP-5", "SetVariables", "callResult")
      );
    },
    "everything is recorded",
    BUSY_MS,
  );
  // Alerts tell what comes while they follow, which takes them a moment at the start.
  const isTold = () => {
    spoken.send('[2,"again","Heartbeat",{]');
    return hook.received.length > 0 && slack.received.length > 0;
  };
  await until(isTold, "alerts are told", BUSY_MS, 1_000);
  await until(
    () => mailbox.letters.length > 0 && otlp.received.length > 0,
    "mail and spans",
    BUSY_MS,
  );
  const arrived = [...plain.received.values()].flat().join("\n");
  for (const name of ["key16", "key201", "vpn", "pin", "makers", "read201", "broken"] as const) {
    expect(arrived, `the CSMS got ${name}`).toContain(carried[name]);
  }

  process.kill(await served.pidOf("recorder"), "SIGKILL");
  process.kill(await served.pidOf("console"), "SIGABRT");
  await until(
    () => served.log.filter(({ event }) => event === "childEnded").length >= 2,
    "both are found dead",
  );
  await until(async () => {
    const { roles } = await ask<ReadyAnswer>(url, "/readyz", bearer).catch(() => ({ roles: {} }));
    return ["recorder", "console"].every((role) => Object(roles)[role]?.ready === true);
  }, "both work again");

  const pasted = JSON.stringify([
    2,
    "1",
    "ChangeConfiguration",
    { key: "AuthorizationKey", value: carried.checked, x: 1 },
  ]);
  const checked = await fetch(`${url}/api/check`, {
    ...{ method: "POST", body: JSON.stringify({ text: pasted }) },
    headers: { ...bearer, "content-type": "application/json" },
  });
  expect(checked.status).toBe(200);
  const exports = await Promise.all(
    ["jsonl", "csv", "trace"].map(async (format) => {
      const answer = await fetch(`${url}/api/export?format=${format}`, { headers: bearer });
      const command = await run(["export", "--config", world.file, "--format", format]);
      expect([answer.status, command.code]).toEqual([200, 0]);
      return (await answer.text()) + command.stdout;
    }),
  );
  const places = new Map<string, string>([
    ["the API", await answersOf(url, bearer)],
    ["the check of a pasted message", await checked.text()],
    ["metrics", await (await fetch(`${url}/metrics`, { headers: bearer })).text()],
    ["exports", exports.join("\n")],
    ["the live tail", live.text()],
    ["the store", await storeOf(world)],
    ["Redis", await redisOf(world)],
    ["webhooks", [...hook.received, ...slack.received].map(({ body }) => body).join("\n")],
    ["mail", JSON.stringify(mailbox.letters)],
    ["traces", otlp.received.map(({ body }) => body).join("\n")],
    ["failing commands", await failuresOf(world)],
  ]);
  expect(await served.stop()).toBe(0);
  places.set("the log", JSON.stringify(served.log) + served.stderr());
  const levels = new Set(served.log.map(({ level }) => level));
  expect(levels, "debug is on").toContain("debug");
  for (const [path, text] of await filesOf(data)) {
    // The key of the record is the one secret that is kept there, for its owner alone.
    if (!path.endsWith("record.key")) places.set(path, text);
  }
  const { records } = await readAll(join(data, "spool"));
  const around = records.map((record) =>
    record.kind === "message" ? { ...record, payload: null } : record,
  );
  expect(records.length).toBeGreaterThan(20);
  places.set("the spool, deciphered, but for payloads", JSON.stringify(around));
  const payloads = records.flatMap((record) =>
    record.kind === "message" ? [record.payload.toString("utf8")] : [],
  );

  const { recorder, reader } = engine.endpoint;
  const own = {
    ...held,
    ...station,
    ...{ session, recorder: recorder.password, reader: reader.password },
    ...{ basic: Buffer.from(`CP-4:${station.soap}`).toString("base64") },
    ...{ tap: Buffer.from(`CP-5:${held.csms}`).toString("base64") },
    ...{ listenerKey: secretLinesOf(certificate.key)[0] ?? "none" },
    ...{ stationKey: secretLinesOf(world.own.key)[0] ?? "none" },
  };
  const leaks: string[] = [];
  for (const [name, secret] of Object.entries({ ...own, ...carried })) {
    expect(secret.length, name).toBeGreaterThan(15);
    for (const [place, text] of places) {
      if (text.includes(secret)) leaks.push(`${name} in ${place}: ${near(text, secret)}`);
    }
  }
  for (const place of ["the API", "exports", "the live tail", "the store", "traces", "the log"]) {
    expect(places.get(place), `${place} speaks of the stations`).toMatch(/CP-[2-5]/);
  }
  for (const [place, text] of places) expect(text.length, `${place} was read`).toBeGreaterThan(0);
  expect(leaks).toEqual([]);
  // What the relay saw is kept as it was, behind the record's key; of ours nothing is in it.
  expect(payloads.some((text) => text.includes(carried.key201))).toBe(true);
  expect(
    Object.values(own).filter((secret) => payloads.some((text) => text.includes(secret))),
  ).toEqual([]);
});

function near(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 60), at + secret.length + 20);
}
