/**
 * What the relay writes and everyone else reads: the records of the spool. Types only; the bytes on
 * disk are `format.ts`'s. Credentials never get here: see `Authorization`.
 *
 * `seq` numbers the messages of one link from 1, also those whose copy was dropped: a hole in the
 * numbers is a gap, provable from the record itself. Other records carry the seq of the last
 * message before them.
 */
import type { Leg, LinkId, Sender, StationId } from "../base/ids.ts";
import type { Aside, FaultOnPurpose, InterceptEnded } from "./intercept-notes.ts";

/**
 * Headers as received: order, spelling and duplicates kept; credentials' values replaced by `***`.
 */
export type Headers = readonly (readonly [name: string, value: string])[];

/** All that is kept of an `Authorization` header. */
export type Authorization = {
  readonly scheme: string;
  readonly user: string | null;
  /** Length of the password (Basic) or of the whole credential (other schemes). */
  readonly secretBytes: number;
};

/** A load balancer stands between, or somebody says so. */
export type Behind = {
  /** Where it was said. */
  readonly by: "proxy-protocol" | "x-forwarded-for" | "forwarded";
  /** False: the peer is none of `listen[].trust`, and nothing that it says is believed. */
  readonly isTrusted: boolean;
  /** Who connected to us. */
  readonly peerAddress: string;
  readonly peerPort: number;
  /** As it was said. */
  readonly claimed: string;
  /** Of a PROXY header of version 2: the load balancer's id of the connection, hexadecimal. */
  readonly uniqueId?: string;
  /** Of a PROXY header of version 2: the station's TLS ended at the load balancer. */
  readonly tls?: { readonly version: string; readonly cipher: string };
};

/** Of the station's connection. */
export type HandshakeTls = {
  readonly version: string;
  readonly cipher: string;
  /** Absent: a full handshake. */
  readonly isResumed?: true;
  /** Absent: the station showed none, or was not asked. */
  readonly certificate?: StationCertificate;
};

/** What a station showed of itself (security profile 3); times are ISO 8601. */
export type StationCertificate = {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256 of the certificate, as OpenSSL prints it. */
  readonly fingerprint: string;
  /** Whose it is: common name, DNS names, last parts of URIs. */
  readonly identities: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  /** OpenSSL's code why it is not valid here; null where it is. */
  readonly problem: string | null;
};

/**
 * What was known when the request head was complete. A translated station has two links, one for
 * each leg; of the CSMS's leg this is what ocpptap sent, credentials replaced as always.
 */
export type Handshake = {
  readonly stationId: StationId;
  readonly instance: string;
  /** The route's `match`, e.g. `/ocpp/{station}`. */
  readonly route: string;
  /** The route that the path matches, where an override has led to another CSMS. */
  readonly overrides?: string;
  readonly mode: "transparent" | "translate";
  /** Absent: `both`. */
  readonly leg?: Leg;
  /** Of the leg `backend`: which one. */
  readonly backend?: string;
  /** Path and query exactly as received. */
  readonly target: string;
  readonly headers: Headers;
  /** URL dialled, without credentials. */
  readonly upstreamUrl: string;
  /** The station's own, also behind a load balancer that is trusted; port 0 where it is not told. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Absent: nobody stands between. */
  readonly behind?: Behind;
  readonly tls: HandshakeTls | null;
  readonly authorization: Authorization | null;
  /** `Sec-WebSocket-Protocol` as received, null where absent. */
  readonly subprotocolHeader: string | null;
  readonly subprotocolsOffered: readonly string[];
  /**
   * From accept to complete request head, and from there to the CSMS's complete answer. Unit: ms.
   */
  readonly requestMs: number;
  readonly answerMs: number;
};

/** What a link that is one exchange over plain HTTP has beside; see `HttpAnswered`. */
export type HttpRequest = {
  readonly method: string;
  /** `csms`: it called the station. */
  readonly caller: Sender;
};

export type LinkOpened = Handshake & {
  /** Absent: a WebSocket. */
  readonly http?: HttpRequest;
  /** The token the CSMS selected; null for none. */
  readonly subprotocol: string | null;
  /** `Sec-WebSocket-Extensions` of the CSMS's answer. */
  readonly extensions: string | null;
  readonly responseHeaders: Headers;
  /**
   * The link of the same station that was open at this moment, if any, and how long they
   * overlapped.
   */
  readonly supersedes: LinkId | null;
};

/** Where and how dialling the CSMS failed. */
export type DialFailure = {
  readonly stage: "resolve" | "connect" | "tls" | "timeout" | "answer";
  /** The system's code, e.g. `ECONNREFUSED`, or one of ours. */
  readonly code: string;
  readonly problem: string;
};

