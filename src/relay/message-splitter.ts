/**
 * BYTES → whole MESSAGES with the bytes that they came as, one direction of one link.
 *
 * In: chunks, each of which has gone on already, or is held here. Out: messages, in order, and the
 * bytes that are to go on at once: control frames, and what belongs to a message that has gone on
 * in part. Promised: of what was held every byte comes out once, in order but for control frames
 * that overtake the message around them; memory is bounded by the largest message; a breach of RFC
 * 6455, or what cannot be followed, ends it: everything comes out, and nothing is split from then
 * on.
 */
import type { Sender } from "../base/ids.ts";
import { MessageAssembler, type MessageFacts, type MessageHandler } from "./assemble.ts";
import { type Frame, type FrameHandler, FrameScanner } from "./frame-scanner.ts";
import type { Inflater } from "./inflate.ts";
import { inflaterOf, reservedBitsOf, type TappedLink } from "./sender-tap.ts";

export type SplitMessage = {
  readonly opcode: 1 | 2;
  /** A copy. */
  readonly payload: Buffer;
  readonly isWhole: boolean;
  readonly hasGone: boolean;
  readonly isCompressed: boolean;
  readonly isFragmented: boolean;
  /** All its frames' payloads. */
  readonly wireBytes: number;
};

export type SplitHandler = {
  /** What was held goes on. `isClose`: it is a Close frame. */
  readonly bytes: (raw: Buffer, isClose: boolean) => void;
  /** `raw` is empty where it has gone. */
  readonly message: (message: SplitMessage, raw: Buffer) => void;
  /** What comes after it is `bytes` alone. */
  readonly lost: (reason: string) => void;
};

const NOTHING = Buffer.alloc(0);

const CLOSE = 8;

export class MessageSplitter implements FrameHandler, MessageHandler {
  readonly #handler: SplitHandler;
  readonly #bytesMax: number;
  readonly #scanner: FrameScanner;
  readonly #assembler: MessageAssembler;
  readonly #inflater: Inflater | null;
  #opcode = 0;
  #chunk: Buffer = NOTHING;
  /** Where in the chunk begins what has not come out. */
  #from = 0;
  #isHolding = false;
  #isLost = false;
  /** Held of the frame, and of the message, that is not complete. */
  #frame: Buffer[] = [];
  #message: Buffer[] = [];
  #heldBytes = 0;
  #isFrameGone = false;
  #isMessageGone = false;

  constructor(
    sender: Sender,
    link: Pick<TappedLink, "extensions" | "messageBytesMax" | "rates">,
    handler: SplitHandler,
  ) {
    this.#handler = handler;
    this.#bytesMax = link.messageBytesMax;
    this.#inflater = inflaterOf(sender, link);
    this.#assembler = new MessageAssembler(link.messageBytesMax, this);
    this.#scanner = new FrameScanner(
      { sender, reservedBits: reservedBitsOf(link.extensions) },
      this,
    );
    this.#isLost = link.extensions.others.length > 0;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Nothing is held. */
  get isEmpty(): boolean {
    return this.#heldBytes === 0;
  }

  /** The chunk has gone on. Call `release` first where something may be held. */
  look(chunk: Buffer): void {
    this.#isHolding = false;
    this.#scan(chunk);
    this.#chunk = NOTHING;
    this.#isFrameGone = !this.#scanner.isBetweenFrames;
  }

