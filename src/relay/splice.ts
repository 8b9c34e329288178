/**
 * BYTES → the same BYTES, both ways between two sockets, with the tap looking on.
 *
 * In: two connected sockets. Out: what comes from one goes to the other, unchanged and in order;
 * FIN goes on as FIN, a reset as a reset. Promised: a chunk is written before it is looked at,
 * which is at the end of the turn (in strict mode: looked at, held until its record is on disk,
 * then written); a peer that stops reading stops the other's sending, so memory is bounded;
 * nothing here depends on what the bytes mean.
 */
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Clock } from "../base/clock.ts";
import { otherSender, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { ClosedHow } from "../spool/record.ts";
import { closeFrameOf, SERVICE_RESTART } from "./close-frame.ts";
import type { Crossing, CrossingDeps, CrossingOptions, Legs } from "./crossing.ts";
import { hasGoneOn } from "./latency.ts";
import type { LentReads } from "./lent-reads.ts";
import type { ClosedByUs } from "./links.ts";
import { howOfError, textOfError } from "./socket-errors.ts";
import { createStrictHold, type StrictHold } from "./strict-hold.ts";
import type { LinkTap } from "./tap.ts";
import { lookAtTurnsEnd, lookNow } from "./turn.ts";
import type { Valve, ValveEnds } from "./valve.ts";

/** To the station first. */
const senders = ["csms", "station"] as const satisfies readonly Sender[];

type Closing = { readonly code: number; readonly reason: string };

const RESTARTING: Closing = { code: SERVICE_RESTART, reason: "ocpptap: shutdown" };

export function openSplice(legs: Legs, options: CrossingOptions, deps: CrossingDeps): Crossing {
  return new Splice(legs, options, deps);
}

/**
 * Everything that a chunk needs lies in this one object: between two chunks of a link those of a
 * hundred others pass, so that each object on the way is fetched from memory again.
 */
class Splice implements Crossing {
  readonly #station: Socket;
  readonly #csms: Socket;
  readonly #tap: LinkTap;
  readonly #clock: Clock;
  #isOver = false;
  #stationHeardAtUs: number;
  /** In strict mode: what the station sent, and what the CSMS sent. */
  readonly #stationHold: StrictHold | null;
  readonly #csmsHold: StrictHold | null;
  readonly #csmsReads: LentReads | null;
  /** Where intercepts stand; null on a route that permits none. */
  readonly #valve: Valve | null;
  readonly #options: CrossingOptions;
  readonly #deps: CrossingDeps;
  #first: { readonly by: Sender; how: ClosedHow; error: string; readonly atUs: number } | null =
    null;
  #linger: NodeJS.Timeout | null = null;
  #openLegs = 2;

  constructor(legs: Legs, options: CrossingOptions, deps: CrossingDeps) {
    this.#station = legs.station;
    this.#csms = legs.csms;
    this.#csmsReads = legs.csmsReads;
    this.#tap = deps.tap;
    this.#clock = deps.clock;
    this.#stationHeardAtUs = deps.clock.nowUs();
    this.#options = options;
    this.#deps = deps;
    this.#stationHold = this.#createHold("station");
    this.#csmsHold = this.#createHold("csms");
    this.#valve = deps.openValve?.(this.#valveEnds()) ?? null;
  }

  feed(sender: Sender, chunk: Buffer): void {
    if (sender === "station") this.#passFromStation(chunk);
    else this.#passFromCsms(chunk);
  }

  start(): void {
    this.#station.on("data", (chunk: Buffer) => this.#passFromStation(chunk));
    const passFromCsms = (chunk: Buffer) => this.#passFromCsms(chunk);
    if (this.#csmsReads === null) this.#csms.on("data", passFromCsms);
    else this.#csmsReads.lendTo(passFromCsms);
    for (const sender of ["station", "csms"] as const) {
      const from = this.#legOf(sender);
      from.on("end", () => this.#ended(sender));
      from.on("close", () => this.#closed(sender));
      this.#legOf(otherSender(sender)).on("drain", () => this.#resumeWhenDrained(sender));
      if (from.readableEnded) this.#ended(sender);
      if (from.closed) this.#closed(sender);
      else this.#resumeWhenDrained(sender);
    }
  }

  stationHeardAtUs(): number | null {
    return this.#station.isPaused() ? null : this.#stationHeardAtUs;
  }

  isAtBoundary(): boolean {
    lookNow();
    if (this.#valve?.isEmpty() === false) return false;
    return senders.every((sender) => {
      const isHeld = this.#holdOf(sender)?.isEmpty() === false;
      return !isHeld && this.#tap.isAtBoundary(sender);
    });
  }

  close(how: ClosedByUs): Promise<void> {
    return this.#end(how, how === "shutdown" ? RESTARTING : null);
  }

  #end(how: ClosedHow, closing: Closing | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const station = this.#station;
    const csms = this.#csms;
    for (const sender of senders) this.#valve?.ending(sender);
    const toTell = closing !== null && !this.#isOver ? this.#endable() : [];
    const closeFrame = closing === null || toTell.length === 0 ? {} : { closeFrame: closing };
    const atUs = this.#deps.clock.nowUs();
    this.#finish({ closedBy: "ocpptap", how, error: "", atUs, ...closeFrame });
    for (const sender of toTell) {
      if (closing === null) break;
      this.#legOf(otherSender(sender)).write(closeFrameOf(sender, closing));
    }
    if (csms.closed) resolve();
    else csms.once("close", () => resolve());
    for (const leg of [station, csms]) {
      if (!leg.writableEnded) leg.end();
      // What still comes is read, so that the other's FIN is, and dropped.
      leg.resume();
    }
    setTimeout(() => {
      station.destroy();
      csms.destroy();
    }, limits.linkCloseMsMax).unref();
    return promise;
  }

  #valveEnds(): ValveEnds {
    return {
      relay: (sender, bytes, receivedAtUs) => this.#relay(sender, bytes, receivedAtUs),
      forward: (sender, bytes) => this.#forward(sender, bytes),
      freed: () => {
        for (const sender of senders) this.#resumeWhenDrained(sender);
      },
      end: (closing) => {
        if (closing === null) this.#abort();
        else void this.#end("close-frame", closing);
      },
    };
  }

  /** What comes from the valve: recorded, and on its way. */
  #relay(sender: Sender, bytes: Buffer, receivedAtUs: number): void {
    if (this.#holdOf(sender) !== null) {
      this.#tap.bytes(sender, bytes, receivedAtUs);
      this.#forward(sender, bytes);
      return;
    }
    this.#forward(sender, bytes);
    hasGoneOn(sender, receivedAtUs, this.#clock);
    this.#tap.bytes(sender, bytes, receivedAtUs);
  }

  #forward(sender: Sender, bytes: Buffer): void {
    const from = this.#legOf(sender);
    const to = this.#legOf(otherSender(sender));
    const hold = this.#holdOf(sender);
    if (hold !== null) this.#hold(hold, from, bytes);
    else if (to.writable && !to.write(bytes)) from.pause();
  }

  #abort(): void {
    const atUs = this.#deps.clock.nowUs();
    this.#finish({ closedBy: "ocpptap", how: "reset", error: "", atUs });
    reset(this.#station);
    reset(this.#csms);
  }

  /** Directions in which a frame can be put in. Behind a Close frame nothing may come (§5.5.1). */
  #endable(): readonly Sender[] {
    lookNow();
    if (this.#tap.stats().closeFrame !== null) return [];
    return senders.filter(
      (sender) => this.#tap.isAtBoundary(sender) && this.#legOf(otherSender(sender)).writable,
    );
  }

  #legOf(sender: Sender): Socket {
    return sender === "station" ? this.#station : this.#csms;
  }

  #holdOf(sender: Sender): StrictHold | null {
    return sender === "station" ? this.#stationHold : this.#csmsHold;
  }

  #createHold(sender: Sender): StrictHold | null {
    if (!this.#options.isStrict) return null;
    return createStrictHold(
      {
        holdMsMax: this.#options.strictHoldMsMax,
        bytesMax: limits.strictHoldBytesMax,
        forward: (chunk) => this.#forwardHeld(sender, chunk),
        onExpired: () =>
          this.#deps.observe({ name: "strictHoldExpired", linkId: this.#options.linkId }),
      },
      this.#deps.spool,
    );
  }

  #passFromStation(chunk: Buffer): void {
    if (this.#isOver) return;
    const receivedAtUs = this.#clock.nowUs();
    this.#stationHeardAtUs = receivedAtUs;
    if (this.#valve !== null) {
      this.#passThrough(this.#valve, "station", chunk, receivedAtUs);
      return;
    }
    if (this.#stationHold !== null) {
      this.#tap.bytes("station", chunk, receivedAtUs);
      this.#hold(this.#stationHold, this.#station, chunk);
      return;
    }
    if (!this.#csms.write(chunk)) this.#station.pause();
    hasGoneOn("station", receivedAtUs, this.#clock);
    lookAtTurnsEnd(this.#tap, "station", chunk, receivedAtUs);
  }

  /** True: the chunk is kept beyond this turn, by the stream or by us. */
  #passFromCsms(chunk: Buffer): boolean {
    if (this.#isOver) return false;
    const receivedAtUs = this.#clock.nowUs();
    if (this.#valve !== null) {
      this.#passThrough(this.#valve, "csms", chunk, receivedAtUs);
      return true;
    }
    if (this.#csmsHold !== null) {
      this.#tap.bytes("csms", chunk, receivedAtUs);
      this.#hold(this.#csmsHold, this.#csms, chunk);
      return true;
    }
    const station = this.#station;
    if (!station.write(chunk)) this.#csms.pause();
    hasGoneOn("csms", receivedAtUs, this.#clock);
    lookAtTurnsEnd(this.#tap, "csms", chunk, receivedAtUs);
    // What the kernel has taken at once is not counted; it is needed until the turn's end only.
    return station.writableLength > 0;
  }

  #passThrough(valve: Valve, sender: Sender, chunk: Buffer, receivedAtUs: number): void {
    valve.chunk(sender, chunk, receivedAtUs);
    if (valve.isFull(sender)) this.#legOf(sender).pause();
  }

  #hold(hold: StrictHold, from: Socket, chunk: Buffer): void {
    hold.push(chunk);
    if (hold.isFull()) from.pause();
  }

  #forwardHeld(sender: Sender, chunk: Buffer): void {
    if (!this.#legOf(otherSender(sender)).write(chunk)) this.#legOf(sender).pause();
    else this.#resumeWhenDrained(sender);
  }

  #resumeWhenDrained(sender: Sender): void {
    if (this.#legOf(otherSender(sender)).writableNeedDrain) return;
    if (this.#valve?.isFull(sender) === true) return;
    if (this.#holdOf(sender)?.isFull() !== true) this.#legOf(sender).resume();
  }

  #ended(sender: Sender): void {
    if (this.#isOver) return;
    this.#note(sender, "fin", "");
    this.#valve?.ending(sender);
    const to = this.#legOf(otherSender(sender));
    const pass = () => {
      if (!to.writableEnded && !to.destroyed) to.end();
    };
    const hold = this.#holdOf(sender);
    if (hold === null) pass();
    else hold.whenEmpty(pass);
    this.#linger ??= setTimeout(() => {
      this.#station.destroy();
      this.#csms.destroy();
    }, this.#options.lingerMs);
  }

  #closed(sender: Sender): void {
    const from = this.#legOf(sender);
    const to = this.#legOf(otherSender(sender));
    this.#valve?.ending(sender);
    this.#holdOf(sender)?.flush();
    if (from.errored !== null) {
      this.#note(sender, howOfError(from.errored), textOfError(from.errored));
      reset(to);
    } else if (!from.readableEnded) {
      to.destroy();
    }
    this.#openLegs -= 1;
    if (this.#openLegs > 0 || this.#first === null) return;
    const { by, how, error, atUs } = this.#first;
    this.#finish({ closedBy: by, how, error, atUs });
  }

  /** The first thing that happened is what ended the link; an error that follows adds its text. */
  #note(by: Sender, how: ClosedHow, error: string): void {
    if (this.#first === null) this.#first = { by, how, error, atUs: this.#deps.clock.nowUs() };
    else if (this.#first.error === "") this.#first.error = error;
  }

  #finish(end: Parameters<CrossingDeps["onEnd"]>[0]): void {
    if (this.#isOver) return;
    this.#valve?.close();
    this.#isOver = true;
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#stationHold?.flush();
    this.#csmsHold?.flush();
    lookNow();
    this.#deps.onEnd(end);
  }
}

/**
 * A TLS socket cannot be reset; without its close_notify the peer sees that the end was not meant.
 */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
