/**
 * The place in a spliced link where intercepts stand: see `intercept.ts`.
 *
 * In: the chunks of both senders. Out: the same bytes, but for messages that were taken and those
 * that were put in. Promised: while nobody is on, a chunk goes on as it came, and is looked at
 * after; of what goes through the intercepts everything is recorded as it came, before it goes on;
 * a bug in here ends the interception of this link, never the link.
 */
import { problemOf } from "../base/errors.ts";
import { type LinkId, type Sender, senders } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import type { Note } from "../spool/record.ts";
import type { Extensions } from "./extensions.ts";
import type { InterceptedLink, OpenIntercept, SeenMessage } from "./intercept.ts";
import { InterceptChain } from "./intercept-chain.ts";
import { MessageSplitter, type SplitMessage } from "./message-splitter.ts";
import type { TappedLink } from "./sender-tap.ts";
import type { LinkTap } from "./tap.ts";
import { textFrameOf } from "./text-frame.ts";

export type ValveOptions = Pick<TappedLink, "extensions" | "messageBytesMax" | "rates"> & {
  readonly link: Omit<InterceptedLink, "fixedBecause">;
  readonly openers: readonly OpenIntercept[];
};

export type ValveDeps = {
  readonly tap: LinkTap;
  readonly observe: Observe;
};

/** What the splice does for it. */
export type ValveEnds = {
  /** Goes on and is recorded, in the order that strictness wants. */
  readonly relay: (sender: Sender, bytes: Buffer, receivedAtUs: number) => void;
  /** Goes on; its record is written. */
  readonly forward: (sender: Sender, bytes: Buffer) => void;
  /** Something that was held is not any more. */
  readonly freed: () => void;
  /** Ends the link; with null without a Close frame. */
  readonly end: (closing: { readonly code: number; readonly reason: string } | null) => void;
};

export type OpenValve = (ends: ValveEnds) => Valve;

type Side = { readonly splitter: MessageSplitter; wantsToSend: boolean };

export class Valve {
  readonly #linkId: LinkId;
  readonly #ends: ValveEnds;
  readonly #deps: ValveDeps;
  readonly #extensions: Extensions;
  readonly #sides: Readonly<Record<Sender, Side>>;
  readonly #chain: InterceptChain;
  readonly #lost: Record<Sender, string | null> = { station: null, csms: null };
  /** As they came, of what is in the chain. */
  readonly #raws = new WeakMap<SeenMessage, Buffer>();
  #atUs = 0;
  /** Of the last message of a chunk that has gone on whole; null: of the tap. */
  #seq: number | null = null;
  #isOver = false;

  constructor(options: ValveOptions, ends: ValveEnds, deps: ValveDeps) {
    this.#linkId = options.link.linkId;
    this.#ends = ends;
    this.#deps = deps;
    this.#extensions = options.extensions;
    const sideOf = (sender: Sender): Side => ({
      splitter: new MessageSplitter(sender, options, {
        bytes: (raw, isClose) => this.#bytes(sender, raw, isClose),
        message: (message, raw) => this.#message(sender, message, raw),
        lost: (reason) => this.#lose(sender, reason),
      }),
      wantsToSend: false,
    });
    this.#sides = { station: sideOf("station"), csms: sideOf("csms") };
    const link = { ...options.link, fixedBecause: (sender: Sender) => this.#fixedBecause(sender) };
    this.#chain = new InterceptChain(
      options.openers.map((open) => (line) => open(link, line)),
      {
        goOn: (message) => this.#goOn(message),
        send: (sender, text, by) => this.#send(sender, text, by),
        note: (body) => this.#note(body),
        close: (code, reason) => this.#end({ code, reason }),
        abort: () => this.#end(null),
        onFreed: () => this.#ends.freed(),
        onFault: (problem) => this.#tell(problem),
      },
    );
  }

