/**
 * The promise of the relay: what leaves equals what came. Arbitrary bytes after the handshake, cut
 * anywhere, both directions at once, with and without negotiated compression, legal frames and noise.
 */
import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

/** A frame of any opcode and flags; its length may be honest or not. */
const frame = fc
  .record({
    first: fc.nat(255),
    isMasked: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 300 }),
    isDeflated: fc.boolean(),
    lie: fc.constantFrom(0, 0, 0, 0, 1, 40),
  })
  .map(({ first, isMasked, payload, isDeflated, lie }) => {
    const body = isDeflated ? deflateRawSync(payload).subarray(0, -1) : Buffer.from(payload);
    const length = body.length + lie;
    const mask = isMasked ? 0x80 : 0;
    const header =
      length < 126
        ? Buffer.from([first, mask | length])
        : Buffer.from([first, mask | 126, length >> 8, length & 255]);
    return Buffer.concat([header, isMasked ? randomBytes(4) : Buffer.alloc(0), body]);
  });

const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

const stream = fc
  .array(fc.oneof({ weight: 4, arbitrary: frame }, { weight: 1, arbitrary: noise }), {
    maxLength: 25,
  })
  .map((parts) => Buffer.concat(parts));

const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 30 });

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) break;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return at < bytes.length ? [...chunks, bytes.subarray(at)] : chunks;
}

it.each([
  ["without compression", SWITCHING, {}],
  ["with permessage-deflate", SWITCHING.replace("\r\n\r\n", `\r\n${DEFLATE}\r\n`), {}],
  ["in strict mode", SWITCHING, { record: { strict: true } }],
])("relays every byte of both directions %s", async (_what, answer, config) => {
  const early: { bytes: Buffer } = { bytes: Buffer.alloc(0) };
  const csms = await startRawCsms(() => Buffer.concat([Buffer.from(answer), early.bytes]));
  const relay = await relayFor({ upstream: csms.url, ...config });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(stream, stream, cuts, cuts, async (up, down, upCuts, downCuts) => {
      runs += 1;
      const [firstUp = Buffer.alloc(0), ...restUp] = cut(up, upCuts);
      const [firstDown = Buffer.alloc(0), ...restDown] = cut(down, downCuts);
      early.bytes = firstDown;
      const station = await dialRaw(relay.port);
      const head = requestHead(`/CP-${runs}`);
      station.send(Buffer.concat([Buffer.from(head), firstUp]));
      const leg = await csms.leg(runs);
      await station.sees("\r\n\r\n");
      for (let at = 0; at < Math.max(restUp.length, restDown.length); at += 1) {
        const [upward, downward] = [restUp[at], restDown[at]];
        if (upward !== undefined) station.send(upward);
        if (downward !== undefined) leg.send(downward);
        // A turn of the event loop in between, so that chunks arrive as they were cut.
        await new Promise(setImmediate);
      }
      station.socket.end();
      leg.socket.end();
      await until(() => station.ended() && leg.ended(), "both directions end");
      const forwarded = leg.received();
      const end = forwarded.indexOf("\r\n\r\n") + 4;
      expect(forwarded.subarray(end).equals(up)).toBe(true);
      expect(station.received().equals(Buffer.concat([Buffer.from(answer), down]))).toBe(true);
      const expected = head
        .replace(`/CP-${runs}`, `/csms/CP-${runs}`)
        .replace("station.example:9000", `127.0.0.1:${csms.port}`);
      expect(forwarded.toString("latin1", 0, end)).toBe(expected);
    }),
    { numRuns: 60 },
  );
  const closed = await relay.spool.nth("link-closed", runs);
  expect(closed.body.how).toMatch(/^(fin|close-frame)$/);
  expect(relay.eventsOf("tapDisabled")).toEqual([]);
  expect(relay.eventsOf("bug")).toEqual([]);
});
