/** Limits of the recorder, of what rules remember, and of the store. */
import { GiB, KiB, MiB } from "./units.ts";

export const recorderLimits = {
  // ── recorder ──────────────────────────────────────────────────────────────────────────────────
  /**
   * Rows of one batch: what the busiest relay brings in `busyBatchMsMax`. A row costs the engine 27
   * us of CPU in batches of 10,000, 18 us in batches of 20,000 and 14 us in batches of 40,000.
   */
  batchRowsMax: 40_000,
  /** Payload bytes of one batch. Two are in memory at a time. */
  batchBytesMax: 32 * MiB,
  /** Age of a batch before it is sent although it is small. */
  batchMsMax: 500,
  /**
   * A batch of so many rows is sent at this age, or when it is full: many small inserts cost more
   * than few large ones (see `batchRowsMax`). Live views do not wait for the store.
   */
  busyBatchRowsMin: 1_000,
  busyBatchMsMax: 2_000,
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
   * late response, and an id used again: 2 kB a side.
   */
  settledCallsMax: 16,
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
  /**
   * Meter samples of one message that are read. A StopTransaction with a day of readings every
   * minute has 1,440 of each measurand.
   */
  samplesPerMessageMax: 5_000,
  /** How far into a broken payload we look for its message id and action. A head has below 120. */
  salvageCharsMax: 4_096,
  /**
   * Characters of a text that becomes a column or a key (ids, actions, error codes): the longest
   * legal one has 255.
   */
  columnCharsMax: 512,
  /** Separate holes remembered for one link; the oldest are told as gaps beyond it. */
  holesPerLinkMax: 64,
  /**
   * Notes of one link that say what a message still to come was translated from. Each stands
   * directly before its message.
   */
  translatedNotesMax: 16,
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
} as const;
