/**
 * Every limit of the program, in one place: name with unit, value, derivation. A limit that users
 * may change takes its configuration default from here. Relations between limits are asserted
 * below.
 */
import { assert } from "./assert.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const limits = {
  // ── listen, dial ──────────────────────────────────────────────────────────────────────────────
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
  /** How long one half of a link may stay open after the other half ended. */
  lingerMsMax: 30_000,
  /**
   * First keep-alive probe; Linux then sends ten, a second apart, so a dead peer is found in 40 s.
   */
  keepAliveMs: 30_000,
  /** A station leg with no byte for this long may be a ghost when its station dials again. */
  ghostSilenceMs: 2_000,
  /** Longest hold of a message for `record.strict` before the link is given precedence. */
  strictHoldMsMax: 2_000,
  /** Bytes of one direction held for `record.strict`; then its socket is paused. */
  strictHoldBytesMax: 256 * KiB,
  /** Links of one relay; the descriptor limit may allow fewer: (limit − 64) / 2. */
  linksMax: 100_000,
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
   * Control frames recorded of one direction at once, and then one per so long. Real: one per 10
   * s.
   */
  controlFramesBurst: 60,
  controlFrameMs: 1_000,
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
   * Between the beginnings of two writes, unless somebody waits for one or a chunk is full: at
   * 4,000 round trips a second a write per turn costs more than relaying. What `kill -9` can take
   * grows by as much.
   */
  spoolPaceMs: 2,
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
  /** Remembered texts of link ids of one reader; forgotten all at once beyond it. */
  spoolLinkIdsMax: 16_384,

  // ── recorder ──────────────────────────────────────────────────────────────────────────────────
  /** Rows of one batch; ClickHouse likes 1,000 to 10,000. */
  batchRowsMax: 10_000,
  /** Payload bytes of one batch. */
  batchBytesMax: 32 * MiB,
  /** Age of a batch before it is sent although it is small. */
  batchMsMax: 500,
  /**
   * Longest wait before an exchange closes as "timeout". OCPP leaves it open; libocpp uses 30 s.
   */
  exchangeTimeoutMs: 30_000,
  /**
   * A call's payload up to this size is remembered while it is open, for the rules: ten times a
   * large SetChargingProfile of 24 periods.
   */
  rememberedCallBytesMax: 16 * KiB,
  /** Unanswered calls of one side of one link; the oldest is forgotten beyond it. */
  callsPerLinkMax: 1_000,
  /**
   * Answered or timed-out calls of one side of one link that are remembered, to know a second or
   * late response.
   */
  settledCallsMax: 8,
  /**
   * Levels of JSON inside each other. Real messages have below 12; V8 needs seconds for a million.
   */
  jsonDepthMax: 512,
  /** Violations of its schema that are told of one message. */
  violationsMax: 20,
  /** Items of one array that are looked at for further violations once one was found. */
  violationItemsMax: 64,
  /** Fields of one object, likewise. The largest official type has 30. */
  violationFieldsMax: 100,
  /** Values of one payload, likewise: their faults take a few ms at most. */
  violationValuesMax: 2_000,
  /** How far into a broken payload we look for its message id and action. A head has below 120. */
  salvageCharsMax: 4_096,
  /**
   * Characters of a text that becomes a column or a key (ids, actions, error codes): the longest
   * legal one has 255.
   */
  columnCharsMax: 512,
  /**
   * Message ids of one sender of one link that are remembered, to know one used again: 3 kB a
   * sender.
   */
  usedIdsMax: 32,
  /** Separate holes remembered for one link; the oldest are told as gaps beyond it. */
  holesPerLinkMax: 64,
  /** Runs of one relay that are remembered, to know an old one told again. */
  relayRunsMax: 16,
  /** Stations whose rules keep state; the one silent for longest is forgotten beyond it. */
  stationStatesMax: 100_000,
  /** Records that the recorder handles between two turns of its event loop: about 20 ms. */
  recorderReadRecordsMax: 1_000,
  /** A position that moved without rows (pings) is committed after this long. */
  recorderIdleCommitMs: 5_000,
  /**
   * Changes of the recorder's state, in files and bytes, before it is written whole. Read in 0.3
   * s.
   */
  recorderDeltasMax: 64,
  recorderDeltaBytesMax: 32 * MiB,
  /**
   * How far time-outs stay behind the clock when the spool is silent: the relay may be writing
   * still.
   */
  recorderIdleLagMs: 2_000,
  /** Longest wait of one read at the end of the spool; closing takes that long. */
  recorderReadMsMax: 100,
  /** First pause before an insert is tried again; doubled up to storeRetryMsMax. */
  insertRetryMsMin: 100,
  /**
   * Longest wait at shutdown for the insert that is under way; it is sent again at the next start.
   */
  recorderCloseMsMax: 5_000,
  /** Links whose state the recorder keeps after their close, to recognise a gap told late. */
  closedLinksMax: 50_000,
  /** Days that a row is kept. */
  retentionDays: 90,

  // ── store ─────────────────────────────────────────────────────────────────────────────────────
  /** Remembered batch tokens; a restart resends at most one batch. */
  deduplicationWindow: 10_000,
  /** Longest wait for an insert's acknowledgement before it is sent again. */
  insertMsMax: 30_000,
  /** Longest wait for a change of the schema, which rewrites a large store. */
  commandMsMax: 600_000,
  /** Connections of one role to the store; more statements wait for their turn. */
  storeSocketsMax: 20,
  /** Longest pause between two tries at a store that is down. */
  storeRetryMsMax: 10_000,
  /** Memory of the embedded engine. */
  engineMemoryBytesMax: 2 * GiB,
  /** From starting the engine to its first answer; 0.7 s were measured with 158 million rows. */
  engineStartMsMax: 120_000,
  /** Between two looks at a starting engine. */
  enginePollMs: 10,
  /** Queries of console and dashboards that run in the embedded engine at once. */
  engineReadersMax: 16,
  /** How long a role waits for the embedded engine to tell its address before it says so. */
  storeFileMsMax: 5_000,
  /** Between two looks for it. */
  storeFilePollMs: 50,

  // ── query, console ────────────────────────────────────────────────────────────────────────────
  /** Messages of one page. */
  pageRowsMax: 1_000,
  /** Messages of one page when nothing is said. */
  pageRowsDefault: 100,
  /** Characters of a query. */
  queryCharsMax: 4_096,
  /** Terms of a query. */
  queryTermsMax: 64,
  /** Parentheses within parentheses. */
  queryDepthMax: 32,
  /** Names of one `payload.` path; OCPP's own are at most six deep. */
  queryPathKeysMax: 16,
  /** Seconds of one search in the engine. */
  queryMsMax: 30_000,
  /**
   * A payload up to this is read with its page; longer ones one by one. 1,000 of them are 64 MiB.
   */
  pageInlineBytesMax: 64 * KiB,
  /**
   * Payload bytes of one page; it ends early where they are used up, at least one message is
   * shown.
   */
  pageBytesMax: 32 * MiB,
  /**
   * First stretch of time that a search looks at, from the newest message backwards; then it
   * widens.
   */
  searchWindowMs: 15 * 60_000,
  /** A stretch that took less is followed by one four times as wide. */
  searchWidenMsMax: 500,
  /** A page's search stops at the end of a stretch after this long, and says how to go on. */
  searchBudgetMs: 15_000,
  /**
   * Clocks of other machines may be ahead of ours by this much before a search misses their news.
   */
  clockAheadMs: 3_600_000,
  /** Stations and links of one answer. */
  stationRowsMax: 10_000,
  /** Findings of one answer. */
  findingRowsMax: 1_000,
  /** Messages that an export reads at a time. */
  exportPageRows: 5_000,
  /** Time of one export, which a slow listener stretches. */
  exportMsMax: 600_000,
  /** Rows of one export. */
  exportRowsMax: 10_000_000,
  /** Live listeners of one console. */
  liveClientsMax: 200,
  /** Messages waiting for one slow live listener; beyond it they are skipped and counted. */
  liveQueueMax: 2_000,
  /** Their bytes: 200 listeners that all stand still share most of them. */
  liveQueueBytesMax: 8 * MiB,
  /**
   * A live listener that takes nothing for this long is let go; browsers come again by themselves.
   */
  liveStallMsMax: 60_000,
  /** Between comments on a quiet live connection: below the 60 s of common proxies. */
  liveHeartbeatMs: 15_000,
  /** Longest pause between two tries at a recorder that does not answer. */
  liveRetryMsMax: 1_000,
  /** One line of the recorder's live feed: the largest message as JSON, every byte escaped. */
  liveLineCharsMax: 100 * MiB,
  /** From accepting a request of the API to its last byte arriving. */
  apiRequestMsMax: 10_000,
  /**
   * How often the console asks a store that is slow whether it is there, and waits for its word.
   */
  apiStoreMsMax: 2_000,
  /** An API request's body. */
  apiBodyBytesMax: 4 * MiB,

  // ── check ─────────────────────────────────────────────────────────────────────────────────────
  /** One line: the largest recorded message as JSON text, most of its bytes escaped. */
  checkLineBytesMax: 64 * MiB,
  /** Links of one trace that are followed at the same time; the one silent for longest goes. */
  checkLinksMax: 1_000,
  /** Messages whose line is remembered: 32 open calls of every link, and then some. */
  checkLinesMax: 65_536,
  /** Message ids of one link whose caller is remembered, to guess who answered. */
  checkCallersMax: 1_000,
  /** Lines checked before others of the same thread have their turn: a few ms. */
  checkTurnLines: 200,

  // ── simulate ──────────────────────────────────────────────────────────────────────────────────
  /** Remembered messages of one simulated peer; a load of hours must not grow. */
  simulatedTrafficMax: 10_000,
  /**
   * Calls that wait for their turn at one simulated peer (one outstanding call, OCPP-J 1.6
   * §4.1.1).
   */
  simulatedCallsWaitingMax: 1_000,
  /**
   * Stations of one simulated fleet: about half of the descriptors of one process and one address.
   */
  simulatedStationsMax: 20_000,
  /** Armed answer faults of one simulated peer. */
  simulatedFaultsMax: 1_000,

  // ── telling ───────────────────────────────────────────────────────────────────────────────────
  /** Lines of one kind of warning or error within one window; the rest is counted in one line. */
  logBurstLines: 10,
  /** That window. */
  logBurstMs: 10_000,
  /**
   * Log text waiting for a slow reader; beyond it lines are dropped and counted, the role goes on.
   */
  logBufferBytesMax: 4 * MiB,
  /** Longest wait for another role's health or metrics, on a local socket. */
  statusMsMax: 2_000,
  /** Another role's health or metrics; real ones are below 100 kB. */
  statusBodyBytesMax: 8 * MiB,
  /** A unix socket's path: 104 bytes with the final zero on macOS, 108 on Linux. */
  socketPathBytesMax: 103,

  // ── command line ──────────────────────────────────────────────────────────────────────────────
  /** First pause of `tail` before it connects again; doubled up to the next. */
  tailRetryMsMin: 250,
  tailRetryMsMax: 5_000,
  /** A console that says nothing, not even its heartbeat, for this long is gone. */
  tailSilenceMsMax: 45_000,

  // ── supervision ───────────────────────────────────────────────────────────────────────────────
  /** First pause before a crashed child is started again; doubled up to the next limit. */
  restartMsMin: 200,
  restartMsMax: 10_000,
  /** A child that lived this long starts again without a penalty. */
  restartResetMs: 30_000,
  /** From SIGTERM to the end whatever happens. */
  shutdownMsMax: 10_000,
} as const;

assert(limits.spoolBytesMax >= 2 * limits.segmentBytesMax, "the spool holds at least two segments");
assert(limits.messageBytesMax < limits.segmentBytesMax, "a message fits into a segment");
assert(
  limits.messageBytesMax < limits.spoolBufferBytesMax,
  "a message fits into the spool's buffer",
);
assert(limits.messageBytesMax <= limits.inflateMessageBytesMax, "a full copy can be decompressed");
assert(
  limits.messageBytesMax < limits.spoolRecordBytesMax,
  "a message fits into a record of the spool",
);
assert(limits.pageRowsDefault <= limits.pageRowsMax, "the default page is a legal page");
assert(limits.restartMsMin <= limits.restartMsMax, "restart pauses grow");
