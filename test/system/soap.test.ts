/** OCPP-S through the whole program, with a SOAP library at either end. */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Client, createClientAsync, listen } from "soap";
import { expect, it } from "vitest";
import type { FindingsAnswer, Message, StationsAnswer } from "../../src/console/contract.ts";
import { getJson, linksOf, searchAll } from "../support/api.ts";
import { freePort } from "../support/free-port.ts";
import { whenOver } from "../support/lifetime.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { type Operations, wsdlOf } from "../support/wsdl.ts";

const central: Operations = {
  BootNotification: {
    request: ["chargePointVendor", "chargePointModel"],
    response: ["status", "currentTime", "heartbeatInterval"],
  },
  StartTransaction: {
    request: ["connectorId", "idTag", "timestamp", "meterStart"],
    response: ["transactionId"],
  },
  Authorize: { request: ["idTag"], response: ["idTagInfo"] },
};
const chargePoint: Operations = { Reset: { request: ["type"], response: ["status"] } };

/** A service at a path of its own; every operation answers as it is told. */
async function startService(
  path: string,
  wsdl: string,
  answers: Readonly<Record<string, unknown>>,
) {
  const server = createServer((_, response) => response.writeHead(404).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => {
    server.closeAllConnections();
    server.close();
  });
  const operations = Object.fromEntries(
    Object.entries(answers).map(([action, said]) => [
      action,
      () => {
        if (said instanceof Error) throw said;
        return said;
      },
    ]),
  );
  const [service = "", port = ""] = /(\w+)Service"><w:port name="(\w+)"/.exec(wsdl)?.slice(1) ?? [];
  listen(server, path, { [`${service}Service`]: { [port]: operations } }, wsdl);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function clientOf(
  uri: string,
  service: string,
  facts: { operations: Operations; dir: string },
) {
  const file = join(facts.dir, `${service}-${Date.now()}-${Math.random()}.wsdl`);
  await writeFile(file, wsdlOf(uri, service, facts.operations));
  return createClientAsync(file, { forceSoap12Headers: true });
}

function speakAs(client: Client, endpoint: string, { uri, id }: { uri: string; id: string }): void {
  client.setEndpoint(endpoint);
  client.addSoapHeader(
    `<o:chargeBoxIdentity xmlns:o="${uri}">${id}</o:chargeBoxIdentity>` +
      `<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">uuid:${id}</a:MessageID>`,
  );
}

type Method = (args: object) => Promise<readonly unknown[]>;

/** What the answer says; the library gives the texts of both beside it. */
async function call(client: Client, action: string, args: object): Promise<unknown> {
  const method: Method | undefined = Reflect.get(client, `${action}Async`);
  const [said] = (await method?.(args)) ?? [];
  return said;
}

it("1.5 and 1.6 stations and their CSMS talk SOAP through it, and every exchange is found", async () => {
  const dir = await tempDir();
  const versions = { "1.5": "2012/06", "1.6": "2015/10" } as const;
  const uriOf = (service: string, version: keyof typeof versions) =>
    `urn://Ocpp/${service}/${versions[version]}/`;
  const answers = {
    BootNotification: { status: "Accepted", heartbeatInterval: "300" },
    StartTransaction: { transactionId: "77" },
    Authorize: new Error("the tag service is down"),
  };
  const routes = [];
  const stations = [];
  for (const version of ["1.5", "1.6"] as const) {
    const cs = wsdlOf(uriOf("Cs", version), "CentralSystem", central);
    const cp = wsdlOf(uriOf("Cp", version), "ChargePoint", chargePoint);
    const csms = await startService("/cs/ocpp", cs, answers);
    const station = await startService("/cp", cp, { Reset: { status: "Accepted" } });
    routes.push({ match: `/${version}/{station}`, upstream: `ws://${csms}/cs` });
    stations.push({ station: `SOAP-${version}`, url: `http://${station}/cp` });
  }
  const callbackPort = await freePort();
  const config = {
    ...{ data: dir, listen: [{ address: "127.0.0.1:0" }], routes },
    ...{ console: { address: "127.0.0.1:0" }, log: { format: "json" } },
    soap: { callbacks: { address: `127.0.0.1:${callbackPort}`, stations } },
  };
  const file = join(dir, "config.yaml");
  await writeFile(file, JSON.stringify(config));
  const served = await serve(["--config", file], undefined, []);

  for (const version of ["1.5", "1.6"] as const) {
    const id = `SOAP-${version}`;
    const uri = uriOf("Cs", version);
    const station = await clientOf(uri, "CentralSystem", { operations: central, dir });
    const base = served.stationUrl.replace("ws://", "http://");
    speakAs(station, `${base}/${version}/ocpp`, { uri, id });
    const boot = { chargePointVendor: "Acme", chargePointModel: "Soapy" };
    expect(await call(station, "BootNotification", boot)).toMatchObject({ status: "Accepted" });
    const start = { connectorId: "2", idTag: "AB12", meterStart: "0" };
    await call(station, "StartTransaction", { ...start, timestamp: new Date().toISOString() });
    await expect(call(station, "Authorize", { idTag: "AB12" })).rejects.toThrow();
    const csms = await clientOf(uriOf("Cp", version), "ChargePoint", {
      operations: chargePoint,
      dir,
    });
    speakAs(csms, `http://127.0.0.1:${callbackPort}/${id}`, { uri: uriOf("Cp", version), id });
    expect(await call(csms, "Reset", { type: "Soft" })).toMatchObject({ status: "Accepted" });
  }

  const find = (query: string) => searchAll(served.consoleUrl, query);
  await until(async () => (await find("transport:soap")).length === 16, "every message is found");
  for (const version of ["1.5", "1.6"] as const) {
    const told = ({ sender, type, action }: Message) => [sender, type, action];
    const all = await find(`station:SOAP-${version} version:${version}`);
    expect(all.map(told)).toEqual([
      ["station", "call", "BootNotification"],
      ["csms", "callResult", "BootNotification"],
      ["station", "call", "StartTransaction"],
      ["csms", "callResult", "StartTransaction"],
      ["station", "call", "Authorize"],
      ["csms", "callError", "Authorize"],
      ["csms", "call", "Reset"],
      ["station", "callResult", "Reset"],
    ]);
    expect(all[1]?.latencyMs).toBeGreaterThan(0);
    expect(all[0]?.payload).toContain("<o:chargeBoxIdentity");
    const found = await find(`station:SOAP-${version} token:AB12 connector:2`);
    expect(found.map(({ action }) => action)).toEqual(["StartTransaction", "StartTransaction"]);
    expect(await find(`station:SOAP-${version} Soapy`)).toHaveLength(1);
    expect(await find(`station:SOAP-${version} finding:soap-fault`)).not.toHaveLength(0);
    const links = await linksOf(served.consoleUrl, `SOAP-${version}`);
    expect(links.map(({ transport, state }) => [transport, state])).toEqual(
      Array(4).fill(["soap", "closed"]),
    );
  }
  const { body } = await getJson<StationsAnswer>(`${served.consoleUrl}/api/stations`);
  expect(body.stations.map(({ stationId, ocppVersion }) => [stationId, ocppVersion])).toEqual([
    ["SOAP-1.5", "1.5"],
    ["SOAP-1.6", "1.6"],
  ]);
  const { body: told } = await getJson<FindingsAnswer>(`${served.consoleUrl}/api/findings`);
  expect([...new Set(told.findings.map(({ rule }) => rule))]).toEqual(["soap-fault"]);
});
