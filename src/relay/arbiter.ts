/**
 * Whose call goes to the station next: the CSMS's, or one of ours. A state machine without clock,
 * timers or sockets.
 *
 * In: what passes between the two, what is asked for, the time. Out: messages of the CSMS held,
 * passed or dropped, calls put in, their outcomes. Promised (OCPP-J §4.1.1): a call of ours goes
 * out only while no call towards the station is unanswered, and one at a time; while it is, the
 * CSMS's calls wait, for a bounded time, and in their order; its answers do not. Whatever the
 * station answers to ours, in time, late or twice, the CSMS never sees; what it answers to the
 * CSMS, the CSMS always does.
 */
import { limits } from "../base/limits.ts";
import type { CallIds } from "./call-ids.ts";
import type { Envelope } from "./envelope.ts";
import type { AskedCall, SeenMessage } from "./intercept.ts";

/** As much of a message as matters here. */
export type ArbitratedMessage = Pick<SeenMessage, "sender" | "hasGone" | "isWhole">;

export type ArbiterEnds<M> = {
  readonly pass: (message: M) => void;
  readonly drop: (message: M) => void;
  /** To the station; the number of its record, null where it cannot be sent now. */
  readonly send: (text: string, by: string) => number | null;
};

export type Answered<M> = {
  readonly kind: "answered";
  readonly messageId: string;
  readonly seq: number;
  readonly answer: M;
  readonly latencyMs: number;
};

export type Outcome<M> =
  | Answered<M>
  | { readonly kind: "unanswered"; readonly seq: number | null; readonly problem: string }
  | { readonly kind: "refused"; readonly problem: string };

type Done<M> = (outcome: Outcome<M>) => void;

type Asked<M> = {
  readonly call: AskedCall;
  readonly done: Done<M>;
  readonly untilMs: number;
};

type Sent<M> = Asked<M> & {
  readonly messageId: string;
  readonly seq: number;
  readonly sentAtMs: number;
};

type Waiting<M> = {
  readonly message: M;
  readonly envelope: Envelope | null;
  readonly atMs: number;
};

/** Nobody can tell what it is; it may be a call. */
const UNREADABLE: Envelope = { kind: "call", messageId: "", action: null };

export class Arbiter<M extends ArbitratedMessage> {
  readonly #ids: CallIds;
  readonly #ends: ArbiterEnds<M>;
  readonly #asked: Asked<M>[] = [];
  #sent: Sent<M> | null = null;
  /** Since when calls of the CSMS are with the station, unanswered; the oldest first. */
  readonly #csmsCalls = new Map<string, number>();
  readonly #waiting: Waiting<M>[] = [];
  /** From the first call of ours on: what the station answers may be ours. */
  #hasSent = false;
  #endedBecause: string | null = null;

  constructor(ids: CallIds, ends: ArbiterEnds<M>) {
    this.#ids = ids;
    this.#ends = ends;
  }

  isOn(sender: ArbitratedMessage["sender"]): boolean {
    if (sender === "station") return this.#hasSent;
    return this.#sent !== null || this.#waiting.length > 0;
  }

  ask(call: AskedCall, done: Done<M>, atMs: number): void {
    const problem = this.#endedBecause ?? this.#busyWith(call.by);
    if (problem !== null) {
      done({ kind: "refused", problem });
      return;
    }
    this.#asked.push({ call, done, untilMs: atMs + call.timeoutMs });
    this.proceed(atMs);
  }

  /** False: it is taken. */
  message(message: M, envelope: Envelope | null, atMs: number): boolean {
    const read = envelope ?? (message.isWhole ? null : UNREADABLE);
    const goesOn =
      message.sender === "csms"
        ? this.#ofCsms(message, read, atMs)
        : this.#ofStation(message, read, atMs);
    this.proceed(atMs);
    return goesOn;
  }

