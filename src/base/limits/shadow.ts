/** Limits of shadows: what is remembered and kept waiting of stations that are only observed. */
import { KiB, MiB } from "./units.ts";

export const shadowLimits = {
  // ── shadow ────────────────────────────────────────────────────────────────────────────────────
  /** Links that are followed at once, and stations in memory. A session needs about 50 KiB. */
  shadowStationsMax: 10_000,
  /** Calls of one direction of one station that wait for an answer: as many as are open at most. */
  shadowCallsMax: 64,
  /** Messages of one station that wait for their translation: an hour of a busy one. */
  shadowWaitingMax: 2_000,
  /** The same, as bytes on the wire. */
  shadowWaitingBytesMax: 4 * MiB,
  /** One read of the spool: small, so that other work has its turns. */
  shadowReadRecords: 512,
  shadowReadBytes: 512 * KiB,
  shadowReadWaitMs: 1_000,
  /** Between two records of how far it has come; so much is played again after a crash. */
  shadowCheckpointMs: 2_000,
  /** The same as a file: all links with their paths. */
  shadowCheckpointBytesMax: 16 * MiB,
  /** A station whose link is gone is remembered so long: most dial again at once. */
  shadowIdleMs: 120_000,
  /** After a failure of the state store or the spool. */
  shadowRetryMs: 5_000,
  /**
   * Part of `spool.bytesMax` that the shadows' own spool may fill: of what it holds the recorder is
   * the only reader, and it matters less than what stations and their CSMS said.
   */
  shadowSpoolPart: 0.25,

  // ── comparison of the two CSMSs ───────────────────────────────────────────────────────────────
  /** How far back answers are compared where no time is given: a day has every habit of a fleet. */
  comparisonMs: 86_400_000,
  /**
   * Messages of one comparison, which are all in memory until it ends: some 500 bytes each, so
   * 50 MB. A day of fifty busy stations.
   */
  comparisonRowsMax: 100_000,
  /** Comparisons of one console at once; whoever comes then is told to come again. */
  comparisonsAtOnce: 2,
  /** Read at a time, so that other work has its turns; after the range, once. */
  comparisonPageRows: 5_000,
  /** No further messages are read after this long; what is left out is told. */
  comparisonBudgetMs: 15_000,
  /** Pairs compared between two turns of others: below 10 ms. */
  comparisonTurnPairs: 2_000,
  /** Longer answers are counted as not comparable: OCPP's to a station are below 2 KiB. */
  comparisonPayloadBytesMax: 16 * KiB,
  /** After the range: answers, and calls that a busy shadow sends late. */
  comparisonLateMs: 3_600_000,
  /** A call younger than that may still be answered: as long as a call waits at most, twice. */
  comparisonSettleMs: 60_000,
  /** An answer of the new CSMS that takes so much longer than the old one's is a difference. */
  comparisonSlowerMs: 1_000,
  /** Kinds of differences, actions, and reasons that are told apart: CSMSs choose the words. */
  comparisonGroupsMax: 200,
  /** Stations that one difference names; all are counted. */
  comparisonStationsTold: 20,
  /** A status, code or action of a peer as it is shown. */
  comparisonWordCharsMax: 60,
} as const;
