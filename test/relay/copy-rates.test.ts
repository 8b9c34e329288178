/** Also a link whose peer wants to make us suffer: over real sockets, relayed byte for byte. */
import { expect, it } from "vitest";
import { controlFrameAllowance, defaultRates } from "../../src/relay/copy-rates.ts";
import { deflateSync } from "../support/deflate.ts";
import { encodeFrame } from "../support/frames.ts";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const mask = [1, 2, 3, 4];
const DEFLATED =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

async function openLink(record: object = {}) {
  const csms = await startRawCsms(() => DEFLATED);
  const upstream = `${csms.url}/{station}`;
  const relay = await relayFor({
    ...{ routes: [{ match: "/ocpp/{station}", upstream }], record },
    relay: { lingerMs: 0 },
  });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/ocpp/CP-1", ["Sec-WebSocket-Extensions: permessage-deflate"]));
  await station.sees("101 ");
  const leg = await csms.leg(1);
  const head = leg.received().length;
  /** Everything that the CSMS got after the request. */
  const got = () => leg.received().subarray(head);
  return { relay, station, leg, got };
}

it("a compression bomb: not decompressed, told once, and the link goes on untouched", async () => {
  const { relay, station, leg, got } = await openLink();
  // 200 MB of zeros, in 200 kB.
  const bomb = encodeFrame(deflateSync(Buffer.alloc(200_000_000)), { mask, reservedBits: 4 });
  const heartbeat = encodeFrame('[2,"1","Heartbeat",{}]', { mask });
  const before = process.memoryUsage().rss;
  const startedMs = performance.now();
  station.send(Buffer.concat([bomb, heartbeat]));
  await until(() => got().length === bomb.length + heartbeat.length, "the CSMS has all of it");
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  expect(got().equals(Buffer.concat([bomb, heartbeat]))).toBe(true);
  const note = (await relay.spool.nth("note")).body;
  expect(note).toMatchObject({ note: "opaque", sender: "station" });
  expect("reason" in note && note.reason).toMatch(/\d+ bytes become more than 20971520$/);
  expect(await relay.spool.nth("gap")).toMatchObject({ reason: "opaque", fromSeq: 1, toSeq: 1 });
  expect((await relay.spool.nth("message")).payload.toString()).toContain("Heartbeat");
  // The other direction is none the worse.
  leg.send(encodeFrame(deflateSync("[3]"), { reservedBits: 4 }));
  expect((await relay.spool.nth("message", 2)).payload.toString()).toBe("[3]");
  expect(relay.stats().links).toBe(1);
});

it("what is a bomb is configured: the same message is recorded under a larger ratio", async () => {
  const { relay, station } = await openLink({ inflateRatioMax: 1_032 });
  const plain = Buffer.alloc(9_000_000);
  station.send(encodeFrame(deflateSync(plain), { mask, reservedBits: 4 }));
  expect((await relay.spool.nth("message")).payloadBytes).toBe(plain.length);
  const strict = await openLink();
  strict.station.send(encodeFrame(deflateSync(plain), { mask, reservedBits: 4 }));
  expect((await strict.relay.spool.nth("note")).body).toMatchObject({ note: "opaque" });
});

it("a flood of pings: all are relayed, few recorded, the others counted", async () => {
  const { relay, station, got } = await openLink({ controlFramesPerMinute: 5 });
  const pings = Buffer.concat(
    Array.from({ length: 20_000 }, (_, n) => encodeFrame(String(n), { opcode: 9, mask })),
  );
  const call = encodeFrame('[2,"1","Heartbeat",{}]', { mask });
  station.send(Buffer.concat([pings, call]));
  await until(() => got().length === pings.length + call.length, "the CSMS has all of it");
  expect(got().equals(Buffer.concat([pings, call]))).toBe(true);
  await relay.spool.nth("message");
  expect(relay.spool.of("control-frame").length).toBeLessThanOrEqual(6);
  station.socket.end();
  await relay.spool.nth("link-closed");
  const counted = relay.spool
    .of("note")
    .reduce((sum, { body }) => sum + (body.note === "rate-limited" ? body.controlFrames : 0), 0);
  expect(counted + relay.spool.of("control-frame").length).toBe(20_000);
});

it("so many control frames at once, and again as many within a minute", () => {
  const allowance = controlFrameAllowance({ ...defaultRates, controlFramesPerMinute: 4 });
  const take = (count: number, atUs: number) =>
    Array.from({ length: count }, () => allowance.take(atUs)).filter(Boolean).length;
  expect(take(10, 1_000_000)).toBe(4);
  expect(take(10, 16_000_000)).toBe(1);
  expect(take(10, 76_000_000)).toBe(4);
  expect(allowance.takeRefused()).toBe(21);
});
