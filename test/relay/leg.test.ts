import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { systemClock } from "../../src/base/clock.ts";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { openLeg } from "../../src/relay/leg.ts";
import { createLegRecord } from "../../src/relay/leg-record.ts";
import type { LegMessage } from "../../src/relay/middle.ts";
import type { LinkClosed } from "../../src/spool/record.ts";
import { startWsServer } from "../support/legs.ts";
import { memorySpool } from "../support/relay.ts";
import { until } from "../support/until.ts";

/** The CSMS's leg: we are its client. */
async function leg({ pingMs = 0, autoPong = true, isStrict = false } = {}) {
  const csms = await startWsServer({ autoPong });
  let socket: Socket | null = null;
  const webSocket = new WebSocket(csms.url);
  webSocket.on("upgrade", (answer) => {
    socket = answer.socket;
  });
  onTestFinished(() => webSocket.terminate());
  await once(webSocket, "open");
  if (socket === null) throw new Error("no socket");
  const spool = memorySpool();
  const got: LegMessage[] = [];
  const events: TapEvent[] = [];
  const [ended, lost]: LinkClosed[][] = [[], []];
  const clock = systemClock;
  const linkId = newLinkId();
  const opened = openLeg(
    { webSocket, socket },
    { name: "csms", pingMs, strictHoldMsMax: isStrict ? 5_000 : null },
    {
      ...{ clock, spool, observe: (event: TapEvent) => void events.push(event) },
      record: createLegRecord({ linkId, leg: "csms", messageBytesMax: 1_024 }, { spool, clock }),
      onMessage: (message) => void got.push(message),
      onEnded: (closed) => void ended?.push(closed),
      onLost: (closed) => void lost?.push(closed),
    },
  );
  const peer = await csms.nth(1);
  const of = (kind: "control-frame") =>
    spool.of(kind).map(({ sender, opcode, payload }) => [sender, opcode, String(payload)]);
  return {
    ...{ leg: opened, peer, spool, got, events, linkId },
    lost: lost ?? [],
    ended: ended ?? [],
    of,
  };
}

it("tells messages once each and in order, with their records; answers and records pings", async () => {
  const { leg: it, peer, spool, got, linkId, of } = await leg();
  const received: string[] = [];
  peer.on("message", (data) => received.push(String(data)));
  for (const text of ["a", "b"]) peer.send(text);
  peer.send(Buffer.from([1, 2]));
  peer.ping("there?");
  await once(peer, "pong");
  expect(got.map(({ opcode, payload, ref }) => [opcode, String(payload), ref.seq])).toEqual([
    [1, "a", 1],
    [1, "b", 2],
    [2, "\x01\x02", 3],
  ]);
  it.send("mine", { linkId, seq: 2 });
  await until(() => received.length === 1, "ours");
  expect(spool.of("message").map(({ sender }) => sender)).toEqual([
    "csms",
    "csms",
    "csms",
    "station",
  ]);
  expect(of("control-frame")).toEqual([
    ["csms", 9, "there?"],
    ["station", 10, "there?"],
  ]);
});

it("the peer's close is told once, with its code", async () => {
  const { peer, lost, ended, of } = await leg();
  peer.close(4001, "enough");
  await until(() => lost.length === 1, "the end");
  expect(lost[0]).toMatchObject({
    closedBy: "csms",
    how: "close-frame",
    code: 4001,
    reason: "enough",
  });
  expect(ended).toEqual(lost);
  expect(of("control-frame").map(([sender, opcode]) => [sender, opcode])).toEqual([
    ["csms", 8],
    ["station", 8],
  ]);
});

it("a network that ends is told as what it was", async () => {
  const { peer, lost } = await leg();
  peer.terminate();
  await until(() => lost.length === 1, "the end");
  expect(lost[0]).toMatchObject({ closedBy: "csms", how: "fin", code: null });
});

it("our own close is recorded at once and is no loss; nothing is told after it", async () => {
  const { leg: it, peer, lost, ended, got, spool } = await leg();
  const closes: [number, string][] = [];
  peer.on("close", (code, reason) => closes.push([code, String(reason)]));
  peer.send("late");
  await it.close("superseded", { code: 1001, reason: "x".repeat(200) });
  expect(closes).toEqual([[1001, "x".repeat(123)]]);
  expect(ended).toMatchObject([{ closedBy: "ocpptap", how: "superseded", code: 1001 }]);
  it.send("more", null);
  expect([lost, got, spool.of("message")]).toEqual([[], [], []]);
  await it.close("shutdown", { code: 1001, reason: "" });
  expect(spool.of("link-closed")).toHaveLength(1);
});

it("a peer that answers no ping is closed", async () => {
  const { lost, of } = await leg({ pingMs: 20, autoPong: false });
  await until(() => lost.length === 1, "the end");
  expect(lost[0]).toMatchObject({
    ...{ closedBy: "ocpptap", how: "timeout", error: "no answer to a ping within 20 ms" },
  });
  expect(of("control-frame")).toEqual([["station", 9, ""]]);
});

it("a peer that answers pings stays", async () => {
  const { lost, peer } = await leg({ pingMs: 10 });
  let pings = 0;
  peer.on("ping", () => {
    pings += 1;
  });
  await until(() => pings >= 4, "four pings");
  expect(lost).toEqual([]);
});

it("a peer that does not read is closed, and counted", async () => {
  const { leg: it, peer, lost, events } = await leg();
  peer.pause();
  const text = "x".repeat(1024 * 1024);
  for (
    let sent = 0;
    sent < 4 * limits.legBufferBytesMax && lost.length === 0;
    sent += text.length
  ) {
    it.send(text, null);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => lost.length === 1, "the end");
  expect(lost[0]?.error).toContain("it did not read");
  expect(events).toMatchObject([{ name: "legUnread", leg: "csms" }]);
});

it("a breach of the protocol ends the leg", async () => {
  const { peer, lost } = await leg();
  const { socket } = peer as unknown as { readonly socket?: Socket; readonly _socket: Socket };
  (socket ?? (peer as unknown as { _socket: Socket })._socket).write(Buffer.from([0xff, 0x00]));
  await until(() => lost.length === 1, "the end");
  expect(lost[0]).toMatchObject({ closedBy: "ocpptap", how: "error" });
});

it("in strict mode nothing is sent before it is in the spool; a close sends what is held", async () => {
  const { leg: it, peer, spool } = await leg({ isStrict: true });
  const received: string[] = [];
  peer.on("message", (data) => received.push(String(data)));
  spool.hold();
  it.send("one", null);
  it.send("two", null);
  peer.ping();
  await once(peer, "pong");
  expect(received).toEqual([]);
  spool.release();
  await until(() => received.length === 2, "both");
  spool.hold();
  it.send("three", null);
  await it.close("shutdown", { code: 1001, reason: "" });
  expect(received).toEqual(["one", "two", "three"]);
});
