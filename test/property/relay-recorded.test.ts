/**
 * The other half of the relay's promise: what is recorded equals what the end points sent. Real
 * WebSockets on both ends, text and binary, in fragments, compressed as the peers agreed or not.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

type Sent = { readonly isBinary: boolean; readonly parts: readonly Uint8Array[] };

const text = fc.string({ unit: "grapheme", maxLength: 400 }).map((value) => Buffer.from(value));
const bytes = fc.uint8Array({ maxLength: 3_000 }).map((value) => Buffer.from(value));

/** Text is cut between characters only, so that each part is a legal argument of `send`. */
const message: fc.Arbitrary<Sent> = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 3 }).map((parts) => ({ isBinary: false, parts })),
  fc.array(bytes, { minLength: 1, maxLength: 3 }).map((parts) => ({ isBinary: true, parts })),
);

function send(leg: WebSocket, { isBinary, parts }: Sent): void {
  parts.forEach((part, index) => {
    leg.send(part, { binary: isBinary, fin: index === parts.length - 1 });
  });
}

const whole = ({ isBinary, parts }: Sent) => ({
  opcode: isBinary ? 2 : 1,
  text: Buffer.concat(parts).toString("base64"),
});

it.each([
  ["plain", false],
  ["deflated", { threshold: 0 }],
  [
    "deflated anew each time",
    { threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true },
  ],
  ["deflated with small windows", { threshold: 0, clientMaxWindowBits: 9, serverMaxWindowBits: 9 }],
])("records every payload as it was sent, %s", async (_what, perMessageDeflate) => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate });
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const relay = await relayFor({ upstream: `ws://127.0.0.1:${port}` });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 8 }),
      fc.array(message, { maxLength: 8 }),
      async (up, down) => {
        runs += 1;
        const opened = once(server, "connection");
        const station = new WebSocket(`${relay.url}/CP-${runs}`, { perMessageDeflate });
        const [csms] = (await opened) as [WebSocket];
        await once(station, "open");
        const before = relay.spool.of("message").length;
        for (const each of up) send(station, each);
        for (const each of down) send(csms, each);
        const recorded = () => relay.spool.of("message").slice(before);
        await until(() => recorded().length === up.length + down.length, "every message");
        for (const [sender, sent] of [
          ["station", up],
          ["csms", down],
        ] as const) {
          const kept = recorded()
            .filter((record) => record.sender === sender)
            .map(({ opcode, payload }) => ({ opcode, text: payload.toString("base64") }));
          expect(kept).toEqual(sent.map(whole));
        }
        expect(recorded().map(({ seq }) => seq)).toEqual(recorded().map((_, index) => index + 1));
        station.terminate();
        csms.terminate();
      },
    ),
    { numRuns: 30 },
  );
  expect(relay.eventsOf("directionOpaque")).toEqual([]);
  const isAnyCompressed = relay.spool.of("message").some(({ isCompressed }) => isCompressed);
  expect(isAnyCompressed).toBe(perMessageDeflate !== false);
});
