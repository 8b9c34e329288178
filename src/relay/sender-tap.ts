/**
 * MESSAGES → RECORDS, for what one sender of a link sends: scanner, assembler and inflater wired
 * together, and what the record says of each thing that comes out of them.
 *
 * In: that sender's buffers, except those that the link's tap knew at a glance. Out: records through `link.spool`, and totals. Promised: memory is
 * bounded, and so is the rate of records that are not messages. It may throw where there is a bug;
 * the tap contains that.
 */
import type { Leg, LinkId, Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { noLink } from "../spool/format.ts";
import type { MessageRecord, Note, SpoolWriter } from "../spool/record.ts";
import { type Allowance, createAllowance } from "./allowance.ts";
import { MessageAssembler, type MessageFacts, type MessageHandler } from "./assemble.ts";
import { parseCloseFrame } from "./close-frame.ts";
import { type CopyRates, controlFrameAllowance } from "./copy-rates.ts";
import type { Extensions } from "./extensions.ts";
import { FrameScanner, type ScannerOptions } from "./frame-scanner.ts";
import { createInflater, type Inflater } from "./inflate.ts";

/** What both senders of a link share: the link's tap itself. */
export type TappedLink = {
  readonly linkId: LinkId;
  readonly leg: Leg;
  readonly messageBytesMax: number;
  readonly rates: CopyRates;
  readonly extensions: Extensions;
  readonly spool: Pick<SpoolWriter, "append">;
  readonly observe: Observe;
  /** When the buffer that is being read came, or the last one. */
  readonly receivedAtUs: number;
  lastSeq: number;
  firstCloseFrame: FirstCloseFrame | null;
};

export type FirstCloseFrame = {
  readonly sender: Sender;
  /** Null where the frame was empty. */
  readonly code: number | null;
  readonly reason: string;
};

const NOTHING = Buffer.alloc(0);

/** The message that is being appended: one for the process, since `append` keeps nothing of it. */
const recorded: { -readonly [K in keyof MessageRecord]: MessageRecord[K] } = {
  kind: "message",
  receivedAtUs: 0,
  linkId: noLink,
  seq: 0,
  sender: "station",
  leg: "both",
  opcode: 1,
  isCompressed: false,
  isFragmented: false,
  isTruncated: false,
  payloadBytes: 0,
  wireBytes: 0,
  payload: NOTHING,
};

export class SenderTap implements MessageHandler {
  readonly #sender: Sender;
  readonly #link: TappedLink;
  readonly #scanner: FrameScanner;
  readonly #assembler: MessageAssembler;
  readonly #inflater: Inflater | null;
  readonly #controlFrames: Allowance;
  readonly #breaches = createAllowance({
    burst: limits.illegalFramesBurst,
    everyMs: limits.illegalFrameMs,
  });
  #hasClosed = false;
  #isOpaqueNoted = false;

  /** Those that came here. */
  messages = 0;
  pings = 0;
  pongs = 0;

  constructor(sender: Sender, link: TappedLink) {
    const reservedBits = reservedBitsOf(link.extensions);
    this.#sender = sender;
    this.#link = link;
    this.#inflater = inflaterOf(sender, link);
    this.#controlFrames = controlFrameAllowance(link.rates);
    this.#assembler = new MessageAssembler(link.messageBytesMax, this);
    this.#scanner = new FrameScanner({ sender, reservedBits }, this.#assembler);
  }

  /** Neither inside a frame nor between the frames of a message. */
  get isAtBoundary(): boolean {
    return this.#scanner.isBetweenFrames && this.#assembler.isBetweenMessages;
  }

  /** What comes next may as well be looked at without this tap, if it is a whole message. */
  get isEasy(): boolean {
    return this.isAtBoundary && !this.#hasClosed;
  }

  bytes(chunk: Buffer): void {
    this.#scanner.scan(chunk);
  }

  /** Says what the end of the link cut off and what the rates kept out of the record. */
  close(): void {
    this.#noteRefused();
    if (this.#assembler.isBetweenMessages) return;
    const { wireBytes, payload } = this.#assembler.unfinished;
    const bytesHex = payload.toString("hex", 0, limits.unfinishedBytesMax);
    this.note({ note: "message-unfinished", sender: this.#sender, wireBytes, bytesHex });
  }

  note(body: Note): void {
    const { receivedAtUs, linkId, lastSeq } = this.#link;
    this.#link.spool.append({ kind: "note", receivedAtUs, linkId, seq: lastSeq, body });
  }

  /** From here on something of this sender cannot be decoded; said once. */
  noteOpaque(reason: string, firstBytes: Buffer): void {
    if (this.#isOpaqueNoted) return;
    this.#isOpaqueNoted = true;
    const bytesHex = firstBytes.toString("hex", 0, limits.opaqueBytesMax);
    this.note({ note: "opaque", sender: this.#sender, reason, bytesHex });
    this.#link.observe({
      name: "directionOpaque",
      linkId: this.#link.linkId,
      sender: this.#sender,
      reason,
    });
  }

  // ── what the assembler says ────────────────────

  message(facts: MessageFacts, payload: Buffer): void {
    this.messages += 1;
    this.#link.lastSeq += 1;
    if (facts.hasRsv1 && this.#inflater !== null) {
      this.#appendInflated(facts, payload, this.#inflater);
    } else {
      this.#appendMessage(facts, { isCompressed: false, payload, payloadBytes: facts.wireBytes });
    }
  }

  controlFrame(opcode: 8 | 9 | 10, payload: Buffer): void {
    if (opcode === 9) this.pings += 1;
    if (opcode === 10) this.pongs += 1;
    const isFirstClose = opcode === 8 && !this.#hasClosed;
    if (opcode === 8) this.#readCloseFrame(payload);
    const { receivedAtUs, linkId, lastSeq, leg } = this.#link;
    if (!this.#controlFrames.take(receivedAtUs) && !isFirstClose) return;
    this.#noteRefused();
    const sender = this.#sender;
    this.#link.spool.append({
      kind: "control-frame",
      receivedAtUs,
      linkId,
      seq: lastSeq,
      sender,
      leg,
      opcode,
      payload,
    });
  }

  frameIllegal(reason: string): void {
    if (!this.#breaches.take(this.#link.receivedAtUs)) return;
    this.#noteRefused();
    this.note({ note: "frame-illegal", sender: this.#sender, reason });
  }

  framesLost(reason: string, firstBytes: Buffer): void {
    this.noteOpaque(reason, firstBytes);
  }

  // ────────────────────

  #appendInflated(facts: MessageFacts, compressed: Buffer, inflater: Inflater): void {
    const isWhole = compressed.length === facts.wireBytes;
    const inflated = isWhole
      ? inflater.inflate(compressed)
      : inflater.lose(`compressed message of ${facts.wireBytes} bytes was not kept whole`);
    switch (inflated.type) {
      case "inflated":
        this.#appendMessage(facts, {
          isCompressed: true,
          payload: inflated.payload,
          payloadBytes: inflated.payloadBytes,
        });
        return;
      case "lost": {
        const { receivedAtUs, linkId, lastSeq: seq } = this.#link;
        this.#link.spool.append({
          kind: "gap",
          receivedAtUs,
          linkId,
          seq,
          reason: "opaque",
          fromSeq: seq,
          toSeq: seq,
        });
        if (inflated.isForGood) this.noteOpaque(inflated.reason, compressed);
        else this.frameIllegal(inflated.reason);
      }
    }
  }

  #appendMessage(
    facts: MessageFacts,
    decoded: Pick<MessageRecord, "isCompressed" | "payload" | "payloadBytes">,
  ): void {
    const link = this.#link;
    const { payload, payloadBytes } = decoded;
    recorded.receivedAtUs = link.receivedAtUs;
    recorded.linkId = link.linkId;
    recorded.seq = link.lastSeq;
    recorded.sender = this.#sender;
    recorded.leg = link.leg;
    recorded.opcode = facts.opcode;
    recorded.isCompressed = decoded.isCompressed;
    recorded.isFragmented = facts.isFragmented;
    recorded.isTruncated = payload.length < payloadBytes;
    recorded.payloadBytes = payloadBytes;
    recorded.wireBytes = facts.wireBytes;
    recorded.payload = payload;
    link.spool.append(recorded);
    recorded.payload = NOTHING;
  }

  #readCloseFrame(payload: Buffer): void {
    const { code, reason, breach } = parseCloseFrame(payload);
    this.#hasClosed = true;
    this.#link.firstCloseFrame ??= { sender: this.#sender, code, reason };
    if (breach !== null) this.frameIllegal(breach);
  }

  #noteRefused(): void {
    const controlFrames = this.#controlFrames.takeRefused();
    const breaches = this.#breaches.takeRefused();
    if (controlFrames + breaches === 0) return;
    this.note({ note: "rate-limited", sender: this.#sender, controlFrames, breaches });
  }
}

export function reservedBitsOf({ deflate, others }: Extensions): ScannerOptions["reservedBits"] {
  if (others.length > 0) return "unknown";
  return deflate === null ? "unused" : "deflate";
}

/** RFC 7692 §7.1: "server" parameters are about what the CSMS sends, "client" ones the station. */
export function inflaterOf(
  sender: Sender,
  link: Pick<TappedLink, "extensions" | "messageBytesMax" | "rates">,
): Inflater | null {
  const { extensions, messageBytesMax, rates } = link;
  const deflate = extensions.deflate;
  if (deflate === null) return null;
  const common = { messageBytesMax, ratioMax: rates.inflateRatioMax };
  return sender === "station"
    ? createInflater({
        ...common,
        hasContextTakeover: !deflate.clientNoContextTakeover,
        windowBits: deflate.clientWindowBits,
      })
    : createInflater({
        ...common,
        hasContextTakeover: !deflate.serverNoContextTakeover,
        windowBits: deflate.serverWindowBits,
      });
}
