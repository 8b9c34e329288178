/**
 * The calls of one station that go to one back-end, one after the other.
 *
 * In: calls as the station made them, what the back-end answers, and whether it is there. Out: what
 * is sent, and what it misses. Promised: one call at a time waits for its answer; what waits is
 * bounded, here and over all stations; where it is full the oldest that is not of a transaction
 * goes, and is told; nobody upstream of this ever waits for it.
 */
import { limits } from "../base/limits.ts";
import type { Call, CallError, CallResult, Send } from "../exchange/message.ts";
import type { MessageRef } from "../spool/record.ts";
import { type Copy, isOfTransaction } from "./copies.ts";
import type { Room } from "./room.ts";

export type LaneCall = {
  readonly call: Call | Send;
  /** Its own. */
  readonly text: string;
  readonly bytes: number;
  /** Its record on the station's link. */
  readonly ref: MessageRef;
};

/** `full`: too much waited. `lost`: its WebSocket ended. `closed`: the station went away for good. */
export type MissedWhy = "full" | "unanswered" | "lost" | "transaction-unknown" | "closed";

export type LaneDeps = {
  readonly room: Room;
  readonly copyOf: (called: LaneCall) => Copy;
  readonly send: (text: string, from: MessageRef) => void;
  /** What the back-end made of it. */
  readonly onAnswered: (called: LaneCall, answer: CallResult | CallError) => void;
  /** Calls back after so long, unless the result is called before. Unit: ms. */
  readonly later: (ms: number, action: () => void) => () => void;
  /** It never gets, or never answered, this one. */
  readonly onMissed: (called: LaneCall, why: MissedWhy) => void;
};

type Waiting = LaneCall & { readonly isNeeded: boolean; attempts: number };

export class Lane {
  readonly #deps: LaneDeps;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #asked: { readonly called: Waiting; readonly cancel: () => void } | null = null;
  #isUp = false;

  constructor(deps: LaneDeps) {
    this.#deps = deps;
  }

  /** Calls that wait to be sent, or for their answer. */
  get size(): number {
    return this.#waiting.length + (this.#asked === null ? 0 : 1);
  }

  push(called: LaneCall): void {
    if (called.bytes > limits.backendWaitingBytesMax) {
      this.#deps.onMissed(called, "full");
      return;
    }
    const waiting = { ...called, isNeeded: isOfTransaction(called.call), attempts: 0 };
    while (!this.#fits(called.bytes)) {
      const oldest = this.#waiting.findIndex(({ isNeeded }) => !isNeeded);
      const [dropped] = oldest < 0 ? [] : this.#waiting.splice(oldest, 1);
      if (dropped === undefined) {
        this.#deps.onMissed(called, "full");
        return;
      }
      this.#free(dropped);
      this.#deps.onMissed(dropped, "full");
    }
    this.#deps.room.take(called.bytes);
    this.#bytes += called.bytes;
    this.#waiting.push(waiting);
    this.#pump();
  }

  /** The back-end is there. */
  up(): void {
    this.#isUp = true;
    this.#pump();
  }

  /** What was not answered goes again, where it is of a transaction. */
  down(): void {
    this.#isUp = false;
    const called = this.#takeAsked();
    if (called === null) return;
    called.attempts += 1;
    if (called.isNeeded && called.attempts < limits.backendAttemptsMax) {
      this.#deps.room.take(called.bytes);
      this.#bytes += called.bytes;
      this.#waiting.unshift(called);
    } else {
      this.#deps.onMissed(called, "lost");
    }
  }

  /** False: nothing with that id was asked. */
  answered(answer: CallResult | CallError): boolean {
    if (this.#asked?.called.call.messageId !== answer.messageId) return false;
    const called = this.#takeAsked();
    if (called !== null) this.#deps.onAnswered(called, answer);
    this.#pump();
    return true;
  }

  close(): void {
    this.#isUp = false;
    const asked = this.#takeAsked();
    const left = asked === null ? this.#waiting : [asked, ...this.#waiting];
    for (const called of this.#waiting) this.#free(called);
    this.#waiting = [];
    for (const called of left) this.#deps.onMissed(called, "closed");
  }

  #fits(bytes: number): boolean {
    const { backendWaitingMax, backendWaitingBytesMax } = limits;
    const isOurs =
      this.#waiting.length < backendWaitingMax && this.#bytes + bytes <= backendWaitingBytesMax;
    return isOurs && this.#deps.room.has(bytes);
  }

  #free({ bytes }: LaneCall): void {
    this.#bytes -= bytes;
    this.#deps.room.give(bytes);
  }

  #takeAsked(): Waiting | null {
    if (this.#asked === null) return null;
    const { called, cancel } = this.#asked;
    cancel();
    this.#asked = null;
    return called;
  }

  #pump(): void {
    while (this.#isUp && this.#asked === null) {
      const called = this.#waiting.shift();
      if (called === undefined) return;
      this.#free(called);
      const copy = this.#deps.copyOf(called);
      if (copy.kind === "nothing") {
        this.#deps.onMissed(called, copy.why);
        continue;
      }
      // A SEND has no answer (OCPP 2.1 part 4 §4.2.6).
      if (called.call.type === "call") this.#await(called);
      this.#deps.send(copy.text, called.ref);
    }
  }

  #await(called: Waiting): void {
    const cancel = this.#deps.later(limits.backendAnswerMs, () => {
      this.#asked = null;
      this.#deps.onMissed(called, "unanswered");
      this.#pump();
    });
    this.#asked = { called, cancel };
  }
}
