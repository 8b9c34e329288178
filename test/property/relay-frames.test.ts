/**
 * The tap against an independent reader of the same bytes: the `Receiver` of ws. And against bytes
 * that nobody would send.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as ws from "ws";
import { newLinkId, type Sender } from "../../src/base/ids.ts";
import { createLinkTap } from "../../src/relay/tap.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import { deflateMessages } from "../support/deflate.ts";
import { encodeFrame, splitAt } from "../support/frames.ts";
import { spoolByAppend } from "../support/spool-by-append.ts";

/** `opcode payload`, for messages and control frames alike, in the order they completed. */
type Told = string[];

type Compression = {
  readonly windowBits: number;
  readonly hasContextTakeover: boolean;
};

/** One message, how it is fragmented, and the control frames put before its fragments. */
type Plan = {
  readonly payload: Buffer;
  readonly isText: boolean;
  readonly isCompressed: boolean;
  readonly cuts: readonly number[];
  readonly controls: readonly { readonly isPing: boolean; readonly payload: Uint8Array }[];
};

const payloads = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 70_000 }).map((n) => Buffer.alloc(n, "meter")),
  },
);

const plans: fc.Arbitrary<Plan[]> = fc.array(
  fc.record({
    payload: payloads,
    isText: fc.boolean(),
    isCompressed: fc.boolean(),
    cuts: fc.array(fc.nat(400), { maxLength: 4 }),
    controls: fc.array(
      fc.record({ isPing: fc.boolean(), payload: fc.uint8Array({ maxLength: 125 }) }),
      { maxLength: 3 },
    ),
  }),
  { minLength: 1, maxLength: 8 },
);

const compressions: fc.Arbitrary<Compression | null> = fc.option(
  fc.record({ windowBits: fc.integer({ min: 8, max: 15 }), hasContextTakeover: fc.boolean() }),
);

const senders = fc.constantFrom<Sender>("station", "csms");

async function encode(plan: readonly Plan[], sender: Sender, compression: Compression | null) {
  const isCompressed = (message: Plan) => compression !== null && message.isCompressed;
  const compressed = await deflateMessages(
    plan.filter(isCompressed).map((message) => message.payload),
    compression ?? {},
  );
  const masked = () => (sender === "station" ? { mask: [...randomBytes(4)] } : {});
  return Buffer.concat(
    plan.flatMap((message) => {
      const payload = (isCompressed(message) ? compressed.shift() : null) ?? message.payload;
      const fragments = splitAt(payload, message.cuts);
      return fragments.flatMap((fragment, i) => {
        const control = message.controls[i];
        const frame = encodeFrame(fragment, {
          ...masked(),
          opcode: i > 0 ? 0 : message.isText ? 1 : 2,
          isFinal: i === fragments.length - 1,
          reservedBits: i === 0 && isCompressed(message) ? 4 : 0,
        });
        if (control === undefined) return [frame];
        const opcode = control.isPing ? 9 : 10;
        return [encodeFrame(Buffer.from(control.payload), { ...masked(), opcode }), frame];
      });
    }),
  );
}

function extensionsOf(sender: Sender, compression: Compression | null): string | null {
  if (compression === null) return null;
  const who = sender === "station" ? "client" : "server";
  const takeover = compression.hasContextTakeover ? "" : `; ${who}_no_context_takeover`;
  return `permessage-deflate; ${who}_max_window_bits=${compression.windowBits}${takeover}`;
}

/** What ws reads. It unmasks in place, so it gets copies. */
async function readByWs(chunks: readonly Buffer[], sender: Sender, extensions: string | null) {
  const told: Told = [];
  const isServer = sender === "station";
  // The types of ws leave these classes out.
  const { Receiver, PerMessageDeflate, extension } = ws as never as {
    Receiver: new (options: object) => NodeJS.WritableStream;
    PerMessageDeflate: new (options: object) => { accept: (offers: unknown) => void };
    extension: { parse: (header: string) => Record<string, unknown> };
  };
  const negotiated: Record<string, unknown> = {};
  if (extensions !== null) {
    const deflate = new PerMessageDeflate({ isServer });
    // As a server it would answer an offer, and the parameters of an answer are one.
    deflate.accept(extension.parse(extensions)["permessage-deflate"]);
    negotiated["permessage-deflate"] = deflate;
  }
  const receiver = new Receiver({ isServer, extensions: negotiated, skipUTF8Validation: true });
  const tell = (opcode: number) => (payload: Buffer) =>
    told.push(`${opcode} ${payload.toString("hex")}`);
  receiver.on("message", (payload: Buffer, isBinary: boolean) => tell(isBinary ? 2 : 1)(payload));
  receiver.on("ping", tell(9));
  receiver.on("pong", tell(10));
  const finished = once(receiver, "finish");
  for (const chunk of chunks) receiver.write(Buffer.from(chunk));
  receiver.end();
  await finished;
  return told;
}

