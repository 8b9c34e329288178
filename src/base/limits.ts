/**
 * Every limit of the program, in one place: name with unit, value, derivation. A limit that users
 * may change takes its configuration default from here. Relations between limits are asserted below.
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
  /** From accept to complete request head. A charger on a bad mobile link needs several round trips. */
  requestHeadMsMax: 20_000,
  /** From dialling to the CSMS's complete response head. */
  dialMsMax: 30_000,
  /** What a station may send before the CSMS has answered; then its socket is paused. */
  earlyBytesMax: 256 * KiB,
  /** How long one half of a link may stay open after the other half ended. */
  lingerMsMax: 30_000,
  /** First keep-alive probe; Linux then sends ten, a second apart, so a dead peer is found in 40 s. */
  keepAliveMs: 30_000,
  /** A station leg with no byte for this long may be a ghost when its station dials again. */
  ghostSilenceMs: 2_000,
  /** Longest hold of a message for `record.strict` before the link is given precedence. */
  strictHoldMsMax: 2_000,
  /** Links of one relay; the descriptor limit may allow fewer: (limit − 64) / 2. */
  linksMax: 100_000,

  // ── frames, messages ──────────────────────────────────────────────────────────────────────────
  /** Largest recorded copy of one message. Larger ones are relayed whole, recorded truncated. */
  messageBytesMax: 10 * MiB,
  /** RFC 6455 §5.5. */
  controlPayloadBytesMax: 125,

  // ── spool ─────────────────────────────────────────────────────────────────────────────────────
  /** One segment file; the unit of deletion. */
  segmentBytesMax: 64 * MiB,
  /** All segments together. About 20 million messages. */
  spoolBytesMax: 8 * GiB,
  /** Appended but not yet written. Beyond it copies are dropped and counted. */
  spoolBufferBytesMax: 32 * MiB,
  /** Between fsyncs: what a power failure can take. A process crash takes nothing that was written. */
  fsyncMs: 1_000,
  /** A follower at the end looks again after this long; the promise is 50. */
  followPollMs: 15,
  /** One read of a follower. */
  followReadBytes: 1 * MiB,

  // ── recorder ──────────────────────────────────────────────────────────────────────────────────
  /** Rows of one batch; ClickHouse likes 1,000 to 10,000. */
  batchRowsMax: 10_000,
  /** Payload bytes of one batch. */
  batchBytesMax: 32 * MiB,
  /** Age of a batch before it is sent although it is small. */
  batchMsMax: 500,
  /** Longest wait before an exchange closes as "timeout". OCPP leaves it open; libocpp uses 30 s. */
  exchangeTimeoutMs: 30_000,
  /** Open or remembered calls of one side of one link; the oldest is forgotten beyond it. */
  callsPerLinkMax: 1_000,
  /** Links whose state the recorder keeps after their close, to recognise a gap told late. */
  closedLinksMax: 50_000,
  /** Days that a row is kept. */
  retentionDays: 90,

  // ── store ─────────────────────────────────────────────────────────────────────────────────────
  /** Remembered batch tokens; a restart resends at most one batch. */
  deduplicationWindow: 10_000,
  /** Longest wait for an insert's acknowledgement before it is sent again. */
  insertMsMax: 30_000,
  /** Longest pause between two tries at a store that is down. */
  storeRetryMsMax: 10_000,
  /** Memory of the embedded engine. */
  engineMemoryBytesMax: 2 * GiB,

  // ── query, console ────────────────────────────────────────────────────────────────────────────
  /** Messages of one page. */
  pageRowsMax: 1_000,
  /** Messages of one page when nothing is said. */
  pageRowsDefault: 100,
  /** Characters of a query. */
  queryCharsMax: 4_096,
  /** Terms of a query. */
  queryTermsMax: 64,
  /** Seconds of one search in the engine. */
  queryMsMax: 30_000,
  /** Rows of one export. */
  exportRowsMax: 10_000_000,
  /** Live listeners of one console. */
  liveClientsMax: 200,
  /** Messages waiting for one slow live listener; beyond it they are skipped and counted. */
  liveQueueMax: 2_000,
  /** An API request's body. */
  apiBodyBytesMax: 4 * MiB,

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
assert(limits.pageRowsDefault <= limits.pageRowsMax, "the default page is a legal page");
assert(limits.restartMsMin <= limits.restartMsMax, "restart pauses grow");
