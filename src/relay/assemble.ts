/**
 * FRAMES → MESSAGES, one direction of one link (RFC 6455 §5.4, §5.5).
 *
 * In: the calls of a frame scanner. Out: one call for each message and control frame, when it is
 * complete, with a copy of at most so many bytes of its payload. Promised: memory grows with what
 * arrived, never beyond the maximum, and falls back to next to nothing between messages. Breaches
 * of the order of frames are reported and followed so that no payload is lost:
 * - a continuation without a message starts one (as binary: its type is not known),
 * - a data frame inside an unfinished message ends that message where it stands,
 * - a reserved opcode is reported with its first bytes.
 *
 * Text is not checked for UTF-8 here: the recorder does it, off the path of the bytes.
 */
import { limits } from "../base/limits.ts";
import { type Frame, type FrameHandler, RSV1 } from "./frame-scanner.ts";

/** Facts of one message. It is the assembler itself, which rewrites these for every message. */
export type MessageFacts = {
  readonly opcode: 1 | 2;
  /** RSV1 of its first frame: compressed, if that was negotiated. */
  readonly hasRsv1: boolean;
  readonly isFragmented: boolean;
  /** All its payload bytes as they were on the wire, also those that were not kept. */
  readonly wireBytes: number;
};

export type MessageHandler = {
  /** `payload` is to be used up before returning. It is shorter than `wireBytes` if truncated. */
  readonly message: (facts: MessageFacts, payload: Buffer) => void;
  /** The first 125 bytes of the payload. */
  readonly controlFrame: (opcode: 8 | 9 | 10, payload: Buffer) => void;
  readonly frameIllegal: (reason: string) => void;
  readonly framesLost: (reason: string, firstBytes: Buffer) => void;
};

/** Memory of a finished message that is kept for the next one. */
const KEPT_BYTES_MAX = 1024;

const NOTHING = Buffer.alloc(0);

export class MessageAssembler implements FrameHandler, MessageFacts {
  readonly #handler: MessageHandler;
  readonly #bytesMax: number;
  opcode: 1 | 2 = 1;
  hasRsv1 = false;
  isFragmented = false;
  wireBytes = 0;
  readonly #message: PayloadCopy;
  /** Control frames come between the frames of a message. */
  readonly #control = new PayloadCopy(limits.controlPayloadBytesMax);
  #frame: Frame | null = null;
  /** A message that came in one piece: borrowed for as long as the scanner lends it, not copied. */
  #whole: Buffer | null = null;
  #isInMessage = false;
  #hasClosed = false;

  constructor(messageBytesMax: number, handler: MessageHandler) {
    this.#bytesMax = messageBytesMax;
    this.#message = new PayloadCopy(messageBytesMax);
    this.#handler = handler;
  }

  get isBetweenMessages(): boolean {
    return !this.#isInMessage;
  }

  /** What has arrived of a message that is not complete, up to the maximum. */
  get unfinished(): { readonly wireBytes: number; readonly payload: Buffer } {
    return { wireBytes: this.#message.totalBytes, payload: this.#message.bytes };
  }

  frameStarted(frame: Frame): void {
    this.#frame = frame;
    if (frame.opcode === 0) {
      if (this.#isInMessage) {
        this.isFragmented = true;
      } else {
        this.#handler.frameIllegal("continuation frame without a message");
        this.#startMessage(2, frame);
        this.isFragmented = true;
      }
    } else if (frame.opcode === 1 || frame.opcode === 2) {
      if (this.#isInMessage) {
        this.#handler.frameIllegal("data frame inside a fragmented message");
        this.#endMessage();
      }
      this.#startMessage(frame.opcode, frame);
    }
  }

  framePayload(bytes: Buffer, start: number, end: number): void {
    const frame = this.#frame;
    if (frame === null) return;
    if (frame.opcode > 2) {
      this.#control.add(bytes, start, end);
    } else if (end - start === frame.payloadBytes && !this.isFragmented) {
      this.#whole = bytes.subarray(start, Math.min(end, start + this.#bytesMax));
    } else {
      this.#message.add(bytes, start, end);
    }
  }

  frameEnded(): void {
    const frame = this.#frame;
    if (frame === null) return;
    if (frame.opcode <= 2) {
      if (frame.isFinal) this.#endMessage();
      return;
    }
    if (frame.opcode === 8) this.#hasClosed = true;
    if (frame.opcode === 8 || frame.opcode === 9 || frame.opcode === 10) {
      this.#handler.controlFrame(frame.opcode, this.#control.bytes);
    } else {
      const first = this.#control.bytes.toString("hex", 0, limits.opaqueBytesMax);
      this.#handler.frameIllegal(
        `reserved opcode ${frame.opcode}, ${frame.payloadBytes} bytes: ${first}`,
      );
    }
    this.#control.clear();
  }

  frameIllegal(reason: string): void {
    this.#handler.frameIllegal(reason);
  }

  framesLost(reason: string, firstBytes: Buffer): void {
    this.#handler.framesLost(reason, firstBytes);
  }

  #startMessage(opcode: 1 | 2, frame: Frame): void {
    if (this.#hasClosed) this.#handler.frameIllegal("data frame after a Close frame");
    this.#isInMessage = true;
    this.opcode = opcode;
    this.hasRsv1 = (frame.reservedBits & RSV1) !== 0;
    this.isFragmented = !frame.isFinal;
  }

  #endMessage(): void {
    const whole = this.#whole;
    this.#isInMessage = false;
    if (whole === null) {
      this.wireBytes = this.#message.totalBytes;
      this.#handler.message(this, this.#message.bytes);
      this.#message.clear();
    } else {
      this.#whole = null;
      this.wireBytes = this.#frame?.payloadBytes ?? whole.length;
      this.#handler.message(this, whole);
    }
  }
}

/** A growing copy of the first bytes of a payload, and the count of all. */
class PayloadCopy {
  readonly bytesMax: number;
  totalBytes = 0;
  #memory: Buffer = NOTHING;
  #heldBytes = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#heldBytes);
  }

  add(bytes: Buffer, start: number, end: number): void {
    this.totalBytes += end - start;
    const held = Math.min(this.#heldBytes + end - start, this.bytesMax);
    if (held > this.#memory.length) this.#grow(held);
    bytes.copy(this.#memory, this.#heldBytes, start, start + held - this.#heldBytes);
    this.#heldBytes = held;
  }

  clear(): void {
    this.totalBytes = 0;
    this.#heldBytes = 0;
    if (this.#memory.length > KEPT_BYTES_MAX) this.#memory = NOTHING;
  }

  /** At least doubles, so that a payload that comes byte by byte is copied twice, not endlessly. */
  #grow(needed: number): void {
    const size = Math.min(Math.max(needed, 2 * this.#memory.length, 128), this.bytesMax);
    const memory = Buffer.allocUnsafeSlow(size);
    this.#memory.copy(memory, 0, 0, this.#heldBytes);
    this.#memory = memory;
  }
}
