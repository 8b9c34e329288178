/** Limits of further back-ends: CSMSs beside the one that is in charge of a station. */
import { KiB, MiB } from "./units.ts";

export const backendsLimits = {
  // ── further back-ends ─────────────────────────────────────────────────────────────────────────
  /** Of one route: each costs a socket and a copy for every station. Real: one, seldom two. */
  backendsMax: 4,
  /** Of one station and back-end: what waits while it is away, an hour of a busy station. */
  backendWaitingMax: 200,
  /** The same, as bytes. */
  backendWaitingBytesMax: 256 * KiB,
  /** The same of all stations of a relay: a back-end that is away costs it no more memory. */
  backendWaitingAllBytesMax: 64 * MiB,
  /** How long a back-end may take for an answer. OCPP leaves it open; libocpp uses 30 s. */
  backendAnswerMs: 30_000,
  /** A copy of a transaction's beginning or end is sent so often, where its WebSocket was lost. */
  backendAttemptsMax: 3,
  /** One message of a back-end. Its calls are small; lists of cards come in parts. */
  backendMessageBytesMax: 256 * KiB,
  /** Messages of a back-end that are no answers: so many at once, then one per so long. */
  backendMessagesBurst: 50,
  backendMessageMs: 100,
  /** No more is read of a back-end that sends faster, for so long. */
  backendPauseMs: 1_000,
  /** Its calls that wait for the one before to be answered; more are refused at once. */
  backendCallsWaitingMax: 8,
  /** A WebSocket that was open for so long was a good one: the next pause is a short one again. */
  backendSettledMs: 10_000,
  /** Transactions of one station and back-end whose two numbers are remembered. */
  backendTransactionsMax: 64,
  /** Stations whose transactions are kept in memory between two links: 1 KiB each. */
  backendStationsMax: 20_000,
  /** A message id that a back-end chose. Both versions say 36 characters; some take more. */
  backendIdCharsMax: 128,
} as const;
