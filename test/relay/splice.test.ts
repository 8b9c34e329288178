import { describe, expect, it } from "vitest";
import { arrayBuffersInUse } from "../support/memory.ts";
import {
  dialRaw,
  type RawPeer,
  requestHead,
  SWITCHING,
  startRawCsms,
} from "../support/raw-peers.ts";
import { relayFor, type TestRelay } from "../support/relay.ts";
import { until } from "../support/until.ts";

type Opened = { readonly relay: TestRelay; readonly station: RawPeer; readonly csms: RawPeer };

async function openLinkWith(config: object = {}): Promise<Opened> {
  const csms = await startRawCsms();
  const relay = await relayFor({ upstream: csms.url, ...config });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await station.sees("\r\n\r\n");
  return { relay, station, csms: await csms.leg(1) };
}

/** What came after the handshake. */
const payloadOf = (peer: RawPeer) => peer.text().slice(peer.text().indexOf("\r\n\r\n") + 4);

describe("bytes", () => {
  it("go both ways unchanged, also those that are no WebSocket frames", async () => {
    const { station, csms } = await openLinkWith();
    station.send("\xff\xff\xff junk \x00");
    await csms.sees("junk \x00");
    csms.send("\x0d\x0a\xf0\x0d");
    await station.sees("\xf0\x0d");
    expect(payloadOf(csms)).toBe("\xff\xff\xff junk \x00");
    expect(payloadOf(station)).toBe("\x0d\x0a\xf0\x0d");
  });

  it("wait in the sender when the receiver stops reading, and all arrive later", async () => {
    const { relay, station, csms } = await openLinkWith();
    csms.socket.pause();
    const whole = 48 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024, 0x41);
    const before = arrayBuffersInUse();
    // One binary frame, so that there is one message to record and not millions.
    station.socket.write(Buffer.from(`82ff${(whole - 14).toString(16).padStart(16, "0")}`, "hex"));
    for (let sent = 0; sent < whole; sent += chunk.length) {
      station.socket.write(chunk.subarray(sent === 0 ? 10 : 0));
    }
    let last = -1;
    await until(() => {
      const isSettled = station.socket.writableLength === last;
      last = station.socket.writableLength;
      return isSettled;
    }, "nothing moves any more");
    expect(station.socket.writableLength).toBeGreaterThan(whole / 2);
    // The test itself sends one chunk again and again.
    const isBounded = () => arrayBuffersInUse() - before < 8 * 1024 * 1024;
    await until(isBounded, "the relay holds no more than its sockets do");
    csms.socket.resume();
    await until(() => csms.socket.bytesRead > whole, "the rest moves on");
    await until(() => station.socket.writableLength === 0, "all of it is sent");
    expect((await relay.spool.nth("message")).payloadBytes).toBe(whole - 14);
  });

  it("to a station that stops reading are still right when other links have gone on", async () => {
    const one = await openLinkWith();
    const other = await openLinkWith();
    one.station.socket.pause();
    const numbers = Buffer.alloc(8 * 1024 * 1024);
    for (let at = 0; at < numbers.length; at += 4) numbers.writeUInt32LE(at, at);
    one.csms.socket.write(numbers);
    for (let n = 1; n <= 200; n += 1) {
      other.csms.send("x".repeat(10_000));
      await until(() => payloadOf(other.station).length >= n * 10_000, "the other link goes on");
    }
    one.station.socket.resume();
    const head = one.station.received().indexOf("\r\n\r\n") + 4;
    await until(() => one.station.received().length >= head + numbers.length, "all of it comes");
    expect(one.station.received().subarray(head).equals(numbers)).toBe(true);
  });
});

