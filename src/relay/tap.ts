/**
 * The tap of one link: sees every buffer in passing and appends what the record needs to the spool.
 *
 * In: the buffers of both senders, in the order the relay saw them. Out: message, control-frame,
 * gap and note records, all appended before `bytes` returns (so `spool.whenWritten` right after it
 * covers them), and the totals of the link. Promised: the buffers are neither written nor kept;
 * nothing is ever thrown: a bug in here ends the recording, loudly, never the link.
 *
 * A buffer that is one whole message goes straight to the spool (`whole-message.ts`); every other,
 * and what comes between it and the end of its message, goes through the sender's own tap, which
 * would say the same of whole messages, at three times the cost.
 *
 * Messages of both senders are numbered together in the order of their completion. One that cannot
 * be recorded has its number too, and a gap record.
 */
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { type Leg, type LinkId, otherSender, type Sender } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import { noLink } from "../spool/format.ts";
import type { Aside } from "../spool/intercept-notes.ts";
import type { MessageRecord, Note, SpoolWriter, WholeMessage } from "../spool/record.ts";
import { type CopyRates, defaultRates } from "./copy-rates.ts";
import { type Extensions, parseExtensions } from "./extensions.ts";
import {
  CSMS_BYTES,
  CSMS_IS_EASY,
  EASY,
  giveRowBack,
  LAST_BYTE_AT_US,
  LAST_SEQ,
  LINK_ID,
  NO_ROW,
  numbers,
  ROW_NUMBERS,
  ROW_WORDS,
  STATION_BYTES,
  STATION_IS_EASY,
  STATION_WHOLE,
  takeRow,
  words,
} from "./link-table.ts";
import { type FirstCloseFrame, SenderTap, type TappedLink } from "./sender-tap.ts";
import {
  FINAL_TEXT,
  maskBefore,
  WHOLE_PAYLOAD_BYTES_MAX,
  wholePayloadAt,
} from "./whole-message.ts";

export type TapOptions = {
  readonly linkId: LinkId;
  readonly messageBytesMax: number;
  /** Absent: the default ones. */
  readonly rates?: CopyRates;
  /** `Sec-WebSocket-Extensions` of the CSMS's answer. */
  readonly extensions: string | null;
  /** `both` where nothing is said: a spliced link has only one stream of bytes each way. */
  readonly leg?: Leg;
};

export type TapDeps = {
  readonly spool: Pick<SpoolWriter, "append" | "appendWhole">;
  readonly clock: Clock;
  readonly observe: Observe;
};

type BySender = { readonly station: number; readonly csms: number };

export type TapStats = {
  readonly messages: BySender;
  readonly bytes: BySender;
  readonly pings: BySender;
  readonly pongs: BySender;
  /** Highest message seq of the link, recorded or not. */
  readonly lastSeq: number;
  /** The first Close frame of either side. */
  readonly closeFrame: FirstCloseFrame | null;
  /** When the last byte of either side came; null where none did. */
  readonly lastByteAtUs: number | null;
  /** False after a bug: only `bytes` and `lastByteAtUs` go on counting. */
  readonly isRecording: boolean;
};

export type LinkTap = {
  /** What `sender` sent after the handshake, in the order in which it came. */
  readonly bytes: (sender: Sender, chunk: Buffer, receivedAtUs: number) => void;
  /** The number of the last message, recorded or not. */
  readonly lastSeq: number;
  /**
   * In place of `bytes`, for a whole message of `sender` that answers what was put in, and does not
   * go on: `by` is who put it in.
   */
  readonly answered: (sender: Sender, message: AsideMessage, by: string) => void;
  /** A text was put in, as if `sender` had sent it, by `by`. It counts as nobody's. */
  readonly sent: (sender: Sender, payload: Buffer, by: string) => void;
  readonly note: (body: Note) => void;
  /** Whether this sender's stream stands between two messages, so that one could be put in here. */
  readonly isAtBoundary: (sender: Sender) => boolean;
  readonly stats: () => TapStats;
  /** Before the link-closed record: records what is still owed. No bytes after it. */
  readonly close: () => void;
};

/** A message that is on one leg of a spliced link only. */
export type AsideMessage = Pick<
  MessageRecord,
  "opcode" | "payload" | "wireBytes" | "isCompressed" | "isFragmented" | "receivedAtUs"
> & {
  /** False: `payload` is its beginning only. */
  readonly isWhole: boolean;
  /** With its frames' heads. */
  readonly bytes: number;
};

export function createLinkTap(options: TapOptions, deps: TapDeps): LinkTap {
  return new Tap(options, deps);
}

