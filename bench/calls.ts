/**
 * The calls that stations send in a benchmark, made before anything is timed: masked frames (RFC 6455
 * §5.3) around OCPP 1.6 payloads of the sizes a fleet sends, 1.3 kB on average, and for each the
 * answer that must come back. The same on every run.
 */
import { crc32 } from "node:zlib";

export type Call = {
  readonly frame: Buffer;
  /** Of the payload, as the spool must hold it. */
  readonly crc: number;
  readonly payloadBytes: number;
  /** The whole payload of the right answer. */
  readonly answer: string;
};

export const ID_CHARS = 36;
/** Where the id begins in `[2,"…` and `[3,"…`. */
export const ID_AT = 4;
/** First character of an id: the answer holds a checksum of the call. */
export const CHECKED = "c";

const ANSWER_BODY = '{"currentTime":"2026-03-01T12:00:00.000Z","status":"Accepted"}';

export type CallKind = "timed" | "checked";

/** Parts of a hundred: sizes in bytes are 62, 250, 1,500, 2,600 and 12,000. */
const MIX = [
  { share: 25, body: () => ["Heartbeat", {}] },
  { share: 25, body: statusNotification },
  { share: 35, body: (n: number) => meterValues(n, 11 + (n % 4)) },
  { share: 12, body: (n: number) => meterValues(n, 20 + (n % 7)) },
  { share: 3, body: (n: number) => meterValues(n, 100 + (n % 20)) },
] as const;

export function makeCalls(kind: CallKind, count = 1_000): readonly Call[] {
  return Array.from({ length: count }, (_, n) => makeCall(kind, n));
}

function makeCall(kind: CallKind, n: number): Call {
  const id = `${kind === "checked" ? CHECKED : "t"}${String(n).padStart(ID_CHARS - 1, "0")}`;
  const payload = Buffer.from(JSON.stringify([2, id, ...bodyOf(n)]));
  const crc = crc32(payload);
  const answer = kind === "checked" ? checkedAnswer(id, crc) : `[3,"${id}",${ANSWER_BODY}]`;
  return { frame: maskedFrame(payload, n), crc, payloadBytes: payload.length, answer };
}

export function checkedAnswer(id: string, crc: number): string {
  return `[3,"${id}",{"crc":${crc}}]`;
}

/** An unmasked text frame; answers are shorter than 126 bytes. */
export function answerFrame(payload: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, payload.length]), Buffer.from(payload, "latin1")]);
}

/** The frame that answers timed calls, with room for the id at `2 + ID_AT`. */
export function answerTemplate(): Buffer {
  return answerFrame(`[3,"${" ".repeat(ID_CHARS)}",${ANSWER_BODY}]`);
}

/** The sum of the checksums of the first `count` calls of an endless repetition, modulo 2^32. */
export function crcSumOf(calls: readonly Call[], count: number): number {
  const sum = (upTo: number) => calls.slice(0, upTo).reduce((all, { crc }) => all + crc, 0);
  const rounds = Math.floor(count / calls.length);
  return (rounds * sum(calls.length) + sum(count % calls.length)) % 2 ** 32;
}

function bodyOf(n: number): readonly unknown[] {
  // 37 and 100 have no common divisor: every hundred calls hold each share, well mixed.
  let place = (n * 37) % 100;
  for (const { share, body } of MIX) {
    if (place < share) return body(n);
    place -= share;
  }
  return MIX[0].body();
}

function statusNotification(n: number): readonly unknown[] {
  return [
    "StatusNotification",
    {
      connectorId: 1 + (n % 2),
      errorCode: "NoError",
      info: "cable locked, contactor open",
      status: n % 3 === 0 ? "Preparing" : "Available",
      timestamp: "2026-03-01T12:00:00.000Z",
      vendorId: "com.example.stations",
      vendorErrorCode: "",
    },
  ];
}

function meterValues(n: number, samples: number): readonly unknown[] {
  const sampledValue = Array.from({ length: samples }, (_, sample) => ({
    value: String(((n + 1) * (sample + 17)) % 100_000),
    context: "Sample.Periodic",
    measurand: sample % 2 === 0 ? "Energy.Active.Import.Register" : "Current.Import",
    unit: sample % 2 === 0 ? "Wh" : "A",
  }));
  const meterValue = [{ timestamp: "2026-03-01T12:00:00.000Z", sampledValue }];
  return ["MeterValues", { connectorId: 1, transactionId: 1_000_000 + n, meterValue }];
}

/** `n` chooses the key. */
export function maskedFrame(payload: Buffer, n: number): Buffer {
  const isLong = payload.length > 125;
  const headBytes = isLong ? 8 : 6;
  const frame = Buffer.alloc(headBytes + payload.length);
  frame[0] = 0x81;
  frame[1] = 0x80 | (isLong ? 126 : payload.length);
  if (isLong) frame.writeUInt16BE(payload.length, 2);
  // Any key will do; a golden-ratio step gives each call another one.
  frame.writeUInt32BE(Math.imul(n + 1, 0x9e3779b1) >>> 0, headBytes - 4);
  for (const [i, byte] of payload.entries()) {
    frame[headBytes + i] = byte ^ (frame[headBytes - 4 + (i & 3)] ?? 0);
  }
  return frame;
}
