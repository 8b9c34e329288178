import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { echoMiddle } from "../support/echo-middle.ts";
import { startWsServer } from "../support/legs.ts";
import { relayWith } from "../support/relay.ts";
import { until } from "../support/until.ts";

async function bridged(more: object = {}) {
  const csms = await startWsServer();
  const middle = echoMiddle();
  const translate = { station: "1.6", csms: "2.0.1", ...more };
  const relay = await relayWith(
    { routes: [{ match: "/{station}", upstream: csms.url, mode: "translate", translate }] },
    () => middle,
  );
  const connect = async (options = {}) => {
    const station = new WebSocket(`${relay.url}/CP-1`, ["ocpp1.6"], options);
    onTestFinished(() => station.terminate());
    const received: string[] = [];
    const closed: number[] = [];
    station.on("message", (data) => received.push(String(data)));
    station.on("close", (code) => closed.push(code));
    station.on("error", () => undefined);
    await once(station, "open");
    return { station, received, closed };
  };
  return { csms, middle, relay, connect, ...(await connect()) };
}

it("passes what the dialogue says, each message with the record it was made of", async () => {
  const { csms, middle, relay, station, received } = await bridged();
  const peer = await csms.nth(1);
  peer.on("message", (data) => peer.send(`re: ${String(data)}`));
  station.send("hello");
  await until(() => received.length === 1, "the answer");
  expect(received).toEqual(["re: hello"]);
  expect(middle.log).toEqual([
    ...["open CP-1", "station up", "csms up", "station: hello", "csms: re: hello"],
  ]);
  const notes = relay.spool.of("note").map(({ body }) => body);
  const [mine, theirs] = relay.spool.of("link-opened").map(({ linkId }) => linkId);
  expect(notes).toEqual([
    { note: "translated", seq: 1, from: { linkId: mine, seq: 1 } },
    { note: "translated", seq: 2, from: { linkId: theirs, seq: 2 } },
  ]);
});

it("a lost CSMS is dialled again, with the same credentials", async () => {
  const { csms, middle, relay, station } = await bridged({
    credentials: { mode: "static", password: "x" },
  });
  (await csms.nth(1)).terminate();
  await csms.nth(2);
  await until(() => middle.log.at(-1) === "csms up", "the leg is up again");
  expect(middle.log.slice(-2)).toEqual(["csms down", "csms up"]);
  expect(new Set(csms.requests.map(({ authorization }) => authorization)).size).toBe(1);
  expect(relay.eventsOf("csmsLegLost")).toHaveLength(1);
  expect(relay.eventsOf("csmsRedialled")).toMatchObject([{ outcome: "connected" }]);
  expect(station.readyState).toBe(WebSocket.OPEN);
});

it("a CSMS that refuses it at a redial: the station is closed", async () => {
  const { csms, relay, closed } = await bridged();
  csms.refuse(403);
  (await csms.nth(1)).terminate();
  await until(() => closed.length === 1, "the station is closed");
  expect(closed).toEqual([1008]);
  expect(relay.spool.of("link-refused").at(-1)?.body).toMatchObject({ leg: "csms", status: 403 });
  await until(() => relay.stats().links === 0, "no link is left");
});

it("a reconnect goes by the ways there are then, and the station stays", async () => {
  const { csms, middle, station } = await bridged();
  const there = await startWsServer();
  middle.ways = [{ id: "2.new", url: there.url, password: "secret" }];
  middle.line().reconnect("another address");
  await there.nth(1);
  expect(there.requests[0]?.url).toBe("/CP-1");
  await until(() => csms.sockets[0]?.readyState === WebSocket.CLOSED, "the old leg is closed");
  station.send("hello");
  await until(() => there.received.length === 1, "the message at the new address");
  expect(there.received).toEqual(["hello"]);
});

it("a dialogue that ends closes both legs; the next handshake opens a new one", async () => {
  const { csms, middle, relay, closed, connect } = await bridged();
  middle.line().end({ problem: "a fault", isTaken: false });
  await until(() => closed.length === 1, "the station is closed");
  expect(closed).toEqual([1011]);
  await until(() => csms.sockets[0]?.readyState === WebSocket.CLOSED, "the CSMS's leg is closed");
  expect(relay.eventsOf("dialogueEnded")).toMatchObject([{ problem: "a fault" }]);
  await connect();
  expect(middle.log.filter((line) => line === "open CP-1")).toHaveLength(2);
});

it("a station that another instance took is closed here, and nobody is alarmed", async () => {
  const { middle, relay, closed } = await bridged();
  middle.line().end({ problem: "taken", isTaken: true });
  await until(() => closed.length === 1, "the station is closed");
  expect(closed).toEqual([1001]);
  expect(relay.eventsOf("stationTaken")).toHaveLength(1);
  expect(relay.eventsOf("dialogueEnded")).toEqual([]);
  expect(relay.stats().links).toBe(0);
});

it("a busy dialogue stops both legs from being read until it is drained", async () => {
  const { csms, middle, station } = await bridged();
  const peer = await csms.nth(1);
  const got = csms.received;
  middle.isBusy = true;
  station.send("one");
  await until(() => got.length === 1, "the first");
  station.send("two".repeat(10));
  peer.ping();
  middle.isBusy = false;
  expect(got).toEqual(["one"]);
  middle.line().drained();
  await until(() => got.length === 2, "the second");
});

it("decoupled: the CSMS's leg outlives the station's, and a known station comes in alone", async () => {
  const { csms, middle, relay, station, connect } = await bridged({ presence: "decoupled" });
  const peer = await csms.nth(1);
  station.close();
  await until(() => middle.log.at(-1) === "station down", "the station has gone");
  expect(peer.readyState).toBe(WebSocket.OPEN);
  csms.refuse(503);
  peer.terminate();
  await until(() => middle.log.at(-1) === "csms down", "the CSMS has gone");
  await expect(connect()).rejects.toThrow("503");
  await csms.stop();
  await connect();
  await until(() => middle.log.at(-1) === "station up", "the station is in");
  expect(relay.stats().links).toBe(1);
});

it("at shutdown the station's leg is closed with 1012, and the CSMS's after it", async () => {
  const { csms, middle, relay, closed } = await bridged();
  const peer = await csms.nth(1);
  const codes: number[] = [];
  peer.on("close", (code) => codes.push(code));
  await relay.close();
  await until(() => closed.length + codes.length === 2, "both legs are closed");
  expect([closed, codes]).toEqual([[1012], [1012]]);
  const ends = relay.spool.of("link-closed");
  const [station, upstream] = relay.spool.of("link-opened").map(({ linkId }) => linkId);
  expect(ends.map(({ linkId }) => linkId)).toEqual([station, upstream]);
  for (const { body } of ends) {
    expect(body).toMatchObject({ closedBy: "ocpptap", how: "shutdown", code: 1012 });
  }
  expect(middle.log.filter((line) => line.endsWith("down"))).toEqual(["csms down", "station down"]);
});
