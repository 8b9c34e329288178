/** Limits of whoever looks: query, console, check, simulated peers, logs, command line. */
import { KiB, MiB } from "./units.ts";

export const lookingLimits = {
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
  /** One question in the engine: a person waits no longer. A full scan of a day takes below 1 s. */
  queryMsMax: 30_000,
  /**
   * Memory of one question: three quarters of what the embedded engine gives all its readers, so
   * that one alone cannot take what the others need. A page of 64 MiB of payloads needs a quarter.
   */
  queryMemoryBytesMax: 768 * MiB,
  /**
   * Rows that one question may look at: what 20 cores read in `queryMsMax` at 30 million rows a
   * second each. Time ends a question of a smaller machine before this does.
   */
  queryRowsReadMax: 20_000_000_000,
  /** Result of one question: `exportPageRows` of `pageInlineBytesMax` each, and their columns. */
  queryResultBytesMax: 384 * MiB,
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
  /** One line of a list that is read at a glance. */
  summaryCharsMax: 160,
  /** A message's payload that is parsed for its one line: 1,000 of a page take below 100 ms. */
  summaryPayloadCharsMax: 16 * KiB,
  /** Bars of one histogram: of a wide screen, six pixels each. */
  histogramBucketsMax: 240,
  /** Values of one facet. */
  facetValuesMax: 20,
  /** Facets and histogram stop counting here and say down to which time they counted. */
  countRowsMax: 20_000_000,
  /** They also stop after this long: a page that waits for its numbers is no page. */
  countBudgetMs: 2_500,
  /** Stations and links of one answer. */
  stationRowsMax: 10_000,
  /** Findings of one answer. */
  findingRowsMax: 1_000,
  /** Steps of a trend: bars that are still told apart on a phone. */
  trendStepsMax: 62,
  /** Messages that an export reads at a time. */
  exportPageRows: 5_000,
  /** Time of one export, which a slow listener stretches. */
  exportMsMax: 600_000,
  /** Rows of one export. */
  exportRowsMax: 10_000_000,
  /**
   * Questions that one console asks the store at once; others wait for their turn. Below what the
   * engine gives all readers, so that a dashboard and the command line still find room.
   */
  consoleQueriesMax: 12,
  /** Of those, what one caller may have at once: others find the rest, however long his take. */
  consoleQueriesOfCallerPart: 2 / 3,
  /**
   * Questions of one console that wait for their turn: an open page asks ten, so these are 50 pages
   * that are opened in the same moment.
   */
  consoleQueriesWaitingMax: 500,
  /** Live listeners of one console: each is asked about every message. */
  liveClientsMax: 200,
  /** Of one token, person or address: pages and `tail`s of a team behind one proxy. */
  liveClientsPerCallerMax: 50,
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
  /** Open at once on `console.metricsAddress`: a few Prometheus servers, probes and a person. */
  telemetrySocketsMax: 64,
  /** From accepting a request of the API to its last byte arriving. */
  apiRequestMsMax: 10_000,
  /**
   * How often the console asks a store that is slow whether it is there, and waits for its word.
   */
  apiStoreMsMax: 2_000,
  /** A look at the spool's disk for a scrape: shorter than a scrape waits for a role. */
  spoolSurveyMsMax: 1_000,
  /** Gaps that the state of the system names one by one; all are counted. */
  systemGapsTold: 20,
  /** How long the state of the spool's directory and the disk is good for: nobody looks oftener. */
  systemSurveyMs: 1_000,
  /** Messages of the other leg that are shown with a translated one; most have one or two. */
  counterpartsMax: 16,
  /** How far the clocks of the machines may differ that recorded the two legs of a station. */
  counterpartSkewMs: 600_000,
  /** An API request's body: 10,000 messages that somebody pastes to have them checked. */
  apiBodyBytesMax: 4 * MiB,
  /** Requests of the API that are answered at once: 30 pages that all reload at the same time. */
  apiRequestsMax: 200,
  /**
   * Of one token, person or address: ten pages of six connections each, which browsers open to one
   * host. What one leaves is enough for others.
   */
  apiRequestsPerCallerMax: 60,
  /** Connections: live listeners, requests, and as many that browsers keep open for the next. */
  apiConnectionsMax: 1_000,
  /** `Retry-After` where the console or the store is busy: most questions take less. */
  busyRetrySeconds: 2,

  /** A link that ends so soon after a command has not survived it. */
  dropWithinMs: 5_000,
  /** How far back a diagnosis looks; before that it is history. */
  diagnosisDays: 30,
  /** Messages or findings that one of its answers looks at: hundreds of attempts. */
  diagnosisRowsMax: 500,
  /** Longer payloads are not looked into: no start, status or profile is that long. */
  diagnosisPayloadBytesMax: 16 * KiB,

  /** Of a timeline: changes of state, transactions, links, each; more than pixels of a screen. */
  timelineRowsMax: 5_000,
  /** Messages about its settings that a station's configuration is read from. */
  configurationRowsMax: 1_000,
  /** Longer ones are not looked into; 1,000 of them are 64 MiB, as of a page. */
  configurationPayloadBytesMax: 64 * KiB,
  /** Settings of one station: a large 2.x device model has some hundreds. */
  settingsMax: 2_000,

  // ── check ─────────────────────────────────────────────────────────────────────────────────────
  /** One line: the largest recorded message as JSON text, most of its bytes escaped. */
  checkLineBytesMax: 64 * MiB,
  /** Links of one trace that are followed at the same time; the one silent for longest goes. */
  checkLinksMax: 1_000,
  /** Messages whose line is remembered: 32 open calls of every link, and then some. */
  checkLinesMax: 65_536,
  /** Message ids of one link whose caller is remembered, to guess who answered. */
  checkCallersMax: 1_000,
  /** Votes on whose log a trace is; the first ones tell. */
  importVotesMax: 1_000,
  /** Links of an import followed at the same time: some kB each. */
  importLinksMax: 20_000,
  /** Stations and faulty lines that the summary of an import names. */
  importStationsTold: 1_000,
  importProblemsTold: 10,
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
  /** Transactions that a strict simulated CSMS remembers: a day of a thousand connectors. */
  simulatedTransactionsMax: 20_000,
  /** Events of one of them: three hours of a sample every ten seconds. */
  simulatedEventsMax: 1_000,
  /** Violations that it remembers; all are counted. */
  simulatedViolationsMax: 1_000,

  // ── telling ───────────────────────────────────────────────────────────────────────────────────
  /** Lines of one kind of event within one window; the rest is counted in one line. */
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
