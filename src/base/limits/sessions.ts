/** Limits of what is kept of charging transactions. */

export const sessionsLimits = {
  // ── sessions ──────────────────────────────────────────────────────────────────────────────────
  /**
   * Open transactions of one station; the oldest counts as unfinished beyond it. Large sites behind
   * one controller have some 60 connectors.
   */
  openTransactionsMax: 64,
  /** Settled transactions of one station that are remembered, to know a stop sent once more. */
  recentTransactionsMax: 4,
  /**
   * Samples of one transaction; beyond it every second one goes. A day of readings every minute
   * keeps one in twelve minutes, a chart has about as many pixels.
   */
  transactionSamplesMax: 240,
  /** Samples in the row of a transaction that is still open: it is written again and again. */
  openRowSamplesMax: 60,
  /** References to the messages of one transaction: its first ones, and its newest ones. */
  firstEvidenceMax: 16,
  newestEvidenceMax: 48,
  /** Changes of its limit, of its charging state, of its authorization; the oldest but one goes. */
  transactionStepsMax: 32,
  /** Rules whose ids are kept with one transaction. */
  transactionRulesMax: 32,
  /** Remote starts and authorizations of one station that may yet lead to a start. */
  pendingStartsMax: 8,
  /** Charging profiles of one station that may count for its next transaction. */
  stationProfilesMax: 16,
  /** Periods of one charging profile that are read: what one of a day by the hour needs. */
  profilePeriodsMax: 24,
  /** An open transaction's row is written again after this much time with something new. */
  transactionRowMs: 60_000,
} as const;