/** The message that is being appended: one for the process, since `appendWhole` keeps nothing. */
const whole: { -readonly [K in keyof WholeMessage]: WholeMessage[K] } = {
  receivedAtUs: 0,
  linkId: noLink,
  seq: 0,
  sender: "station",
  leg: "both",
  opcode: 1,
  linkWords: words,
  linkWordsAt: 0,
  chunk: Buffer.alloc(0),
  payloadFrom: 0,
  mask: 0,
};

/**
 * A whole message touches this object's first line, the link's row of the table, the chunk and the
 * place where its record goes, and nothing else; anything else goes through the sender's own tap.
 */
class Tap implements LinkTap, TappedLink {
  readonly spool: TapDeps["spool"];
  readonly linkId: LinkId;
  readonly leg: Leg;
  #row: number;
  readonly messageBytesMax: number;
  readonly rates: CopyRates;
  readonly extensions: Extensions;
  readonly observe: Observe;
  firstCloseFrame: FirstCloseFrame | null = null;
  readonly #clock: Clock;
  readonly #station: SenderTap;
  readonly #csms: SenderTap;
  #isRecording = true;
  /** Messages that nobody sent. */
  #made = 0;
  #lastStats: TapStats | null = null;

  constructor(options: TapOptions, { clock, observe, spool }: TapDeps) {
    this.spool = spool;
    this.linkId = options.linkId;
    this.leg = options.leg ?? "both";
    this.#row = takeRow(options.linkId);
    this.messageBytesMax = options.messageBytesMax;
    this.rates = options.rates ?? defaultRates;
    this.extensions = parseExtensions(options.extensions);
    this.observe = observe;
    this.#clock = clock;
    this.#station = new SenderTap("station", this);
    this.#csms = new SenderTap("csms", this);
    this.#judgeEasy("station");
    this.#judgeEasy("csms");
  }

  get receivedAtUs(): number {
    return this.#number(LAST_BYTE_AT_US);
  }

  get lastSeq(): number {
    return this.#number(LAST_SEQ);
  }

