/** Limits of the relay: listen and dial, frames and messages, the spool. */
import { GiB, KiB, MiB } from "./units.ts";

export const relayLimits = {
  // ── listen, dial ──────────────────────────────────────────────────────────────────────────────
  /**
   * A PROXY header of version 2 behind its first 16 bytes: HAProxy, AWS and Azure stay below 400,
   * a client certificate's name included.
   */
  proxyHeaderBytesMax: 4 * KiB,
  /** From accept to the complete PROXY header: it comes in the first segment of a near machine. */
  proxyHeaderMsMax: 5_000,
  /** PP2_TYPE_UNIQUE_ID: its own bound (PROXY protocol §2.2.5). */
  proxyUniqueIdBytesMax: 128,
  /** Networks in one setting. */
  addressRangesMax: 1_000,
  /** Pending connections. The default of 511 makes 5,000 reconnects take 2.3 s instead of 0.5 s. */
  listenBacklog: 4096,
  /** A station's request head. Node's own default; real ones are below 2 kB. */
  requestHeadBytesMax: 16 * KiB,
  /** A CSMS's response head: cookies and policies of web front ends make them large. */
  responseHeadBytesMax: 64 * KiB,
  /** What a refusing CSMS may send as a body before we stop relaying it. */
  refusalBodyBytesMax: 1 * MiB,
  /**
   * From accept to complete request head. A charger on a bad mobile link needs several round
   * trips.
   */
  requestHeadMsMax: 20_000,
  /** From dialling to the CSMS's complete response head. */
  dialMsMax: 30_000,
  /** What a station may send before the CSMS has answered; then its socket is paused. */
  earlyBytesMax: 256 * KiB,
  /** Chunks of one direction that wait for the answer, or for the disk: each costs 150 bytes beside
   *  its content, and a hostile peer sends one byte at a time. */
  waitingChunksMax: 1_024,
  /**
   * Recorded copy of a body over plain HTTP that is no XML: an upload is told, not kept. SOAP has
   * `record.messageBytesMax`.
   */
  httpOtherBytesMax: 64 * KiB,
  /** Copies of all bodies under way: a hundred large SOAP reports. Beyond it they end early. */
  httpCopiesBytesMax: 64 * MiB,
  /** How long one half of a link may stay open after the other half ended. */
  lingerMsMax: 30_000,
  /** Silence after which keep-alive probes begin, at the latest; at the earliest half of it. */
  keepAliveMs: 30_000,
  /**
   * Between probes, and how many without an answer end a link: a minute. Node's own (ten, a second
   * apart) end the link of a station that a mobile network left alone for 40 s.
   */
  keepAliveProbeMsMin: 7_000,
  keepAliveProbeMsMax: 12_000,
  keepAliveProbes: 6,
  /** What one read of a socket brings at most: libuv's own size. */
  readBytesMax: 64 * KiB,
  /**
   * Chunks that have been forwarded and wait for the end of the turn to be looked at: what a turn
   * with all of a thousand stations' calls brings. What `kill -9` can take grows by as much.
   */
  turnChunksMax: 1_024,
  turnBytesMax: 256 * KiB,
  /** A station leg with no byte for this long may be a ghost when its station dials again. */
  ghostSilenceMs: 2_000,
  /** Longest hold of a message for `record.strict` before the link is given precedence. */
  strictHoldMsMax: 2_000,
  /** Bytes of one direction held for `record.strict`; then its socket is paused. */
  strictHoldBytesMax: 256 * KiB,
  /** Links of one relay; the descriptor limit may allow fewer: (limit − 64) / 2. */
  linksMax: 100_000,
  /**
   * Links of one address: half of all. A site, a carrier's gateway or a load balancer without the
   * PROXY protocol gives a whole fleet one address, and a link has been accepted by the CSMS, so
   * less would shut out stations that have every right to be there.
   */
  linksPerAddressMax: 50_000,
  /**
   * Sockets of one worker whose request is not complete: four times what waits in the kernel's
   * queue, and with heads of 16 KiB that never end 256 MiB at most. A head comes within a round
   * trip, so 50,000 stations that dial within ten seconds over links of 1 s are 5,000.
   */
  handshakesMax: 16_384,
  /** The same of one address: half of all, so that one alone cannot push out the others. */
  handshakesPerAddressMax: 8_192,
  /** Descriptors that are not a link's: listeners, spool, log, DNS, and refusals under way. */
  descriptorsReserved: 64,
  /**
   * Sockets of one listener beyond its links, so that one too many is told 503; more are dropped.
   */
  refusalsAtOnceMax: 32,
  /** `Retry-After` of our 503. OCPP stations wait 10 to 60 s between dials. */
  retryAfterSeconds: 30,
  /** From a refusal's last byte to closing for good: some round trips of a bad mobile link. */
  refusalCloseMsMax: 5_000,
  /** Bytes of a refusal's body that are looked at for its first 1,024 characters. */
  refusalExcerptBytes: 6 * KiB,
  /** From our FIN to closing for good, where we end a link: the CSMS's own FIN says it let go. */
  linkCloseMsMax: 1_000,
  /** How long a resolved name is used again. Shorter than any TTL in use for fail-over. */
  resolvedMs: 5_000,
  /** Names remembered; they come from the routes. */
  resolvedHostsMax: 1_000,

  // ── frames, messages ──────────────────────────────────────────────────────────────────────────
  /** Largest recorded copy of one message. Larger ones are relayed whole, recorded truncated. */
  messageBytesMax: 10 * MiB,
  /** A message beyond this is told: 64 KiB is where common WebSocket servers stop by default. */
  messageUsualBytesMax: 64 * KiB,
  /** RFC 6455 §5.5. */
  controlPayloadBytesMax: 125,
  /**
   * Memory of the process into which masked payloads are decoded: what a socket delivers at once.
   */
  unmaskBytesMax: 64 * KiB,
  /** First bytes kept of what could not be followed. Two header lengths and a bit of payload. */
  opaqueBytesMax: 32,
  /** First bytes kept of a message that the link's end cut off: enough to name its action. */
  unfinishedBytesMax: 1 * KiB,
  /**
   * Control frames recorded of one direction, at once and again every minute. Real: six. At this
   * rate a flood costs 4 MB of spool a day and direction.
   */
  controlFramesPerMinute: 60,
  /** Breaches of RFC 6455 noted of one direction at once, and then one per so long. Real: none. */
  illegalFramesBurst: 20,
  illegalFrameMs: 60_000,
  /**
   * Decompressed bytes of one direction before its ratio counts, and the ratio then. Repeated large
   * reports reach 130, deflate's own bound is 1,032: a bomb must not buy seconds of the thread.
   */
  inflateFreeBytes: 4 * MiB,
  inflateRatioMax: 200,
  /** Largest message that is decompressed at all: its end goes into the history of the next one. */
  inflateMessageBytesMax: 20 * MiB,
  /** Ends of a deflate stream inside one message; each costs an inflater. Real: one. */
  inflateStreamsMax: 4,

  // ── spool ─────────────────────────────────────────────────────────────────────────────────────
  /** One segment file; the unit of deletion. */
  segmentBytesMax: 64 * MiB,
  /** All segments together. About 20 million messages. */
  spoolBytesMax: 8 * GiB,
  /** Appended but not yet written. Beyond it copies are dropped and counted. */
  spoolBufferBytesMax: 32 * MiB,
  /**
   * Between fsyncs: what a power failure can take. A process crash takes nothing that was written.
   */
  fsyncMs: 1_000,
  /** A follower at the end looks again after this long; the promise is 50. */
  followPollMs: 15,
  /** One read of a follower. */
  followReadBytes: 1 * MiB,
  /** One record: the largest configurable message of 16 MiB and its fields, or a long handshake. */
  spoolRecordBytesMax: 17 * MiB,
  /**
   * One pooled buffer of appended records; what one write hands over at most, beside larger
   * records that own their buffer. The worst mix of sizes leaves half of the memory unused.
   */
  spoolChunkBytes: 256 * KiB,
  /**
   * Between the beginnings of two writes, unless somebody waits for one or a chunk is full: a write
   * wakes a thread. What `kill -9` can take grows by as much.
   */
  spoolPaceMs: 2,
  /**
   * The same where a lot flows: at 4,000 round trips a second (7 kB a ms) a write every 2 ms costs
   * half as much as relaying. Followers look every `followPollMs` anyway.
   */
  spoolBusyPaceMs: 10,
  /** From here on it is a lot. Unit: bytes a ms. */
  spoolBusyBytes: 4 * KiB,
  /** Unused chunks that are kept for the next burst. */
  spoolSpareChunksMax: 16,
  /** The part of the buffer kept for what is not a message: 4 MiB hold some 3,000 handshakes. */
  spoolReservePart: 1 / 8,
  /** Links that may have an untold gap at a time: as many as there are links. */
  spoolGapsMax: 100_000,
  /** Gap records appended in one turn: about a millisecond. */
  spoolGapsPerTurn: 1_000,
  /** Callbacks that wait for a write; more are called at once. */
  spoolWaitersMax: 100_000,
  /** First pause after a failed write; doubled up to the next limit. */
  spoolRetryMsMin: 250,
  spoolRetryMsMax: 2_000,
  /** Between two looks at what followers have consumed. */
  spoolTidyMs: 3_000,
  /** Followers with a committed position. */
  spoolConsumersMax: 64,
  /** One read of the search for what a dropped segment held: decoded in about a millisecond. */
  spoolScanBytes: 256 * KiB,
  /** What is kept of dropped segments: openings, closes, gaps. About 10,000 links. */
  spoolKeptBytesMax: 16 * MiB,
  /** Relay processes of one machine, and so spools of one data directory. */
  relayWorkersMax: 32,
  /**
   * Half of a relay's memory for young objects. Left to itself it grows to 64 MiB in a storm of
   * connects and stays: with 2,000 links 21 kB of each, with this 11, at the same CPU.
   */
  relaySemiSpaceMiBMax: 16,
  /**
   * How long a record waits for older ones of other spools: a writer hands over within 10 ms, and
   * what is shown live must come within a second.
   */
  spoolMergeWaitMs: 200,
  /** Between two looks for spools of workers that were not known before. */
  spoolsLookMs: 1_000,
  /** Remembered texts of link ids of one reader; forgotten all at once beyond it. */
  spoolLinkIdsMax: 16_384,
} as const;
