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
} as const;