/** What kept a station's request from arriving at all. */
export type ArrivalFailure = {
  readonly kind: "tls-failed" | "tls-on-plain-port" | "plain-on-tls-port" | "proxy-header";
  /** OpenSSL's, the system's or ours; "" for none. */
  readonly code: string;
  readonly problem: string;
  /** The same of the same address since the last record of it, which were not recorded. */
  readonly repeats?: number;
};

export type LinkRefused = Handshake & {
  /** Absent: a WebSocket was asked for. */
  readonly http?: HttpRequest;
  /** `csms`: it answered other than 101. `ocpptap`: we could not get an answer. */
  readonly refusedBy: "csms" | "ocpptap";
  /** The status the station saw. */
  readonly status: number;
  readonly reason: string;
  readonly responseHeaders: Headers;
  /** The first 1,024 characters of the body the station saw. */
  readonly body: string;
  readonly failure: DialFailure | null;
  /**
   * Absent where there was a request. Then the status is 0, and neither station nor path is known.
   */
  readonly arrival?: ArrivalFailure;
};

export type ClosedHow =
  | "close-frame"
  | "fin"
  | "reset"
  | "timeout"
  | "superseded"
  | "rerouted"
  | "shutdown"
  | "error";

export type LinkClosed = {
  readonly closedBy: Sender | "ocpptap";
  readonly how: ClosedHow;
  /** The first Close frame's code and reason; null where none was sent. */
  readonly code: number | null;
  readonly reason: string;
  /** The socket error's code and text; "" for none. */
  readonly error: string;
  readonly openMs: number;
  /** Silence of both sides before the close. Unit: ms. */
  readonly idleMs: number;
  readonly messages: { readonly station: number; readonly csms: number };
  readonly bytes: { readonly station: number; readonly csms: number };
  readonly pings: { readonly station: number; readonly csms: number };
  readonly pongs: { readonly station: number; readonly csms: number };
  /** Highest message seq of the link, recorded or not. */
  readonly lastSeq: number;
};

export type GapReason =
  /** The writer's memory bound was reached: disk slow, full or broken. */
  | "buffer-full"
  /** `spool.bytesMax` was reached: the oldest segment went before every follower had read it. */
  | "segment-dropped"
  /** Bytes of the spool were damaged on disk. */
  | "damaged"
  /** The relay ended without closing the link; how much was in flight is not known. */
  | "relay-lost"
  /** Frames could not be followed any more (see the note); bytes went on. */
  | "opaque";

export type Note =
  /** First record of every segment's writer: all links of an earlier `relayRun` are over. */
  | { readonly note: "relay-started"; readonly instance: string; readonly relayRun: string }
  /**
   * The wall clock was set while links were open: what comes after it has times that are `byUs` off
   * from those before. Its own time is the earlier of both, so that no time-out comes before it.
   */
  | { readonly note: "clock-set"; readonly instance: string; readonly byUs: number }
  /** From here on this direction is relayed but no longer decoded. */
  | {
      readonly note: "opaque";
      readonly sender: Sender;
      readonly reason: string;
      /** The first bytes that could not be followed, hexadecimal, at most 32. */
      readonly bytesHex: string;
    }
  /** A breach of RFC 6455 that does not stop decoding. */
  | { readonly note: "frame-illegal"; readonly sender: Sender; readonly reason: string }
  /** Control frames and breaches beyond the rate that is recorded, since the last such note. */
  | {
      readonly note: "rate-limited";
      readonly sender: Sender;
      readonly controlFrames: number;
      readonly breaches: number;
    }
  /** A message of which the link's end cut off the rest; it has no seq. */
  | {
      readonly note: "message-unfinished";
      readonly sender: Sender;
      readonly wireBytes: number;
      /** Its first bytes as they were on the wire, unmasked, hexadecimal, at most 1,024. */
      readonly bytesHex: string;
    }
  | HttpAnswered
  | Aside
  | InterceptEnded
  | FaultOnPurpose
  | Translated
  | TranslationLoss
  | DeadLetter;

/** One message of the record. */
export type MessageRef = { readonly linkId: LinkId; readonly seq: number };

/** The head of the answer to a plain HTTP request, directly before its body, which is a message. */
export type HttpAnswered = {
  readonly note: "http-answered";
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  /** `ocpptap`: there was no answer, so we said so; there is no message then. */
  readonly answeredBy: Sender | "ocpptap";
  readonly failure: DialFailure | null;
};