  /** A chunk of this sender, which goes on now, or is held. It is kept. */
  chunk(sender: Sender, chunk: Buffer, receivedAtUs: number): void {
    const { splitter } = this.#sides[sender];
    this.#atUs = receivedAtUs;
    if (this.#isAsked(sender)) {
      this.#seq = null;
      this.#contained(sender, () => splitter.hold(chunk));
    } else {
      splitter.release();
      this.#seq = this.#deps.tap.lastSeq;
      this.#ends.relay(sender, chunk, receivedAtUs);
      if (!this.#isOver && !splitter.isLost) this.#contained(sender, () => splitter.look(chunk));
    }
    this.#retry(sender);
  }

  /** No more comes of this sender: what is held of it goes on. */
  ending(sender: Sender): void {
    if (this.#isOver) return;
    this.#chain.ending(sender);
    this.#sides[sender].splitter.release();
  }

  /** Nothing of either sender is held. */
  isEmpty(): boolean {
    return this.#chain.isEmpty() && senders.every((sender) => this.#sides[sender].splitter.isEmpty);
  }

  /** No more of this sender should be read for now. */
  isFull(sender: Sender): boolean {
    return this.#chain.isFull(sender);
  }

  /** The link is over: what is held goes on, where that is still possible. */
  close(): void {
    if (this.#isOver) return;
    for (const sender of senders) this.ending(sender);
    this.#isOver = true;
    this.#chain.close();
  }

  // ── what the splitters say ────────────────────

  #bytes(sender: Sender, raw: Buffer, isClose: boolean): void {
    if (isClose) this.#chain.ending(sender);
    this.#ends.relay(sender, raw, this.#atUs);
  }

  #message(sender: Sender, split: SplitMessage, raw: Buffer): void {
    const { tap } = this.#deps;
    const { opcode, payload, isWhole, hasGone } = split;
    const by = hasGone ? null : this.#chain.askedBy(sender, payload);
    if (hasGone && this.#seq !== null) this.#seq += 1;
    if (!hasGone && by === null) tap.bytes(sender, raw, this.#atUs);
    if (by !== null)
      tap.answered(sender, { ...split, bytes: raw.length, receivedAtUs: this.#atUs }, by);
    const seq = this.#seq ?? tap.lastSeq;
    const receivedAtUs = this.#atUs;
    const message = { sender, seq, opcode, payload, isWhole, hasGone, receivedAtUs };
    if (!hasGone) this.#raws.set(message, raw);
    this.#chain.take(message);
  }

  #lose(sender: Sender, reason: string): void {
    this.#lost[sender] = reason;
    this.#tell(`what the ${sender} sends cannot be followed: ${reason}`);
    this.#chain.ending(sender);
  }

  // ── what the intercepts do ────────────────────

  #goOn(message: SeenMessage): void {
    const raw = this.#raws.get(message);
    if (raw !== undefined) this.#ends.forward(message.sender, raw);
  }

  #send(sender: Sender, text: string, by: string): number | null {
    const { tap } = this.#deps;
    if (this.#isOver || tap.stats().closeFrame !== null) return null;
    if (!tap.isAtBoundary(sender)) {
      this.#sides[sender].wantsToSend = true;
      return null;
    }
    const payload = Buffer.from(text, "utf8");
    const raw = textFrameOf(sender, payload);
    tap.sent(sender, payload, by);
    this.#ends.forward(sender, raw);
    return tap.lastSeq;
  }

  #note(body: Note): void {
    this.#deps.tap.note(body);
  }

  #end(closing: { readonly code: number; readonly reason: string } | null): void {
    if (!this.#isOver) this.#ends.end(closing);
  }

  // ────────────────────

  #isAsked(sender: Sender): boolean {
    return !this.#isOver && this.#fixedBecause(sender) === null && this.#chain.isAsked(sender);
  }

  #fixedBecause(sender: Sender): string | null {
    const { deflate, others } = this.#extensions;
    const lost = this.#lost[sender];
    if (lost !== null) return `what the ${sender} sends cannot be followed: ${lost}`;
    if (others.length > 0) return `the link has an extension that is not known: ${others[0]}`;
    if (deflate === null) return null;
    const isFree =
      sender === "station" ? deflate.clientNoContextTakeover : deflate.serverNoContextTakeover;
    const parameter = `${sender === "station" ? "client" : "server"}_no_context_takeover`;
    return isFree
      ? null
      : `the ${sender} compresses with context takeover; the CSMS would have to negotiate ${parameter}, or no compression`;
  }

  #retry(sender: Sender): void {
    const side = this.#sides[sender];
    if (!side.wantsToSend || !this.#deps.tap.isAtBoundary(sender)) return;
    side.wantsToSend = false;
    this.#chain.canSend(sender);
  }

  /** A bug in splitting: what is held comes out, and this direction is left alone. */
  #contained(sender: Sender, action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.#lose(sender, `a bug of ocpptap: ${problemOf(thrown)}`);
      this.#sides[sender].splitter.giveUp();
    }
  }

  #tell(problem: string): void {
    this.#deps.observe({ name: "interceptEnded", linkId: this.#linkId, problem });
    this.#note({ note: "intercept-ended", problem });
  }
}
