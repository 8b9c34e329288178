/**
 * What stands between the two legs of a bridge and decides what is said on each of them. The relay
 * ends the WebSockets and knows nothing of what their messages mean; a Middle knows nothing of
 * sockets. Types only; the one there is lives in `translate/`.
 */
import type { StationId } from "../base/ids.ts";
import type { DeadLetter, MessageRef, TranslationLoss } from "../spool/record.ts";

export type LegName = "station" | "csms";

export type Middle = {
  /** What each leg speaks: tokens of `Sec-WebSocket-Protocol`. */
  readonly subprotocols: Readonly<Record<LegName, string>>;
  /**
   * Takes what is remembered of the station from whoever had it. Rejects with an
   * `OperationalError` where it cannot be had now.
   */
  readonly open: (stationId: StationId, line: Line) => Promise<Dialogue>;
};

/** What a dialogue does to the world. Never called before `open` has resolved. */
export type Line = {
  /** `from`: the record of the message this one was made of. On a leg that is gone: nothing. */
  readonly send: (leg: LegName, text: string, from: MessageRef | null) => void;
  readonly close: (leg: LegName, reason: string) => void;
  /** The CSMS's leg is to be closed and opened anew, by what `ways` says now. */
  readonly reconnect: (reason: string) => void;
  readonly note: (note: TranslationLoss | DeadLetter) => void;
  /** After `message` has said false: more may come. */
  readonly drained: () => void;
  /** Once: it cannot go on. Both legs are to be closed; nothing more will come. */
  readonly end: (end: DialogueEnd) => void;
};

export type DialogueEnd = {
  readonly problem: string;
  /** Nothing is wrong: the station is another instance's by now. */
  readonly isTaken: boolean;
};

/** One station's, for as long as it is remembered here; its legs come and go. */
export type Dialogue = {
  /** `wayId`: of the CSMS's leg, by which way. */
  readonly legUp: (leg: LegName, wayId: string | null) => void;
  readonly legDown: (leg: LegName) => void;
  /** One WebSocket message. False: it is busy; no more should be read until `drained`. */
  readonly message: (leg: LegName, message: LegMessage) => boolean;
  /** To the CSMS, in the order in which they are to be tried, at least one. */
  readonly ways: () => readonly Way[];
  /** One short text of the bridge's own, kept with the state; null for none. */
  readonly keepsake: () => string | null;
  readonly keep: (keepsake: string) => void;
  /** Both legs are gone: what is to be stored is, then it is let go of. Never rejects. */
  readonly release: () => Promise<void>;
};

export type Way = {
  readonly id: string;
  /** Null: the route's. */
  readonly url: string | null;
  /** For HTTP Basic, with the station's id as user. Null: the route's credentials. */
  readonly password: string | null;
};

export type LegMessage = {
  readonly opcode: 1 | 2;
  readonly payload: Buffer;
  /** Its record. */
  readonly ref: MessageRef;
};