  set lastSeq(seq: number) {
    numbers[this.#row * ROW_NUMBERS + LAST_SEQ] = seq;
  }

  bytes(sender: Sender, chunk: Buffer, receivedAtUs: number): void {
    const row = this.#row * ROW_NUMBERS;
    const bytesAt = row + (sender === "station" ? STATION_BYTES : CSMS_BYTES);
    numbers[bytesAt] = (numbers[bytesAt] ?? 0) + chunk.length;
    numbers[row + LAST_BYTE_AT_US] = receivedAtUs;
    try {
      const payloadAt = this.#isEasy(sender) ? wholePayloadAt(chunk, sender) : -1;
      if (payloadAt >= 0) this.#appendWhole(sender, chunk, payloadAt);
      else this.#lookClosely(sender, chunk);
    } catch (thrown) {
      this.#disable(thrown);
    }
  }

  answered(sender: Sender, { bytes, isWhole, ...message }: AsideMessage, by: string): void {
    const row = this.#row * ROW_NUMBERS;
    const bytesAt = row + (sender === "station" ? STATION_BYTES : CSMS_BYTES);
    numbers[bytesAt] = (numbers[bytesAt] ?? 0) + bytes;
    numbers[row + LAST_BYTE_AT_US] = message.receivedAtUs;
    if (sender === "station")
      numbers[row + STATION_WHOLE] = (numbers[row + STATION_WHOLE] ?? 0) + 1;
    const payloadBytes = isWhole ? message.payload.length : message.wireBytes;
    const record = { ...message, isTruncated: !isWhole, payloadBytes, sender, leg: sender };
    this.#appendAside(record, { by, did: "answered" });
  }

  sent(sender: Sender, payload: Buffer, by: string): void {
    const { length } = payload;
    this.#made += 1;
    const record = {
      ...{
        sender,
        leg: otherSender(sender),
        opcode: 1 as const,
        receivedAtUs: this.#clock.nowUs(),
      },
      ...{ isCompressed: false, isFragmented: false, isTruncated: false },
      ...{ payload, payloadBytes: length, wireBytes: length },
    };
    this.#appendAside(record, { by, did: "sent" });
  }

  note(body: Note): void {
    const { linkId, lastSeq: seq } = this;
    if (this.#lastStats !== null) return;
    this.spool.append({ kind: "note", receivedAtUs: this.#clock.nowUs(), linkId, seq, body });
  }

  #appendAside(
    message: Omit<MessageRecord, "kind" | "linkId" | "seq">,
    aside: Pick<Aside, "by" | "did">,
  ): void {
    const { linkId } = this;
    const seq = this.lastSeq + 1;
    try {
      this.note({ note: "aside", seq, ...aside });
      this.lastSeq = seq;
      this.spool.append({ kind: "message", linkId, seq, ...message });
    } catch (thrown) {
      this.#disable(thrown);
    }
  }

  #appendWhole(sender: Sender, chunk: Buffer, payloadAt: number): void {
    const row = this.#row * ROW_NUMBERS;
    const seq = (numbers[row + LAST_SEQ] ?? 0) + 1;
    numbers[row + LAST_SEQ] = seq;
    const isStation = sender === "station";
    if (isStation) numbers[row + STATION_WHOLE] = (numbers[row + STATION_WHOLE] ?? 0) + 1;
    whole.receivedAtUs = numbers[row + LAST_BYTE_AT_US] ?? 0;
    whole.linkId = this.linkId;
    whole.seq = seq;
    whole.sender = sender;
    whole.leg = this.leg;
    whole.opcode = chunk[0] === FINAL_TEXT ? 1 : 2;
    whole.linkWords = words;
    whole.linkWordsAt = this.#row * ROW_WORDS + LINK_ID;
    whole.chunk = chunk;
    whole.payloadFrom = payloadAt;
    whole.mask = isStation ? maskBefore(chunk, payloadAt) : 0;
    this.spool.appendWhole(whole);
  }

  #lookClosely(sender: Sender, chunk: Buffer): void {
    if (!this.#isRecording || this.#lastStats !== null) return;
    this.#tapOf(sender).bytes(chunk);
    this.#judgeEasy(sender);
  }

  #isEasy(sender: Sender): boolean {
    const flag = sender === "station" ? STATION_IS_EASY : CSMS_IS_EASY;
    return ((words[this.#row * ROW_WORDS + EASY] ?? 0) & flag) !== 0;
  }

  #judgeEasy(sender: Sender): void {
    const at = this.#row * ROW_WORDS + EASY;
    const flag = sender === "station" ? STATION_IS_EASY : CSMS_IS_EASY;
    const isEasy = this.#tapOf(sender).isEasy && this.messageBytesMax >= WHOLE_PAYLOAD_BYTES_MAX;
    words[at] = isEasy ? (words[at] ?? 0) | flag : (words[at] ?? 0) & ~flag;
  }

  isAtBoundary(sender: Sender): boolean {
    return this.#isRecording && this.#tapOf(sender).isAtBoundary;
  }

  stats(): TapStats {
    if (this.#lastStats !== null) return { ...this.#lastStats, isRecording: this.#isRecording };
    const station = this.#station;
    const csms = this.#csms;
    const { lastSeq } = this;
    const messages = station.messages + this.#number(STATION_WHOLE);
    const bytes = {
      station: this.#number(STATION_BYTES),
      csms: this.#number(CSMS_BYTES),
    };
    return {
      messages: { station: messages, csms: lastSeq - messages - this.#made },
      bytes,
      pings: { station: station.pings, csms: csms.pings },
      pongs: { station: station.pongs, csms: csms.pongs },
      lastSeq,
      closeFrame: this.firstCloseFrame,
      lastByteAtUs: bytes.station + bytes.csms > 0 ? this.receivedAtUs : null,
      isRecording: this.#isRecording,
    };
  }

  close(): void {
    if (this.#lastStats !== null) return;
    this.#lastStats = this.stats();
    if (this.#isRecording) {
      try {
        numbers[this.#row * ROW_NUMBERS + LAST_BYTE_AT_US] = this.#clock.nowUs();
        this.#station.close();
        this.#csms.close();
      } catch (thrown) {
        this.#disable(thrown);
      }
    }
    giveRowBack(this.#row);
    this.#row = NO_ROW;
  }

  #number(place: number): number {
    return numbers[this.#row * ROW_NUMBERS + place] ?? 0;
  }

  #tapOf(sender: Sender): SenderTap {
    return sender === "station" ? this.#station : this.#csms;
  }

  #disable(thrown: unknown): void {
    const { linkId } = this;
    const problem = problemOf(thrown);
    this.#isRecording = false;
    words[this.#row * ROW_WORDS + EASY] = 0;
    attempt(() => this.observe({ name: "tapDisabled", linkId, problem }));
    const reason = `recording of this link ended by a fault of ocpptap: ${problem}`;
    for (const sender of ["station", "csms"] as const) {
      attempt(() => this.#tapOf(sender).note({ note: "opaque", sender, reason, bytesHex: "" }));
    }
  }
}

/** For the last words of a tap that is broken already: if they fail too there is nobody to tell. */
function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
