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
  /**
   * Objects and arrays of one message that is read as JSON: a million takes V8 a second, and so
   * long nothing else is recorded. A full local list of 20,000 has 60,000, real reports have less.
   */
  jsonContainersMax: 250_000,
  /** `erase`: a shorter token is a word like others; no token of any version is longer. */
  eraseTokenCharsMin: 4,
  eraseTokenCharsMax: 255,
  /** Rewriting the parts of a large store takes long. */
  eraseMsMax: 6 * 3_600_000,
  erasePollMs: 250,
  /** Answers to so many CustomerInformation requests at once. */
  eraseCustomerRequestsMax: 1_000,
  /** Names of `record.redact`. */
  redactedNamesMax: 200,
  /** Of the record's key: as many as its ciphers and hashes use. */
  recordKeyBytesMin: 32,
  /** Hidden values whose places are told in a message's row. */
  redactionsToldMax: 32,
  /** Of each name in such a place: names are the peer's. */
  redactionNameCharsMax: 64,
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
   * Changes of the recorder's state before it is written whole: so many files, or so many bytes
   * (read in 0.3 s) or, where that is more, so many times the size of the whole. Of 25,000 links
   * the whole is some 100 MB, which holds the recorder up for a second.
   */
  recorderDeltasMax: 64,
  recorderDeltaBytesMax: 32 * MiB,
  recorderDeltasPerWhole: 2,
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
  /**
   * All rules together on one message. Real ones take 20 to 50 us, the worst of 10 MiB some 100 ms;
   * so it is a fault of ours, or somebody's intent, and the live view must come within a second.
   */
  inspectMsMax: 250,
  /** A shorter message cannot take so long: its rules are not timed. Longer ones are rare. */
  timedMessageBytesMin: 16 * KiB,
  /** Days that a row is kept. */
  retentionDays: 90,

  // ── store ─────────────────────────────────────────────────────────────────────────────────────
  /** Remembered batch tokens; a restart resends at most one batch. */
  deduplicationWindow: 10_000,
  /** Longest wait for an insert's acknowledgement before it is sent again. */
  insertMsMax: 30_000,
  /** Longest wait for a change of the schema, which rewrites a large store. */
  commandMsMax: 600_000,
  /** Nodes of one cluster in `store.url`; the others are reached through these. */
  storeNodesMax: 32,
  /** After a node of the store did not answer, the others are asked first for so long. */
  storeNodeRestMs: 10_000,
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