  /** Time has passed, or a message may be put in again. */
  proceed(atMs: number): void {
    this.#expire(atMs);
    if (this.#sent !== null || this.#waiting.length > 0 || this.#csmsCalls.size > 0) return;
    const [next] = this.#asked;
    if (next === undefined) return;
    const messageId = this.#ids.next();
    if (messageId === null) {
      this.#end("the CSMS uses message ids that begin as ours do");
      return;
    }
    const { by, action, payload } = next.call;
    const text = `[2,${JSON.stringify(messageId)},${JSON.stringify(action)},${payload}]`;
    const seq = this.#ends.send(text, by);
    if (seq === null) return;
    this.#asked.shift();
    this.#hasSent = true;
    this.#sent = { ...next, messageId, seq, sentAtMs: atMs };
  }

  /** Whom this answers, where it is ours. */
  askedBy(envelope: Envelope | null): string | null {
    if (envelope === null || !this.#isForUs(envelope)) return null;
    const { messageId } = envelope;
    return this.#sent?.messageId === messageId ? this.#sent.call.by : LATE;
  }

  /** When `proceed` is due though nothing passes; null for never. */
  dueMs(): number | null {
    const [oldest] = this.#csmsCalls.values();
    const dues = this.#asked.map(({ untilMs }) => untilMs);
    if (dues.length > 0 && oldest !== undefined) dues.push(oldest + limits.csmsCallMsMax);
    if (this.#sent !== null) dues.push(this.#sentUntilMs(this.#sent));
    return dues.length === 0 ? null : Math.min(...dues);
  }

  /** Nothing more comes of this sender. */
  ending(sender: ArbitratedMessage["sender"], atMs: number): void {
    this.#end(`the ${sender} has ended its side of the link`);
    // With nobody left to answer there is nothing to wait for.
    if (sender === "station") this.#abandon("the station has ended its side of the link", atMs);
    else this.#release(atMs);
  }

  /** Nothing can be sent or passed any more. */
  close(): void {
    this.#end("the link has ended");
    const sent = this.#sent;
    this.#sent = null;
    sent?.done({ kind: "unanswered", seq: sent.seq, problem: "the link has ended" });
  }

  // ────────────────────

  #busyWith(by: string): string | null {
    const isHis = ({ call }: Asked<M>) => call.by === by;
    if (this.#asked.some(isHis) || (this.#sent !== null && isHis(this.#sent))) {
      return `a call of ${by} is under way already`;
    }
    return this.#asked.length >= limits.askedCallsMax ? "too many calls wait for their turn" : null;
  }

  #ofCsms(message: M, envelope: Envelope | null, atMs: number): boolean {
    const isCall = envelope?.kind === "call";
    if (isCall) this.#ids.met(envelope.messageId);
    if (!message.hasGone && envelope?.kind !== "answer") {
      const isNext = this.#waiting.length > 0 || (isCall && this.#sent !== null);
      if (isNext) {
        this.#waiting.push({ message, envelope, atMs });
        return false;
      }
    }
    if (isCall) this.#isWithStation(envelope.messageId, atMs);
    return true;
  }

  #ofStation(message: M, envelope: Envelope | null, atMs: number): boolean {
    if (envelope === null || envelope.kind !== "answer") return true;
    if (message.hasGone || !this.#isForUs(envelope)) {
      this.#csmsCalls.delete(envelope.messageId);
      return true;
    }
    const sent = this.#sent;
    if (sent?.messageId === envelope.messageId) {
      const { messageId, seq, sentAtMs } = sent;
      this.#sent = null;
      const latencyMs = atMs - sentAtMs;
      sent.done({ kind: "answered", messageId, seq, answer: message, latencyMs });
      this.#release(atMs);
    }
    this.#ends.drop(message);
    return false;
  }

  #isForUs({ kind, messageId }: Envelope): boolean {
    return kind === "answer" && this.#ids.isOurs(messageId);
  }

  #isWithStation(messageId: string, atMs: number): void {
    this.#csmsCalls.delete(messageId);
    this.#csmsCalls.set(messageId, atMs);
    const [oldest] = this.#csmsCalls.keys();
    if (this.#csmsCalls.size > limits.csmsCallsMax && oldest !== undefined) {
      this.#csmsCalls.delete(oldest);
    }
  }

  #sentUntilMs({ untilMs }: Sent<M>): number {
    const [first] = this.#waiting;
    return first === undefined ? untilMs : Math.min(untilMs, first.atMs + limits.csmsCallWaitMsMax);
  }

  #expire(atMs: number): void {
    for (const [messageId, sinceMs] of this.#csmsCalls) {
      if (atMs < sinceMs + limits.csmsCallMsMax) break;
      this.#csmsCalls.delete(messageId);
    }
    for (const late of this.#asked.filter(({ untilMs }) => untilMs <= atMs)) {
      this.#asked.splice(this.#asked.indexOf(late), 1);
      const problem = "calls of the CSMS were with the station all the time";
      late.done({ kind: "unanswered", seq: null, problem });
    }
    const sent = this.#sent;
    if (sent === null || atMs < this.#sentUntilMs(sent)) return;
    const isInTheWay = atMs < sent.untilMs;
    const problem = isInTheWay ? "a call of the CSMS could not wait longer" : "no answer in time";
    this.#abandon(problem, atMs);
  }

  /** Its answer is waited for no longer; when it comes, it is dropped. */
  #abandon(problem: string, atMs: number): void {
    const sent = this.#sent;
    this.#sent = null;
    sent?.done({ kind: "unanswered", seq: sent.seq, problem });
    this.#release(atMs);
  }

  /** What waited goes on, in its order. */
  #release(atMs: number): void {
    for (const { message, envelope } of this.#waiting.splice(0)) {
      if (envelope?.kind === "call") this.#isWithStation(envelope.messageId, atMs);
      this.#ends.pass(message);
    }
  }

  #end(because: string): void {
    this.#endedBecause ??= because;
    for (const { done } of this.#asked.splice(0)) done({ kind: "refused", problem: because });
  }
}

/** Of an answer that comes when nobody waits for it any more. */
const LATE = "a call that was given up";
