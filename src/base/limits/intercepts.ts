/** Limits of what stands in a link: calls of operators and back-ends, and what is taken. */
import { KiB, MiB } from "./units.ts";

export const interceptsLimits = {
  /** Of one sender of a link; then it is not read: a CSMS that keeps to OCPP-J has one call out. */
  takenMessagesMax: 64,
  /** Of one sender of one link: four of the largest messages. */
  takenBytesMax: 4 * MiB,
  /** Of a message, to tell its type, id and action: ids have at most 36 characters, actions 40. */
  envelopeBytesMax: 512,
  /** Calls of ours that wait for their turn on one link: each back-end and operator has one. */
  askedCallsMax: 16,
  /**
   * How long a call of the CSMS counts as unanswered: CSMSs give up after 30 s (libocpp) to 60 s
   * (SteVe), and a station that never answers must not keep others out for ever.
   */
  csmsCallMsMax: 60_000,
  /** Calls of the CSMS that count as unanswered on one link; beyond it the oldest does not. */
  csmsCallsMax: 64,
  /** How long a call of the CSMS may wait for the answer to ours: a third of what it bears. */
  csmsCallWaitMsMax: 10_000,
  /** Ids of the CSMS that begin as ours do; then there are no calls of ours on its link. */
  foreignIdsMax: 16,

  // ── calls of operators ──────────────────────────────────────────────────────────────────────
  /** To one station: somebody who looks for a fault sends a handful, one after the other. */
  commandsPerMinute: 6,
  commandsPerMinuteMax: 600,
  /** From asking to the answer: a station with a bad connection takes some seconds. */
  commandMs: 30_000,
  operatorCallMsMin: 100,
  operatorCallMsMax: 120_000,
  /** Payload of a call, JSON text: the largest that people send is a list of some 500 tokens. */
  commandPayloadChars: 32 * KiB,
  /** Of an answer, for whoever asked; the record has all of it. */
  commandAnswerChars: 16 * KiB,
  /** How long a relay is waited for beyond the call's own time. */
  commandRelayMs: 2_000,
  /** Who sends it, in the record. */
  commandByChars: 128,
  /** Calls of one console that are under way. */
  commandsUnderWayMax: 100,
  /** Stations whose calls are counted. */
  commandedStationsMax: 10_000,
} as const;
