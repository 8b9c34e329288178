/**
 * One WebSocket of a bridge, ended here. In: an open WebSocket and what to tell. Out: its messages,
 * once each and in order, and its end, once. Promised: everything is recorded; a peer that does not
 * read, or answers no ping, is closed, so that memory is bounded; nothing is told after the end.
 */
import type { Socket } from "node:net";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../base/clock.ts";
import { otherSender, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { ClosedHow, LinkClosed, MessageRef, SpoolWriter } from "../spool/record.ts";
import type { LegRecord, SentCloseFrame } from "./leg-record.ts";
import type { LegMessage, LegName } from "./middle.ts";
import { howOfError, textOfError } from "./socket-errors.ts";
import { createStrictHold, type StrictHold } from "./strict-hold.ts";

export type Leg = {
  readonly record: LegRecord;
  readonly send: (text: string, from: MessageRef | null) => void;
  /** When the peer's last byte came; null while we do not read. */
  readonly heardAtUs: () => number | null;
  readonly pause: () => void;
  readonly resume: () => void;
  /**
   * Ours: its record is written at once, and nothing more is told. Resolves when the peer has let
   * go, or late.
   */
  readonly close: (how: ClosedHow, closing: Closing) => Promise<void>;
};

export type Closing = { readonly code: number; readonly reason: string };

export type LegOptions = {
  readonly name: LegName;
  /** Between our pings; 0 for none. Unit: ms. */
  readonly pingMs: number;
  /** Nothing is sent before it, and what it was made of, is in the spool; null for at once. */
  readonly strictHoldMsMax: number | null;
};

export type LegDeps = {
  readonly record: LegRecord;
  readonly spool: Pick<SpoolWriter, "whenWritten">;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly onMessage: (message: LegMessage) => void;
  /** Once, whoever ended it. */
  readonly onEnded: (closed: LinkClosed) => void;
  /** After that, unless it was `close` that ended it. */
  readonly onLost: (closed: LinkClosed) => void;
};

/** RFC 6455 §7.4.1: for a WebSocket that ended without a Close frame, or with an empty one. */
const NO_CLOSE_FRAME = 1006;
const EMPTY_CLOSE_FRAME = 1005;

const NOTHING = Buffer.alloc(0);

export function openLeg(ends: LegEnds, options: LegOptions, deps: LegDeps): Leg {
  return new BridgeLeg(ends, options, deps);
}

export type LegEnds = { readonly webSocket: WebSocket; readonly socket: Socket };

type Fault = { readonly how: ClosedHow; readonly error: string };

class BridgeLeg implements Leg {
  readonly record: LegRecord;
  readonly #ends: LegEnds;
  readonly #deps: LegDeps;
  readonly #name: LegName;
  readonly #us: Sender;
  readonly #pings: NodeJS.Timeout | null;
  readonly #hold: StrictHold | null;
  #heardAtUs: number;
  #isPongOwed = false;
  #isOver = false;
  /** Ours, or found by us: no Close frame came first. */
  #fault: Fault | null = null;

  constructor(ends: LegEnds, { name, pingMs, strictHoldMsMax }: LegOptions, deps: LegDeps) {
    this.record = deps.record;
    this.#ends = ends;
    this.#deps = deps;
    this.#name = name;
    this.#us = otherSender(name);
    this.#heardAtUs = deps.clock.nowUs();
    this.#pings = pingMs === 0 ? null : setInterval(() => this.#ping(pingMs), pingMs);
    this.#hold = strictHoldMsMax === null ? null : this.#createHold(strictHoldMsMax);
    const { webSocket } = ends;
    webSocket.on("message", (data, isBinary) => this.#received(bufferOf(data), isBinary));
    webSocket.on("ping", (payload) => {
      this.#receivedControl(9, payload);
      // ws has answered.
      if (!this.#isOver) this.record.controlFrame(this.#us, 10, payload);
    });
    webSocket.on("pong", (payload) => this.#receivedControl(10, payload));
    // A breach of the protocol, or a message that is too large: ws closes, and says so here.
    webSocket.on("error", (error) => {
      this.#fault ??= { how: "error", error: textOfError(error) };
    });
    webSocket.on("close", (code, reason) => this.#closed(code, reason));
    // Reset while nobody listened: there is no second event.
    if (webSocket.readyState === webSocket.CLOSED) {
      setImmediate(() => this.#closed(NO_CLOSE_FRAME, NOTHING));
    }
  }

  heardAtUs(): number | null {
    return this.#ends.webSocket.isPaused ? null : this.#heardAtUs;
  }

  pause(): void {
    this.#ends.webSocket.pause();
  }

  resume(): void {
    this.#ends.webSocket.resume();
  }

  send(text: string, from: MessageRef | null): void {
    const { webSocket } = this.#ends;
    if (this.#isOver || webSocket.readyState !== webSocket.OPEN) return;
    const payload = Buffer.from(text, "utf8");
    this.record.message(this.#us, { opcode: 1, payload }, from);
    if (this.#hold === null) this.#forward(payload);
    else this.#hold.push(payload);
  }

  #forward(payload: Buffer): void {
    const { webSocket } = this.#ends;
    if (webSocket.readyState !== webSocket.OPEN) return;
    webSocket.send(payload, { binary: false });
    const bytes = webSocket.bufferedAmount;
    if (bytes <= limits.legBufferBytesMax) return;
    this.#deps.observe({ name: "legUnread", leg: this.#name, bytes });
    this.#fail(`it did not read: ${bytes} bytes waited for it`);
  }

  close(how: ClosedHow, { code, reason }: Closing): Promise<void> {
    const { webSocket } = this.#ends;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (webSocket.readyState === webSocket.CLOSED) resolve();
    else webSocket.once("close", () => resolve());
    if (!this.#isOver) {
      const payload = closePayload(code, reason);
      this.#hold?.flush();
      webSocket.resume();
      webSocket.close(code, payload.subarray(2));
      this.record.controlFrame(this.#us, 8, payload);
      const frame = { sender: this.#us, code, reason };
      this.#end({ how, error: "" }, "ocpptap", frame);
    }
    setTimeout(() => webSocket.terminate(), limits.linkCloseMsMax).unref();
    return promise;
  }

  #createHold(holdMsMax: number): StrictHold {
    const { observe, record, spool } = this.#deps;
    const { linkId } = record;
    return createStrictHold(
      {
        ...{ holdMsMax, bytesMax: limits.strictHoldBytesMax },
        forward: (payload) => this.#forward(payload),
        onExpired: () => observe({ name: "strictHoldExpired", linkId }),
      },
      spool,
    );
  }

  #received(payload: Buffer, isBinary: boolean): void {
    if (this.#isOver) return;
    this.#heard();
    const message = { opcode: isBinary ? (2 as const) : (1 as const), payload };
    const ref = this.record.message(this.#name, message, null);
    this.#deps.onMessage({ ...message, ref });
  }

  #receivedControl(opcode: 9 | 10, payload: Buffer): void {
    if (this.#isOver) return;
    this.#heard();
    this.record.controlFrame(this.#name, opcode, payload);
  }

  #heard(): void {
    this.#heardAtUs = this.#deps.clock.nowUs();
    this.#isPongOwed = false;
  }

  #ping(pingMs: number): void {
    const { webSocket } = this.#ends;
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (this.#isPongOwed) {
      this.#fail(`no answer to a ping within ${pingMs} ms`);
      return;
    }
    this.#isPongOwed = true;
    webSocket.ping();
    this.record.controlFrame(this.#us, 9, NOTHING);
  }

  #fail(error: string): void {
    this.#fault ??= { how: "timeout", error };
    this.#ends.webSocket.terminate();
  }

  #closed(code: number, reason: Buffer): void {
    if (this.#isOver) return;
    if (code === NO_CLOSE_FRAME || this.#fault !== null) {
      const by = this.#fault === null ? this.#name : "ocpptap";
      this.#deps.onLost(this.#end(this.#fault ?? faultOf(this.#ends.socket), by, null));
      return;
    }
    const isEmpty = code === EMPTY_CLOSE_FRAME;
    const text = reason.toString("utf8");
    const payload = isEmpty ? NOTHING : closePayload(code, text);
    this.record.controlFrame(this.#name, 8, payload);
    this.record.controlFrame(this.#us, 8, payload);
    const frame = { sender: this.#name, code: isEmpty ? null : code, reason: text };
    this.#deps.onLost(this.#end({ how: "close-frame", error: "" }, this.#name, frame));
  }

  #end(
    { how, error }: Fault,
    closedBy: Sender | "ocpptap",
    frame: SentCloseFrame | null,
  ): LinkClosed {
    this.#isOver = true;
    if (this.#pings !== null) clearInterval(this.#pings);
    const { clock, onEnded } = this.#deps;
    const closed = this.record.close({ how, error, closedBy, atUs: clock.nowUs() }, frame);
    onEnded(closed);
    return closed;
  }
}

/** RFC 6455 §5.5.1; the reason is cut to what fits. */
function closePayload(code: number, reason: string): Buffer {
  const text = Buffer.from(reason, "utf8").subarray(0, limits.controlPayloadBytesMax - 2);
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), text]);
}

function faultOf(socket: Socket): { readonly how: ClosedHow; readonly error: string } {
  const { errored } = socket;
  if (errored === null) return { how: "fin", error: "" };
  return { how: howOfError(errored), error: textOfError(errored) };
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
