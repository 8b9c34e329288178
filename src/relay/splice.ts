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
import type { Crossing, CrossingDeps, CrossingOptions, Legs } from "./crossing.ts";
import { howOfError, textOfError } from "./socket-errors.ts";
import { createStrictHold, type StrictHold } from "./strict-hold.ts";
import type { LinkTap } from "./tap.ts";
import { lookAtTurnsEnd, lookNow } from "./turn.ts";

type Direction = {
  readonly sender: Sender;
  readonly from: Socket;
  readonly to: Socket;
  readonly hold: StrictHold | null;
};

export function openSplice(legs: Legs, options: CrossingOptions, deps: CrossingDeps): Crossing {
  return new Splice(legs, options, deps);
}

class Splice implements Crossing {
  readonly #legs: Legs;
  readonly #options: CrossingOptions;
  readonly #deps: CrossingDeps;
  readonly #clock: Clock;
  readonly #tap: LinkTap;
  readonly #directions: { readonly station: Direction; readonly csms: Direction };
  #first: { readonly by: Sender; how: ClosedHow; error: string; readonly atUs: number } | null =
    null;
  #linger: NodeJS.Timeout | null = null;
  #openLegs = 2;
  #isOver = false;
  #stationHeardAtUs: number;

  constructor(legs: Legs, options: CrossingOptions, deps: CrossingDeps) {
    this.#legs = legs;
    this.#options = options;
    this.#deps = deps;
    this.#clock = deps.clock;
    this.#tap = deps.tap;
    this.#stationHeardAtUs = deps.clock.nowUs();
    this.#directions = { station: this.#direction("station"), csms: this.#direction("csms") };
  }

  feed(sender: Sender, chunk: Buffer): void {
    this.#pass(this.#directions[sender], chunk);
  }

  start(): void {
    for (const sender of ["station", "csms"] as const) {
      const direction = this.#directions[sender];
      const { from, to } = direction;
      const pass = (chunk: Buffer) => this.#pass(direction, chunk);
      const reads = sender === "csms" ? this.#legs.csmsReads : null;
      if (reads === null) from.on("data", pass);
      else reads.lendTo(pass);
      from.on("end", () => this.#ended(direction));
      from.on("close", () => this.#closed(direction));
      to.on("drain", () => this.#resumeWhenDrained(direction));
      if (from.readableEnded) this.#ended(direction);
      if (from.closed) this.#closed(direction);
      else this.#resumeWhenDrained(direction);
    }
  }

  stationHeardAtUs(): number | null {
    const { from } = this.#directions.station;
    return from.isPaused() ? null : this.#stationHeardAtUs;
  }

  close(how: "superseded" | "shutdown"): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { station, csms } = this.#legs;
    this.#finish({ closedBy: "ocpptap", how, error: "", atUs: this.#deps.clock.nowUs() });
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

  #direction(sender: Sender): Direction {
    const from = this.#legs[sender];
    const to = this.#legs[otherSender(sender)];
    if (!this.#options.isStrict) return { sender, from, to, hold: null };
    const hold = createStrictHold(
      {
        holdMsMax: this.#options.strictHoldMsMax,
        bytesMax: limits.strictHoldBytesMax,
        forward: (chunk) => this.#forwardHeld(sender, chunk),
        onExpired: () =>
          this.#deps.observe({ name: "strictHoldExpired", linkId: this.#options.linkId }),
      },
      this.#deps.spool,
    );
    return { sender, from, to, hold };
  }

  /** True: the chunk is kept beyond this turn, by the stream or by us. */
  #pass(direction: Direction, chunk: Buffer): boolean {
    if (this.#isOver) return false;
    const { sender, from, to, hold } = direction;
    const receivedAtUs = this.#clock.nowUs();
    if (sender === "station") this.#stationHeardAtUs = receivedAtUs;
    if (hold === null) {
      const isTaken = to.write(chunk);
      lookAtTurnsEnd(this.#tap, sender, chunk, receivedAtUs);
      if (!isTaken) from.pause();
      // What the kernel has taken at once is not counted; it is needed until the turn's end only.
      return to.writableLength > 0;
    }
    this.#tap.bytes(sender, chunk, receivedAtUs);
    hold.push(chunk);
    if (hold.isFull()) from.pause();
    return true;
  }

  #forwardHeld(sender: Sender, chunk: Buffer): void {
    const direction = this.#directions[sender];
    if (!direction.to.write(chunk)) direction.from.pause();
    else this.#resumeWhenDrained(direction);
  }

  #resumeWhenDrained({ from, to, hold }: Direction): void {
    if (!to.writableNeedDrain && hold?.isFull() !== true) from.resume();
  }

  #ended({ sender, to, hold }: Direction): void {
    if (this.#isOver) return;
    this.#note(sender, "fin", "");
    const pass = () => {
      if (!to.writableEnded && !to.destroyed) to.end();
    };
    if (hold === null) pass();
    else hold.whenEmpty(pass);
    this.#linger ??= setTimeout(() => {
      this.#legs.station.destroy();
      this.#legs.csms.destroy();
    }, this.#options.lingerMs);
  }

  #closed({ sender, from, to, hold }: Direction): void {
    hold?.flush();
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
    this.#isOver = true;
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#directions.station.hold?.flush();
    this.#directions.csms.hold?.flush();
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
