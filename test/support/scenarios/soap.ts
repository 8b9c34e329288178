/** What goes wrong over SOAP, told to a CSMS that answers by the last part of its path. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { whenOver } from "../lifetime.ts";
import { envelope, fault } from "../soap.ts";
import type { Stage } from "../stage.ts";
import type { Scenarios } from "./scenario.ts";

const XML = { "Content-Type": "application/soap+xml; charset=utf-8" };

export async function startSoapCsms(): Promise<string> {
  const server = createServer(async (incoming, response) => {
    for await (const _ of incoming);
    const how = (incoming.url ?? "").split("/").at(-1);
    if (how === "slow") return;
    if (how === "fault") response.writeHead(500, XML).end(fault("SecurityError", "not you"));
    else if (how === "error") response.writeHead(503).end("busy");
    else response.writeHead(200, XML).end(envelope({ name: "heartbeatResponse", identity: "" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => {
    server.closeAllConnections();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function post(stage: Stage, path: string, body: string): Promise<void> {
  const outgoing = request({
    ...{ port: stage.port, host: "127.0.0.1", path: `/soap/${path}`, method: "POST" },
    headers: XML,
  });
  // One that is never answered ends with the program.
  outgoing.on("error", () => undefined);
  outgoing.on("response", (response) => response.resume());
  outgoing.end(body);
  await once(outgoing, "finish");
}

const heartbeat = (identity: string) => envelope({ name: "heartbeatRequest", identity });

export const soapScenarios: Scenarios = {
  "soap-fault": {
    ...{ side: "csms", evidence: 2, says: ["Heartbeat", "SecurityError"] },
    act: (stage, id) => post(stage, "fault", heartbeat(id)),
  },
  "soap-timeout": {
    ...{ side: "csms", says: ["Heartbeat", "5 s"] },
    act: (stage, id) => post(stage, "slow", heartbeat(id)),
  },
  "http-error": {
    ...{ side: "csms", evidence: 2, says: ["503", "Service Unavailable"] },
    act: (stage, id) => post(stage, "error", heartbeat(id)),
  },
  "soap-unreadable": {
    ...{ side: "station", says: ["DOCTYPE"] },
    act: (stage, id) => post(stage, id, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
  },
  "soap-identity-missing": {
    ...{ side: "station", says: ["Heartbeat", "chargeBoxIdentity"] },
    act: (stage, id) => post(stage, id, heartbeat("")),
  },
};