describe("ends", () => {
  it("a FIN goes on as a FIN, and the other half stays open for what is still to come", async () => {
    const { relay, station, csms } = await openLinkWith();
    station.socket.end("last words");
    await until(() => csms.ended(), "the CSMS sees the FIN");
    expect(payloadOf(csms)).toBe("last words");
    csms.send("one more");
    await station.sees("one more");
    csms.socket.end();
    await until(() => station.ended(), "the station sees the FIN");
    expect((await relay.spool.nth("link-closed")).body).toMatchObject({
      closedBy: "station",
      how: "fin",
      code: null,
      error: "",
      bytes: { station: 10, csms: 8 },
    });
  });

  it("half a link lives no longer than the linger limit", async () => {
    const { relay, station, csms } = await openLinkWith({ relay: { lingerMs: 50 } });
    csms.socket.end();
    await until(() => station.ended(), "the station sees the FIN");
    expect((await relay.spool.nth("link-closed")).body).toMatchObject({
      closedBy: "csms",
      how: "fin",
    });
    expect(relay.stats().links).toBe(0);
  });

  it("a reset goes on as a reset, either way", async () => {
    const one = await openLinkWith();
    one.station.socket.resetAndDestroy();
    await until(() => one.csms.closed(), "the CSMS's leg closes");
    expect(one.csms.error()).toBe("ECONNRESET");
    expect((await one.relay.spool.nth("link-closed")).body).toMatchObject({
      closedBy: "station",
      how: "reset",
    });
    const other = await openLinkWith();
    other.csms.socket.resetAndDestroy();
    await until(() => other.station.closed(), "the station closes");
    expect(other.station.error()).toBe("ECONNRESET");
    const { body } = await other.relay.spool.nth("link-closed");
    expect(body).toMatchObject({ closedBy: "csms", how: "reset" });
    expect(body.error).toContain("ECONNRESET");
  });

  it("a Close frame names its sender, its code and its reason", async () => {
    const { relay, station, csms } = await openLinkWith();
    csms.send("\x88\x09\x10\x68go away");
    await station.sees("go away");
    station.socket.end();
    csms.socket.end();
    expect((await relay.spool.nth("link-closed")).body).toMatchObject({
      closedBy: "csms",
      how: "close-frame",
      code: 4200,
      reason: "go away",
    });
  });

  it("at shutdown both legs get a Close frame and a FIN, and the record says so", async () => {
    const { relay, station, csms } = await openLinkWith();
    csms.socket.on("end", () => csms.socket.end());
    await relay.close();
    await until(() => station.ended() && csms.ended(), "both legs end");
    expect(payloadOf(station)).toBe("\x88\x13\x03\xf4ocpptap: shutdown");
    const masked = Buffer.from(payloadOf(csms), "latin1");
    const unmasked = masked.subarray(6).map((byte, at) => byte ^ (masked[2 + (at % 4)] ?? 0));
    expect(masked.subarray(0, 2).toString("hex")).toBe("8893");
    expect(Buffer.from(unmasked).toString("latin1")).toBe("\x03\xf4ocpptap: shutdown");
    expect(relay.spool.of("link-closed")[0]?.body).toMatchObject({
      ...{ closedBy: "ocpptap", how: "shutdown", code: 1012, reason: "ocpptap: shutdown" },
    });
  });

  it("no Close frame of ours comes into a message, or behind a Close frame", async () => {
    const halved = await openLinkWith();
    halved.csms.send("\x01\x05hel");
    await halved.station.sees("hel");
    await halved.relay.close();
    await until(() => halved.station.ended(), "the station's leg ends");
    expect(payloadOf(halved.station)).toBe("\x01\x05hel");
    // The other direction stands between two messages.
    expect(payloadOf(halved.csms).slice(0, 2)).toBe("\x88\x93");
    const closing = await openLinkWith();
    closing.csms.send("\x88\x02\x03\xe8");
    await closing.station.sees("\x03\xe8");
    await closing.relay.close();
    await until(() => closing.csms.ended(), "the CSMS's leg ends");
    expect([payloadOf(closing.station), payloadOf(closing.csms)]).toEqual(["\x88\x02\x03\xe8", ""]);
  });
});

describe("record.strict", () => {
  const strict = { record: { strict: true } };

  it("holds chunks until they are on disk, and keeps their order", async () => {
    const { relay, station, csms } = await openLinkWith(strict);
    relay.spool.hold();
    for (const letter of "abcdef") {
      station.send(`\x82\x01${letter}`);
      await until(
        () => relay.spool.of("message").at(-1)?.payload.toString() === letter,
        "the message is recorded",
      );
    }
    station.socket.end();
    expect(payloadOf(csms)).toBe("");
    relay.spool.release();
    await until(() => csms.ended(), "the FIN follows");
    expect(payloadOf(csms)).toBe([..."abcdef"].map((letter) => `\x82\x01${letter}`).join(""));
  });
});

it("SWITCHING is what the station got", async () => {
  const { station } = await openLinkWith();
  expect(station.text()).toBe(SWITCHING);
});
