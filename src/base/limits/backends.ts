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
  /**
   * What is read of a back-end on one station's WebSocket: messages that answer nothing, and each
   * 4 KiB of any, so many at once and then one per so long; who sends faster is read later.
   */
  backendReadsBurst: 200,
  backendReadMs: 100,
  backendReadBytes: 4 * KiB,
  /** The same of all stations' WebSockets together: 1 ms of the relay's thread holds ten. */
  backendAllReadsBurst: 2_000,
  backendAllReadMs: 1,
  /** Longest time that nothing is read of one: its pings need answers. */
  backendPauseMsMax: 10_000,
  /** Its calls that wait for the one before to be answered; more are refused at once. */
  backendCallsWaitingMax: 8,
  /** A WebSocket that was open for so long was a good one: the next pause is a short one again. */
  backendSettledMs: 10_000,
  /** Its calls that go to one station: so many at once, and then one per so long. */
  backendCallsBurst: 30,
  backendCallEveryMs: 1_000,
  /** How long its station may take for an answer to it, its turn included. */
  backendCallMs: 45_000,
  /** Transactions of one station and back-end whose two numbers are remembered. */
  backendTransactionsMax: 64,
  /** Starts of one station that its CSMS has not answered: it sends one at a time. */
  backendStartsMax: 8,
  /** Stations and back-ends in memory, with a link or without; some 20 KiB each. */
  backendSessionsMax: 100_000,
  /** Without a link they are let go of after this: most redials come sooner. */
  backendIdleMs: 120_000,
  /** A message id that a back-end chose. Both versions say 36 characters; some take more. */
  backendIdCharsMax: 128,
} as const;