  /** The chunk goes on through the handler. It is kept. */
  hold(chunk: Buffer): void {
    this.#isHolding = true;
    this.#scan(chunk);
    this.#chunk = NOTHING;
    const rest = chunk.subarray(this.#from);
    if (rest.length === 0) return;
    if (this.#isLost || this.#isFrameGone || this.#isMessageGone) {
      this.#isFrameGone = true;
      this.#handler.bytes(rest, false);
      return;
    }
    this.#frame.push(rest);
    this.#heldBytes += rest.length;
    if (this.#heldBytes > this.#bytesMax) this.release();
  }

  /** What is held goes on, though it is not complete. */
  release(): void {
    if (this.#heldBytes === 0) return;
    const held = Buffer.concat([...this.#message, ...this.#frame]);
    this.#isMessageGone = !this.#assembler.isBetweenMessages;
    this.#isFrameGone = !this.#scanner.isBetweenFrames;
    this.#forget();
    this.#handler.bytes(held, false);
  }

  /** After a bug: all that did not come out does, and nothing is split any more. */
  giveUp(): void {
    this.#isLost = true;
    const rest = this.#isHolding ? this.#chunk.subarray(this.#from) : NOTHING;
    const held = Buffer.concat([...this.#message, ...this.#frame, rest]);
    this.#chunk = NOTHING;
    this.#forget();
    if (held.length > 0) this.#handler.bytes(held, false);
  }

  // ── what the scanner says ────────────────────

  frameStarted(frame: Frame): void {
    this.#opcode = frame.opcode;
    if (!this.#isLost) this.#assembler.frameStarted(frame);
  }

  framePayload(bytes: Buffer, start: number, end: number): void {
    if (!this.#isLost) this.#assembler.framePayload(bytes, start, end);
  }

  frameEnded(): void {
    if (this.#isLost) return;
    const isData = this.#opcode < CLOSE;
    const to = this.#scanner.endedAt;
    const last = this.#isHolding ? this.#chunk.subarray(this.#from, to) : NOTHING;
    this.#from = to;
    const hasGone = !this.#isHolding || this.#isFrameGone || (isData && this.#isMessageGone);
    this.#isFrameGone = false;
    if (isData) this.#isMessageGone = hasGone;
    if (hasGone) {
      if (last.length > 0) this.#handler.bytes(last, false);
    } else {
      this.#endHeldFrame(last, isData);
    }
    this.#assembler.frameEnded();
  }

  frameIllegal(reason: string): void {
    this.#lose(reason);
  }

  framesLost(reason: string): void {
    this.#lose(reason);
  }

  // ── what the assembler says ────────────────────

  message(facts: MessageFacts, payload: Buffer): void {
    if (this.#isLost) return;
    const hasGone = this.#isMessageGone;
    this.#isMessageGone = false;
    const raw = hasGone ? NOTHING : Buffer.concat(this.#message);
    if (!hasGone) this.#forget();
    const { opcode, isFragmented, wireBytes } = facts;
    const isCompressed = facts.hasRsv1 && this.#inflater !== null;
    const { lostReason, ...read } = this.#read(facts, payload);
    const said = { opcode, isFragmented, wireBytes, isCompressed, ...read };
    if (hasGone || read.isWhole) {
      this.#handler.message({ ...said, hasGone }, raw);
    } else {
      // Nobody can judge it.
      this.#handler.bytes(raw, false);
      this.#handler.message({ ...said, hasGone: true }, NOTHING);
    }
    if (lostReason !== null) this.#lose(lostReason);
  }

  controlFrame(): void {
    // Its bytes have come out already.
  }

  // ────────────────────

  #scan(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#from = 0;
    if (!this.#isLost) this.#scanner.scan(chunk);
  }

  #endHeldFrame(last: Buffer, isData: boolean): void {
    if (isData) {
      this.#message.push(...this.#frame, last);
      this.#heldBytes += last.length;
      this.#frame = [];
      return;
    }
    // Behind a Close frame nothing may come (§5.5.1): half a message goes before it.
    if (this.#opcode === CLOSE && this.#message.length > 0) {
      this.#frame = [...this.#message.splice(0), ...this.#frame];
      this.#isMessageGone = true;
    }
    const raw = this.#frame.length === 0 ? last : Buffer.concat([...this.#frame, last]);
    this.#heldBytes -= raw.length - last.length;
    this.#frame = [];
    this.#handler.bytes(raw, this.#opcode === CLOSE);
  }

  #forget(): void {
    this.#message = [];
    this.#frame = [];
    this.#heldBytes = 0;
  }

  #read(facts: MessageFacts, payload: Buffer): Read {
    const isWhole = payload.length === facts.wireBytes;
    if (!facts.hasRsv1 || this.#inflater === null) {
      return { payload: Buffer.from(payload), isWhole, lostReason: null };
    }
    const inflated = isWhole
      ? this.#inflater.inflate(payload)
      : this.#inflater.lose(`a compressed message of ${facts.wireBytes} bytes is too large`);
    if (inflated.type === "inflated") {
      const { payload: plain, payloadBytes } = inflated;
      const isAll = plain.length === payloadBytes;
      return { payload: Buffer.from(plain), isWhole: isAll, lostReason: null };
    }
    const lostReason = inflated.isForGood ? inflated.reason : null;
    return { payload: NOTHING, isWhole: false, lostReason };
  }

  #lose(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#handler.lost(reason);
    this.release();
  }
}

type Read = Pick<SplitMessage, "payload" | "isWhole"> & { readonly lostReason: string | null };