function readByTap(
  chunks: readonly Buffer[],
  sender: Sender,
  { extensions = null as string | null, messageBytesMax = 1_000_000 } = {},
) {
  const records: SpoolRecord[] = [];
  const tap = createLinkTap(
    { linkId: newLinkId(), messageBytesMax, extensions },
    {
      spool: spoolByAppend((record) => {
        records.push(
          "payload" in record ? { ...record, payload: Buffer.from(record.payload) } : record,
        );
        return true;
      }),
      clock: { nowUs: () => 0 },
      observe: () => undefined,
    },
  );
  for (const chunk of chunks) tap.bytes(sender, chunk, 1);
  const told: Told = records.flatMap((record) =>
    record.kind === "message" || record.kind === "control-frame"
      ? [`${record.opcode} ${record.payload.toString("hex")}`]
      : [],
  );
  return { told, records, tap };
}

describe("on every legal stream, however it is split, the tap", () => {
  it("reads what ws reads, and leaves the bytes as they were", async () => {
    const splits = fc.array(fc.nat(3_000), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        plans,
        senders,
        compressions,
        splits,
        async (plan, sender, compression, at) => {
          const stream = await encode(plan, sender, compression);
          const before = Buffer.from(stream);
          const extensions = extensionsOf(sender, compression);
          const chunks = splitAt(stream, at);
          const byWs = await readByWs(chunks, sender, extensions);
          const byTap = readByTap(chunks, sender, { extensions });
          expect(byTap.told).toEqual(byWs);
          expect(byTap.records.filter((record) => record.kind === "note")).toEqual([]);
          expect(byTap.tap.isAtBoundary(sender)).toBe(true);
          expect(stream.equals(before)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reads the same byte by byte as at once", async () => {
    await fc.assert(
      fc.asyncProperty(plans, senders, compressions, async (plan, sender, compression) => {
        const stream = await encode(plan, sender, compression);
        const extensions = extensionsOf(sender, compression);
        const single = Array.from(stream, (_, i) => stream.subarray(i, i + 1));
        const atOnce = readByTap([stream], sender, { extensions }).told;
        expect(readByTap(single, sender, { extensions }).told).toEqual(atOnce);
      }),
      { numRuns: 50 },
    );
  });
});

describe("on any bytes at all the tap", () => {
  /** Headers of all kinds with short payloads are likelier to lead somewhere than noise. */
  const frameLike = fc
    .tuple(fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 40 }))
    .map(([first, second, rest]) => Buffer.concat([Buffer.from([first, second]), rest]));
  const streams = fc.oneof(
    fc.array(frameLike, { maxLength: 30 }).map((parts) => Buffer.concat(parts)),
    fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  );
  const headers = fc.constantFrom(
    null,
    "permessage-deflate",
    "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
    "x-unknown",
  );

  it("goes on, writes to none of them, numbers without holes and says the same for every split", () => {
    const splits = fc.array(fc.nat(2_000), { maxLength: 20 });
    fc.assert(
      fc.property(streams, senders, headers, splits, (stream, sender, extensions, at) => {
        const before = Buffer.from(stream);
        const whole = readByTap([stream], sender, { extensions, messageBytesMax: 100 });
        const split = readByTap(splitAt(stream, at), sender, { extensions, messageBytesMax: 100 });
        expect(stream.equals(before)).toBe(true);
        expect(whole.tap.stats().isRecording).toBe(true);
        const saidBy = (records: readonly SpoolRecord[]) =>
          records.map((record) => {
            const { linkId, ...rest } = record;
            if (record.kind !== "note" || record.body.note !== "opaque") return rest;
            // Its first bytes are those at hand: the header, and what came in the same buffer.
            return {
              ...rest,
              body: { ...record.body, bytesHex: record.body.bytesHex.slice(0, 20) },
            };
          });
        expect(saidBy(split.records)).toEqual(saidBy(whole.records));
        const numbered = whole.records.flatMap((record) =>
          record.kind === "message" || record.kind === "gap" ? [record.seq] : [],
        );
        expect(numbered).toEqual(numbered.map((_, i) => i + 1));
        expect(whole.tap.stats().lastSeq).toBe(numbered.length);
        for (const record of whole.records) {
          if (record.kind === "message") expect(record.payload.length).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds no more than a copy of what arrived, whatever a header declares", () => {
    const header = Buffer.from("827f000fffffffffffff", "hex");
    const messageBytesMax = 1_000_000;
    const before = process.memoryUsage().arrayBuffers;
    const taps = Array.from(
      { length: 500 },
      () => readByTap([header], "csms", { messageBytesMax }).tap,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    const chunk = Buffer.alloc(65_536);
    for (let i = 0; i < 200; i += 1) taps[0]?.bytes("csms", chunk, 1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000);
  });
});
