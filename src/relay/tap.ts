/**
 * The tap of one link: sees every buffer in passing and appends what the record needs to the spool.
 *
 * In: the buffers of both senders, in the order the relay saw them. Out: message, control-frame,
 * gap and note records, all appended before `bytes` returns (so `spool.whenWritten` right after it
 * covers them), and the totals of the link. Promised: the buffers are neither written nor kept;
 * nothing is ever thrown: a bug in here ends the recording, loudly, never the link.
 *
 * Messages of both senders are numbered together in the order of their completion. One that cannot
 * be recorded has its number too, and a gap record.
 */
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import type { Leg, LinkId, Sender } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import type { SpoolWriter } from "../spool/record.ts";
import { type Extensions, parseExtensions } from "./extensions.ts";
import { type FirstCloseFrame, SenderTap, type TappedLink } from "./sender-tap.ts";

export type TapOptions = {
  readonly linkId: LinkId;
  readonly messageBytesMax: number;
  /** `Sec-WebSocket-Extensions` of the CSMS's answer. */
  readonly extensions: string | null;
  /** `both` where nothing is said: a spliced link has only one stream of bytes each way. */
  readonly leg?: Leg;
};

export type TapDeps = {
  readonly spool: Pick<SpoolWriter, "append">;
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
  /** What `sender` sent after the handshake; call it before the buffer is forwarded. */
  readonly bytes: (sender: Sender, chunk: Buffer, receivedAtUs: number) => void;
  /** Whether this sender's stream stands between two messages, so that one could be put in here. */
  readonly isAtBoundary: (sender: Sender) => boolean;
  readonly stats: () => TapStats;
  /** Before the link-closed record: records what is still owed. No bytes after it. */
  readonly close: () => void;
};

export function createLinkTap(options: TapOptions, deps: TapDeps): LinkTap {
  return new Tap(options, deps);
}

/** One object for the link and one for each sender: see `FrameScanner`. */
class Tap implements LinkTap, TappedLink {
  readonly linkId: LinkId;
  readonly leg: Leg;
  readonly messageBytesMax: number;
  readonly extensions: Extensions;
  readonly spool: TapDeps["spool"];
  readonly observe: Observe;
  receivedAtUs = 0;
  lastSeq = 0;
  firstCloseFrame: FirstCloseFrame | null = null;
  readonly #clock: Clock;
  readonly #station: SenderTap;
  readonly #csms: SenderTap;
  #isRecording = true;
  #isClosed = false;
  #hasBytes = false;

  constructor(options: TapOptions, { clock, observe, spool }: TapDeps) {
    this.linkId = options.linkId;
    this.leg = options.leg ?? "both";
    this.messageBytesMax = options.messageBytesMax;
    this.extensions = parseExtensions(options.extensions);
    this.spool = spool;
    this.observe = observe;
    this.#clock = clock;
    this.#station = new SenderTap("station", this);
    this.#csms = new SenderTap("csms", this);
  }

  bytes(sender: Sender, chunk: Buffer, receivedAtUs: number): void {
    const tap = this.#tapOf(sender);
    tap.receivedBytes += chunk.length;
    this.#hasBytes = true;
    this.receivedAtUs = receivedAtUs;
    if (!this.#isRecording || this.#isClosed) return;
    try {
      tap.bytes(chunk);
    } catch (thrown) {
      this.#disable(thrown);
    }
  }

  isAtBoundary(sender: Sender): boolean {
    return this.#isRecording && this.#tapOf(sender).isAtBoundary;
  }

  stats(): TapStats {
    const station = this.#station;
    const csms = this.#csms;
    return {
      messages: { station: station.messages, csms: csms.messages },
      bytes: { station: station.receivedBytes, csms: csms.receivedBytes },
      pings: { station: station.pings, csms: csms.pings },
      pongs: { station: station.pongs, csms: csms.pongs },
      lastSeq: this.lastSeq,
      closeFrame: this.firstCloseFrame,
      lastByteAtUs: this.#hasBytes ? this.receivedAtUs : null,
      isRecording: this.#isRecording,
    };
  }

  close(): void {
    if (!this.#isRecording || this.#isClosed) return;
    this.#isClosed = true;
    const lastByteAtUs = this.receivedAtUs;
    try {
      this.receivedAtUs = this.#clock.nowUs();
      this.#station.close();
      this.#csms.close();
    } catch (thrown) {
      this.#disable(thrown);
    } finally {
      this.receivedAtUs = lastByteAtUs;
    }
  }

  #tapOf(sender: Sender): SenderTap {
    return sender === "station" ? this.#station : this.#csms;
  }

  #disable(thrown: unknown): void {
    const { linkId } = this;
    const problem = problemOf(thrown);
    this.#isRecording = false;
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