/** Directly before the message of this link with that `seq`; absent where ocpptap made it itself. */
export type Translated = {
  readonly note: "translated";
  readonly seq: number;
  readonly from: MessageRef;
};

/** Something that one version says and the other cannot. On the link of `from`, else the station's. */
export type TranslationLoss = {
  readonly note: "translation-loss";
  readonly rule: "translation-lossy" | "translation-refused";
  /** Its entry in the ledger of losses. */
  readonly loss: string;
  readonly what: string;
  /** What happens in its place. */
  readonly instead: string;
  /** How often it was met on this link: told at 1, 10, 100 … */
  readonly count: number;
  readonly detail: string;
  readonly from: MessageRef | null;
};

/** A message that ocpptap gave up. On the station's link, else the CSMS leg's. */
export type DeadLetter = {
  readonly note: "dead-letter";
  /** `invalid` is a fault of ocpptap. `refused`: the peer did not take it. `unmatched`: nobody's. */
  readonly why: "invalid" | "refused" | "unmatched" | "overflow";
  /** Where it would have gone. */
  readonly leg: "station" | "csms";
  readonly action: string;
  readonly problem: string;
  /** JSON text, its beginning where it is long. */
  readonly payload: string;
};

type Common = {
  readonly receivedAtUs: number;
  readonly linkId: LinkId;
  readonly seq: number;
};

export type MessageRecord = Common & {
  readonly kind: "message";
  readonly sender: Sender;
  readonly leg: Leg;
  /** 1 text, 2 binary (RFC 6455 §5.2). */
  readonly opcode: 1 | 2;
  readonly isCompressed: boolean;
  readonly isFragmented: boolean;
  /** `payload` holds only the first bytes; `payloadBytes` is the true size. */
  readonly isTruncated: boolean;
  /** True size after decompression. */
  readonly payloadBytes: number;
  /** Size of all its frames' payloads on the wire. */
  readonly wireBytes: number;
  readonly payload: Buffer;
};

export type ControlFrameRecord = Common & {
  readonly kind: "control-frame";
  readonly sender: Sender;
  readonly leg: Leg;
  /** 8 close, 9 ping, 10 pong. */
  readonly opcode: 8 | 9 | 10;
  readonly payload: Buffer;
};

export type GapRecord = Common & {
  readonly kind: "gap";
  readonly reason: GapReason;
  /** First and last message seq that were relayed and not recorded. */
  readonly fromSeq: number;
  readonly toSeq: number;
};

export type LinkOpenedRecord = Common & { readonly kind: "link-opened"; readonly body: LinkOpened };
export type LinkRefusedRecord = Common & {
  readonly kind: "link-refused";
  readonly body: LinkRefused;
};
export type LinkClosedRecord = Common & { readonly kind: "link-closed"; readonly body: LinkClosed };
export type NoteRecord = Common & { readonly kind: "note"; readonly body: Note };

export type SpoolRecord =
  | LinkOpenedRecord
  | LinkRefusedRecord
  | MessageRecord
  | ControlFrameRecord
  | LinkClosedRecord
  | GapRecord
  | NoteRecord;

/**
 * A message that came whole, as one frame in one chunk of a socket: what its record says, and where
 * the rest of it lies.
 */
export type WholeMessage = Common & {
  readonly sender: Sender;
  readonly leg: Leg;
  readonly opcode: 1 | 2;
  /** `linkId` as the record has it, four words of this from there on: see `uuid.ts`. */
  readonly linkWords: Int32Array;
  readonly linkWordsAt: number;
  /** The payload is the chunk's end. */
  readonly chunk: Buffer;
  readonly payloadFrom: number;
  /** Its four mask bytes, the first one lowest; 0 for none. */
  readonly mask: number;
};

/** Where a follower stands: segment number and byte offset of the next record in it. */
export type SpoolPosition = { readonly segment: number; readonly offset: number };

/** The writing end, as the relay sees it. Never throws, never blocks. */
export type SpoolWriter = {
  /**
   * Copies the record into the current group; nothing of it is kept by reference. False: there was
   * no room, the copy is dropped and counted, and a gap record will say so when there is room
   * again.
   */
  readonly append: (record: SpoolRecord) => boolean;
  /** The same for a message that came whole, at less than half the cost. */
  readonly appendWhole: (message: WholeMessage) => boolean;
  /**
   * Calls back once everything appended so far has been handed to the operating system, or at once
   * where that is already so or the spool is failing (the link comes first).
   */
  readonly whenWritten: (callback: () => void) => void;
  /** Bytes appended and not yet written. */
  readonly pendingBytes: () => number;
  /** Writes what is pending, syncs, closes. */
  readonly close: () => Promise<void>;
};
