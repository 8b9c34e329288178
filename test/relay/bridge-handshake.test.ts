import { once } from "node:events";
import { createServer } from "node:https";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createAuthority } from "../support/certificates.ts";
import { echoMiddle } from "../support/echo-middle.ts";
import { startWsServer } from "../support/legs.ts";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayWith } from "../support/relay.ts";
import { until } from "../support/until.ts";

async function relayTo(upstream: string, more: object = {}) {
  const middle = echoMiddle();
  const translate = { station: "1.6", csms: "2.0.1", ...more };
  const relay = await relayWith(
    { routes: [{ match: "/{station}", upstream, mode: "translate", translate }] },
    () => middle,
  );
  const connect = async (options = {}) => {
    const station = new WebSocket(`${relay.url}/CP-1`, ["ocpp1.6"], options);
    onTestFinished(() => station.terminate());
    await once(station, "open");
    return station;
  };
  return { middle, relay, connect };
}

it("the CSMS is asked before the station's state is taken, and that before the station is answered", async () => {
  const csms = await startWsServer();
  csms.refuse(403);
  const { middle, connect } = await relayTo(csms.url);
  await expect(connect()).rejects.toThrow("403");
  expect(middle.log).toEqual([]);
});

it("a state that cannot be had is 503, and the CSMS is not kept", async () => {
  const csms = await startWsServer();
  const { middle, relay, connect } = await relayTo(csms.url);
  middle.isAway = true;
  await expect(connect()).rejects.toThrow("503");
  await until(() => csms.sockets[0]?.readyState === WebSocket.CLOSED, "the CSMS's leg is closed");
  expect(relay.spool.of("link-refused").at(-1)?.body.reason).toContain("the test said so");
  middle.isAway = false;
  await connect();
});

it("a station that goes away meanwhile is recorded as gone", async () => {
  const csms = await startRawCsms(() => "");
  const { relay } = await relayTo(csms.url);
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1", ["Sec-WebSocket-Protocol: ocpp1.6"]));
  await until(() => relay.stats().pending === 1, "the handshake is under way");
  station.socket.resetAndDestroy();
  const refused = await relay.spool.nth("link-refused", 2);
  expect(refused.body).toMatchObject({
    leg: "station",
    status: 0,
    failure: { code: "STATION_GONE" },
  });
});

it("a boot that comes right behind the request is not lost", async () => {
  const csms = await startWsServer();
  const { relay } = await relayTo(csms.url);
  const station = await dialRaw(relay.port);
  const frame = Buffer.from([0x81, 0x83, 0, 0, 0, 0, 0x61, 0x62, 0x63]);
  const head = Buffer.from(requestHead("/CP-1", ["Sec-WebSocket-Protocol: ocpp1.6"]));
  station.send(Buffer.concat([head, frame]));
  await until(() => csms.received.length === 1, "the boot");
  expect(csms.received).toEqual(["abc"]);
  await station.sees("101 Switching Protocols");
});

it("a redial that the CSMS refuses is tried again once the ghost of the same station is gone", async () => {
  const csms = await startWsServer();
  const { relay, connect } = await relayTo(csms.url);
  const ghost = await connect({ headers: { authorization: "Basic own" } });
  csms.refuse(409);
  (await csms.nth(1)).on("close", () => csms.accept());
  await connect({ headers: { authorization: "Basic own" } });
  await until(() => ghost.readyState === WebSocket.CLOSED, "the ghost is closed");
  expect(relay.eventsOf("linkSuperseded").map(({ reason }) => reason)).toEqual(["ghost"]);
  const opened = relay.spool.of("link-opened").filter(({ body }) => body.leg === "station");
  expect(opened[1]?.body.supersedes).toBe(opened[0]?.linkId);
});

it("a link of the same station that is not translated gives way, and the other way round", async () => {
  const csms = await startWsServer();
  const { relay, connect } = await relayTo(csms.url);
  const untouched = new WebSocket(`${relay.url}/CP-1`, ["ocpp2.0.1"]);
  onTestFinished(() => untouched.terminate());
  await once(untouched, "open");
  const translated = await connect();
  await until(() => untouched.readyState === WebSocket.CLOSED, "the spliced link is closed");
  const again = new WebSocket(`${relay.url}/CP-1`, ["ocpp2.0.1"]);
  onTestFinished(() => again.terminate());
  await once(again, "open");
  await until(() => translated.readyState === WebSocket.CLOSED, "the bridge's legs are closed");
  const opened = relay.spool.of("link-opened").filter(({ body }) => body.leg !== "csms");
  expect(opened.map(({ body }) => body.supersedes)).toEqual([
    ...[null, opened[0]?.linkId, opened[1]?.linkId],
  ]);
  expect(relay.stats().links).toBe(1);
});

it("a station without credentials of its own in the file is not let in", async () => {
  const csms = await startWsServer();
  const { relay, connect } = await relayTo(csms.url, {
    credentials: { mode: "perStation", file: "/dev/null" },
  });
  await expect(connect()).rejects.toThrow("404");
  expect(relay.spool.of("link-refused")[0]?.body.reason).toContain("no credentials");
  expect(csms.requests).toEqual([]);
});

it("over TLS on either side", async () => {
  const authority = await createAuthority();
  const signed = await authority.sign("IP:127.0.0.1");
  const https = createServer(signed).listen(0, "127.0.0.1");
  onTestFinished(() => void https.close());
  await once(https, "listening");
  const csms = await startWsServer({ server: https });
  const middle = echoMiddle();
  const { certificateFile: certificate, keyFile: key } = signed;
  const route = { match: "/{station}", mode: "translate", upstreamCa: authority.caFile };
  const relay = await relayWith(
    {
      listen: [{ address: "127.0.0.1:0", tls: { certificate, key } }],
      routes: [
        {
          ...{ ...route, upstream: csms.url.replace("ws:", "wss:") },
          translate: { station: "1.6", csms: "2.0.1" },
        },
      ],
    },
    () => middle,
  );
  const station = new WebSocket(`${relay.url}/CP-1`, ["ocpp1.6"], { ca: authority.ca });
  onTestFinished(() => station.terminate());
  await once(station, "open");
  station.send("hello");
  await until(() => csms.received.length === 1, "the message");
  expect(relay.spool.of("link-opened").map(({ body }) => body.tls?.version)).toEqual([
    ...["TLSv1.3", "TLSv1.3"],
  ]);
});
