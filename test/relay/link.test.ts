import { expect, it } from "vitest";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

it("leaves an account of the whole link, in order", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({ upstream: csms.url, instance: "one" });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await station.sees("\r\n\r\n");
  station.send("\x81\x83\0\0\0\0abc\x89\x80\0\0\0\0");
  const leg = await csms.leg(1);
  await leg.sees("abc");
  leg.send("\x8a\x00\x81\x02hi\x88\x02\x03\xe8");
  await station.sees("hi");
  station.socket.end();
  leg.socket.end();
  const closed = await relay.spool.nth("link-closed");
  expect(closed.body).toMatchObject({
    closedBy: "csms",
    how: "close-frame",
    code: 1000,
    reason: "",
    messages: { station: 1, csms: 1 },
    bytes: { station: 15, csms: 10 },
    pings: { station: 1, csms: 0 },
    pongs: { station: 0, csms: 1 },
    lastSeq: 2,
  });
  expect(closed.seq).toBe(2);
  expect(closed.body.openMs).toBeGreaterThanOrEqual(closed.body.idleMs);
  expect(relay.spool.records.map(({ kind }) => kind)).toEqual([
    "link-opened",
    "message",
    "control-frame",
    "control-frame",
    "message",
    "control-frame",
    "link-closed",
  ]);
  expect(new Set(relay.spool.records.map(({ linkId }) => linkId)).size).toBe(1);
  expect(relay.events.map(({ name }) => name)).toEqual([
    "linksBounded",
    "linkOpened",
    "linkClosed",
  ]);
  await until(() => relay.stats().links === 0, "the link is forgotten");
});
