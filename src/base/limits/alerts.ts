/** Limits of alerts: what is read at once, remembered of groups, and kept for receivers. */
import { KiB, MiB } from "./units.ts";

export const alertsLimits = {
  // ── configuration ─────────────────────────────────────────────────────────────────────────────
  /** Alerts of one configuration: each asks the store about every page of findings. */
  alertsMax: 50,
  /** Of one alert. */
  alertReceiversMax: 10,
  /** Stations or findings that a threshold may ask for: each is remembered until it is reached. */
  alertThresholdMax: 1_000,
  alertWaitMs: 30_000,
  alertRepeatMs: 4 * 3_600_000,
  alertQuietMs: 3_600_000,
  alertWithinMs: 600_000,
  /** To one receiver, in its mean; so many also at once. */
  alertMessagesPerHour: 60,
  /** To all receivers together. */
  alertMessagesPerMinuteMax: 60,

  // ── following ─────────────────────────────────────────────────────────────────────────────────
  alertPollMs: 2_000,
  /** One page of findings: a few MB at most. */
  alertPageRowsMax: 2_000,
  /** Pages between two looks at what is due: a storm does not keep messages waiting. */
  alertPagesMax: 20,
  /**
   * How far back is looked for findings that became visible later than others with the same time:
   * longer than an insert may take.
   */
  alertOverlapMs: 120_000,
  /** Findings of that time that are remembered; beyond it the time is shorter. */
  alertSeenMax: 100_000,
  /** Older findings, of an import or after a long outage, raise no alert. */
  alertFindingAgeMs: 24 * 3_600_000,
  alertRetryMsMin: 2_000,
  alertRetryMsMax: 60_000,

  // ── groups ────────────────────────────────────────────────────────────────────────────────────
  /** All alerts together; findings of further groups are counted as one group of their alert. */
  alertGroupsMax: 1_000,
  /** Stations that are told apart, in one group and in all. */
  alertGroupStationsMax: 1_000,
  alertStationsMax: 50_000,
  alertStationsNamed: 10,
  alertTextCharsMax: 300,

  // ── messages ──────────────────────────────────────────────────────────────────────────────────
  /** Of one alert waiting for one receiver; further ones become one that speaks of all. */
  alertWaitingMax: 10,
  /** What cannot be delivered within a day is given up. */
  alertMessageAgeMs: 24 * 3_600_000,
  /** What a receiver refuses (4xx) is offered so often. */
  alertRefusalsMax: 5,
  alertResendMsMin: 5_000,
  alertResendMsMax: 600_000,
  alertSendMs: 15_000,
  alertSendsAtOnce: 4,
  alertAnswerBytesMax: 64 * KiB,
  /** Files of secrets and headers. */
  alertFileBytesMax: 16 * KiB,
  alertStateBytesMax: 64 * MiB,

  // ── ocpptap's own state ───────────────────────────────────────────────────────────────────────
  alertOwnStateMs: 15_000,
  /** The recorder is told to lag from here on. */
  alertLagSeconds: 60,
  /** One machine of several sends: it says so again within a third of this time. */
  alertLeaseMs: 30_000,
} as const;
