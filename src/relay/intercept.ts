/**
 * What may stand in a link between the coming of a message and its going on: calls of operators and
 * of further back-ends, faults on purpose. Types only.
 *
 * In: whole data messages of both senders, in order. Out: whether each goes on, and what is put in.
 * Promised: a link whose route permits none of it is spliced as if there were none. Where nobody is
 * on, bytes go on first, as they came, and are shown after. What cannot be understood (illegal,
 * another extension, too large) goes on untouched, and its direction is left alone from then on. An
 * intercept that throws is switched off for its link, and what it had taken goes on. What is taken
 * is bounded: beyond that its sender is not read.
 *
 * Several stand in a row: the calls of operators and back-ends, then the others as the route's
 * opener lists them (faults last). Each sees what those before it let go on; what one puts in
 * itself goes to the wire at once, and no other sees it.
 */
import type { LinkId, Sender, StationId } from "../base/ids.ts";
import type { MessageRef, Note } from "../spool/record.ts";
import type { Route } from "./route.ts";

/** What stands in the links of a route; null: nothing, they are spliced. */
export type InterceptsOf = (route: Route) => RouteIntercepts | null;

export type RouteIntercepts = {
  /** Its links have `calls`. */
  readonly hasCalls: boolean;
  /** In their order behind the calls. */
  readonly chain: readonly OpenIntercept[];
};

/** Called for each link that opens, before its first byte. */
export type OpenIntercept = (link: InterceptedLink, line: InterceptLine) => Intercept;

export type InterceptedLink = {
  readonly linkId: LinkId;
  readonly stationId: StationId;
  /** Route and station, as `links.ts` has it. */
  readonly key: string;
  readonly route: Route;
  /** What stands for `{station}`, as received; the station's query, with its question mark. */
  readonly tail: string;
  readonly query: string;
  /** As the CSMS selected it; null for none. */
  readonly subprotocol: string | null;
  /** The station's own `Authorization`, as it came. Never to be recorded, nor told. */
  readonly authorization: string | null;
  /** Calls of ours towards the station; null where the route permits none. */
  readonly calls: LinkCalls | null;
  /**
   * Null: what this sender says can be taken. Else a sentence why not: with context takeover
   * (RFC 7692 §7.1.1) every later message needs those before it.
   */
  readonly fixedBecause: (sender: Sender) => string | null;
};

export type Intercept = {
  /**
   * Whether it is asked before what `sender` says goes on; else that goes on first, and is shown.
   * Read at every chunk. It stays asked while it holds a message of that sender.
   */
  readonly isOn: (sender: Sender) => boolean;
  /**
   * While on, before a message is recorded: who asked for it, where it answers what this intercept
   * put in. It is recorded as theirs; whether it goes on is still said by `message`.
   */
  readonly askedBy?: (sender: Sender, payload: Buffer) => string | null;
  /**
   * A message of either sender. True: it goes on now. False: it is taken, and `pass` or `drop` is
   * called once for it, already or later. Where it `hasGone`, or its sender's is not on, it is
   * shown, not asked.
   */
  readonly message: (message: SeenMessage) => boolean;
  /**
   * A Close frame or the FIN of this sender is about to go on, or it cannot be followed any more:
   * what is held of it is to be passed or dropped at once; what then is still held is passed.
   */
  readonly ending: (sender: Sender) => void;
  /** After `send` said null: it may be tried again. */
  readonly canSend?: (sender: Sender) => void;
  /** The link has ended, or the intercept was switched off; nothing may be sent any more. */
  readonly close: () => void;
};

export type SeenMessage = {
  readonly sender: Sender;
  /** Of its record in this link. */
  readonly seq: number;
  readonly opcode: 1 | 2;
  /** Unmasked and inflated; to be kept. */
  readonly payload: Buffer;
  /** False: it was too large, or cannot be inflated; `payload` has its beginning, or nothing. */
  readonly isWhole: boolean;
  /** It has gone on already, wholly or in part. */
  readonly hasGone: boolean;
  readonly receivedAtUs: number;
};

/** What an intercept does to its link. After the link's end all of it does nothing. */
export type InterceptLine = {
  /** What was taken goes on, as it came, behind whatever was passed before. */
  readonly pass: (message: SeenMessage) => void;
  /** What was taken never goes on. */
  readonly drop: (message: SeenMessage) => void;
  /**
   * A text that nobody sent, as if `sender` had, to the other side only. `by` is who made it, for
   * the record, such as `fault slow`. Returns the seq of its record; null where it cannot be put in
   * now: half a message has gone on, or the link is ending.
   */
  readonly send: (sender: Sender, text: string, by: string) => number | null;
  readonly note: (body: Note) => void;
  /** Ends both legs, with a Close frame in each direction that can have one. */
  readonly close: (code: number, reason: string) => void;
  /** Ends both legs without a word. */
  readonly abort: () => void;
};

/**
 * Calls towards a station that are not its CSMS's. Each waits until no call towards the station is
 * unanswered (OCPP-J §4.1.1); `arbiter.ts` decides that.
 */
export type LinkCalls = {
  /**
   * `done` is called once, also at the link's end, never before `ask` has returned. One call of
   * each `by` at a time: the next is refused until `done`.
   */
  readonly ask: (call: AskedCall, done: (outcome: CallOutcome) => void) => void;
};

export type AskedCall = {
  /** Who asks, for the record, such as `backend energy` or `operator anna`. */
  readonly by: string;
  readonly action: string;
  /** JSON text of the payload. */
  readonly payload: string;
  /** From asking to the answer. Unit: ms. */
  readonly timeoutMs: number;
};

export type CallOutcome =
  | {
      readonly kind: "answered";
      /** The station's CALLRESULT or CALLERROR, as it came. */
      readonly text: string;
      readonly messageId: string;
      readonly call: MessageRef;
      readonly answer: MessageRef;
      /** From sending to the answer. */
      readonly latencyMs: number;
    }
  /** `call`: its record; null where it was never sent. */
  | { readonly kind: "unanswered"; readonly call: MessageRef | null; readonly problem: string }
  | { readonly kind: "refused"; readonly problem: string };
