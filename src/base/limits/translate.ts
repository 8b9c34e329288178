/** Limits of translation: of what is remembered of one station, and of waiting. */
import { KiB, MiB } from "./units.ts";

export const translateLimits = {
  // ── translate ─────────────────────────────────────────────────────────────────────────────────
  /** A call to either peer is given up after this. 1.6 leaves it open; most stacks wait 30 s. */
  translatedCallMs: 30_000,
  /** What the CSMS asked must be answered by then: a CSMS gives up after 30 s. */
  csmsAnswerMs: 25_000,
  /** What the station asked must be answered by then, for the same reason. */
  stationAnswerMs: 25_000,
  /** A stop that names an idTag is answered by then: its idTagInfo is optional. */
  stopAnswerMs: 10_000,
  /** A card that was shown longer before the cable than this did not begin the session with it. */
  cardFirstMs: 180_000,
  /** A station answers a TriggerMessage with the message itself within this time. */
  triggerMs: 60_000,
  /** A station without a boot is asked for one, then given this long. */
  bootAskedMs: 15_000,
  /** A reset explains a boot that follows within this time. */
  resetExplainsMs: 600_000,
  /** All connectors idle for so long: a deferred reset may go. */
  idleBeforeResetMs: 10_000,
  /** A connector that is available for so long has lost its transaction. */
  forgottenTransactionMs: 300_000,
  /** An answer is repeated for a repeated call on the same socket within this time. */
  repeatedAnswerMs: 300_000,
  /** Answers kept for that, of one station. */
  repeatedAnswersMax: 8,
  /** Ended transactions stay known by their number for 30 days: stations keep using it. */
  endedTransactionMs: 30 * 86_400_000,
  /** Transactions of one station; the oldest ended one goes. 60 connectors, 30 days, 3 a day. */
  translatedTransactionsMax: 5_000,
  /** Tokens of one station that are remembered; the longest unused one that nothing needs goes. */
  translatedTokensMax: 2_000,
  /** Connectors of one station. Large sites behind one controller have some 60. */
  translatedConnectorsMax: 256,
  /** Statuses of one connector that are kept, to date an old event's charging state. */
  statusHistoryMax: 64,
  /** Errors of one connector that are active at once; 1.6 has 15 codes. */
  activeErrorsMax: 16,
  /**
   * A write that nothing waits for is held so long at most, so that the next takes it along. Lost
   * in a crash meanwhile: that a message has arrived, which is then sent once more.
   */
  heldWriteMs: 20,
  /** Stations whose held writes go along with another's: each makes that one a little longer. */
  heldWritesAlongMax: 16,
  /** Samples of one transaction that are known to have been sent live. */
  sentSamplesMax: 1_024,
  /** Samples of one message; a transaction of a day, every minute, of 15 values. */
  translatedSamplesMax: 21_600,
  /** Messages that wait for the CSMS; the oldest that is no TransactionEvent goes first. */
  outboxMax: 20_000,
  /** Calls to one peer that wait their turn and are not kept. */
  waitingCallsMax: 256,
  /** Calls of one peer that are not yet answered; more are refused. */
  openCallsMax: 64,
  /** Charging profiles of one station. */
  translatedProfilesMax: 500,
  translatedReservationsMax: 256,
  translatedRemoteStartsMax: 64,
  /** An accepted station is asked for its configuration after this: it has much to do then. */
  probeConfigurationMs: 5_000,
  /** A connector without a status so long after the station was accepted is asked for it. */
  probeStatusesMs: 30_000,
  /** 1.6 §9.1.9 leaves it open; a station that needs fewer says so. */
  configurationKeysPerCall: 50,
  /** Keys of one station's configuration; the largest seen in the field has about 300. */
  configurationKeysMax: 2_000,
  /** A list of the CSMS longer than this is refused: the station has to be told it piecewise. */
  localListEntriesMax: 20_000,
  /** More pieces than these do not fit into the time of one answer: 25 s, some 0.25 s each. */
  localListPartsMax: 100,
  /** Variables of one command; 50 are announced as ItemsPerMessage, and not every CSMS looks. */
  variablesPerCallMax: 200,
  /** Base64 of signed data, and of its key (OCPP 2.0.1, SignedMeterValueType). Unit: characters. */
  signedDataCharsMax: 2_500,
  /** An event with more bytes sends its oldest samples ahead. */
  upstreamBytesMax: 64 * KiB,
  /** One message of a report (OCPP 2.0.1 Part 2, B07). Unit: entries, and bytes. */
  reportEntriesMax: 20,
  reportBytesMax: 16 * KiB,
  /** Rules of one route for the types of tokens. */
  idTokenRulesMax: 100,

  // ── bridge ────────────────────────────────────────────────────────────────────────────────────
  /** Between our pings to the CSMS: load balancers close what is silent for 60 s. */
  csmsPingMs: 30_000,
  /** One message of either leg; a larger one closes it (1009). Reports are below 100 kB. */
  legMessageBytesMax: 4 * MiB,
  /** What a peer has not read yet; more closes its leg: two messages of the largest size. */
  legBufferBytesMax: 8 * MiB,
  /** First pause before the CSMS is dialled again; doubled up to the next limit. */
  redialMsMin: 500,
  redialMsMax: 30_000,
  /** Stations whose state is in memory, with legs or without; some 70 kB each. */
  bridgesMax: 20_000,
  /** A station without legs is let go of after this: most redials come sooner. */
  bridgeIdleMs: 120_000,
  /** Under `decoupled`, the CSMS's leg stays for so long after the station has gone. */
  decoupledKeptMs: 3_600_000,
  /** 10,000 stations with user and password. */
  credentialsFileBytesMax: 2 * MiB,
  /** What waits for the store to write, of one station; then its legs are not read. */
  waitingEffectsMax: 256,
  /** First pause before a write that failed is tried again; doubled up to the next limit. */
  stateWriteRetryMs: 250,
  stateWriteRetryMsMax: 4_000,
  /** A store that restarts or fails over is back by then; a station waits 30 s for its answer. */
  stateWriteRetryForMs: 20_000,
  /** A tick that is due already, so that a fault cannot spin. */
  tickMsMin: 10,
  /** Of a payload that is given up: enough to see what it was. */
  deadLetterChars: 4 * KiB,
} as const;
