/**
 * Calls of operators through the whole program: two relay workers, a console and its command line.
 * Stations and CSMS speak bytes, so that what is theirs can be compared bit by bit.
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { CommandAnswer } from "../../src/console/command-contract.ts";
import type { ErrorAnswer } from "../../src/console/contract.ts";
import { searchAll } from "../support/api.ts";
import { encodeFrame } from "../support/frames.ts";
import { endAfterAll, keptForAll } from "../support/lifetime.ts";
import {
  dialRaw,
  type RawCsms,
  type RawPeer,
  requestHead,
  SWITCHING,
  startRawCsms,
} from "../support/raw-peers.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const ANSWER = SWITCHING.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
const KEY = "SecretKey0123456789";

let served: Served;
let csms: RawCsms;
let file: string;

beforeAll(
  () =>
    keptForAll(async () => {
      const data = await tempDir();
      csms = await startRawCsms(() => ANSWER);
      file = join(data, "ocpptap.yaml");
      const actions = ["GetConfiguration", "TriggerMessage", "ChangeConfiguration"];
      const routes = [
        { match: "/may/{station}", upstream: csms.url, commands: { actions, perMinute: 100 } },
        { match: "/not/{station}", upstream: csms.url },
      ];
      await writeFile(file, JSON.stringify({ data, routes, relay: { workers: 2 } }));
      served = await serve(["--config", file], ["relay", "relay.2", "recorder", "console"]);
    }),
  120_000,
);
endAfterAll();

const ofStation = (text: string) => encodeFrame(text, { mask: [7, 1, 9, 3] });
const bytesOf = (peer: RawPeer) => peer.received().subarray(peer.text().indexOf("\r\n\r\n") + 4);
const idIn = (station: RawPeer) => /.*\[2,"([^"]+)"/s.exec(station.text())?.[1] ?? "";

async function connect(id: string, route = "may") {
  const nth = csms.legs.length + 1;
  const station = await dialRaw(Number(new URL(served.stationUrl).port));
  station.send(requestHead(`/${route}/${id}`, ["Sec-WebSocket-Protocol: ocpp1.6"]));
  await station.sees("\r\n\r\n");
  return { station, csms: await csms.leg(nth) };
}

async function post(station: string, body: object, query = "") {
  const response = await fetch(`${served.consoleUrl}/api/stations/${station}/commands${query}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as CommandAnswer & ErrorAnswer };
}

/** Once the board knows whose link it is. */
async function postKnown(station: string, body: object) {
  let answer = await post(station, body);
  await until(async () => {
    if (!JSON.stringify(answer.body).includes("is not connected")) return true;
    answer = await post(station, body);
    return false;
  }, "the board knows the station");
  return answer;
}

const TRIGGER = { action: "TriggerMessage", payload: { requestedMessage: "Heartbeat" } };

it("the station gets the call, who asked the answer, and the CSMS its own bytes", async () => {
  const one = await connect("CP-1");
  const other = await connect("CP-2", "not");
  const boot = ofStation('[2,"b","Heartbeat",{}]');
  for (const { station } of [one, other]) station.send(boot);
  for (const leg of [one.csms, other.csms]) {
    await until(() => bytesOf(leg).equals(boot), "the first call");
  }
  const result = encodeFrame('[3,"b",{"currentTime":"2026-01-01T00:00:00Z"}]');
  for (const leg of [one.csms, other.csms]) leg.send(result);

  const asked = postKnown("CP-1", TRIGGER);
  await one.station.sees("TriggerMessage");
  const id = idIn(one.station);
  const own = ofStation(`[3,"${id}",{"status":"Accepted"}]`);
  const next = ofStation('[2,"h","Heartbeat",{}]');
  one.station.send(Buffer.concat([own, next]));
  other.station.send(next);
  const { status, body } = await asked;
  expect([status, body]).toMatchObject([
    200,
    { messageId: id, ocppVersion: "1.6", answer: { status: "Accepted" }, error: null },
  ]);
  for (const leg of [one.csms, other.csms]) {
    await until(() => bytesOf(leg).length >= boot.length + next.length, "what follows");
    expect(bytesOf(leg)).toEqual(Buffer.concat([boot, next]));
  }
  expect(bytesOf(other.station)).toEqual(result);
  const call = encodeFrame(`[2,"${id}","TriggerMessage",{"requestedMessage":"Heartbeat"}]`);
  expect(bytesOf(one.station)).toEqual(Buffer.concat([result, call]));

  await until(
    async () => (await searchAll(served.consoleUrl, "finding:message-put-in")).length === 2,
    "both in the record",
  );
  const found = await searchAll(served.consoleUrl, "station:CP-1 leg:station");
  const told = found.toSorted((a, b) => a.seq - b.seq);
  expect(told).toMatchObject([
    { sender: "csms", type: "call", action: "TriggerMessage", seq: body.seq },
    { sender: "station", type: "callResult", requestSeq: body.seq, seq: body.answerSeq },
  ]);
  const blamed = await searchAll(served.consoleUrl, "station:CP-1 side:csms");
  expect(blamed).toEqual([]);
});

it("is refused with a sentence where nothing may be called, and nothing is sent", async () => {
  const { station } = await connect("CP-3", "not");
  await connect("CP-4");
  const refused = async (id: string, body: object, query = "") => {
    const { status, body: told } = await post(id, body, query);
    return `${status} ${told.error.sentence}`;
  };
  expect(await refused("CP-3", TRIGGER)).toContain("409 The call was not sent to CP-3");
  await postKnown("CP-4", { ...TRIGGER, timeoutMs: 100 });
  expect(await refused("CP-4", { action: "Reset", payload: { type: "Hard" } })).toContain(
    "does not permit Reset",
  );
  expect(await refused("CP-4", { action: "TriggerMessage", payload: {} })).toContain("409");
  expect(await refused("CP-4", { ...TRIGGER, timeoutMs: 100 })).toContain(
    "504 CP-4 did not answer",
  );
  expect(await refused("CP-4", { nonsense: true })).toContain("400");
  expect(bytesOf(station)).toHaveLength(0);
});

it("secrets of a payload are in no audit, log or answer, and the command line shows the answer", async () => {
  const { station } = await connect("CP-5");
  const answered = until(() => station.text().includes(KEY), "the call").then(() =>
    station.send(ofStation(`[3,"${idIn(station)}",{"status":"Accepted"}]`)),
  );
  const change = { key: "AuthorizationKey", value: KEY };
  const called = postKnown("CP-5", { action: "ChangeConfiguration", payload: change });
  await answered;
  expect((await called).status).toBe(200);
  const audit = await (await fetch(`${served.consoleUrl}/api/audit?limit=100`)).text();
  expect(audit).toContain("ChangeConfiguration");
  expect(audit).not.toContain(KEY);
  expect(JSON.stringify(served.log)).not.toContain(KEY);

  const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
  const args = ["call", "CP-5", "GetConfiguration", '{"key":["HeartbeatInterval"]}'];
  const url = ["--url", served.consoleUrl, "--config", file];
  const printed = new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [main, ...args, ...url], (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${error.message} ${stderr}`)),
    );
  });
  await station.sees("GetConfiguration");
  station.send(ofStation(`[3,"${idIn(station)}",{"configurationKey":[],"unknownKey":["x"]}]`));
  expect(await printed).toContain('"unknownKey"');
});
