/** Limits of a replay: a recorded day of stations, played to another CSMS. */
import { KiB, MiB } from "./units.ts";

export const playbackLimits = {
  // ── replay ────────────────────────────────────────────────────────────────────────────────────
  /** Stations of one replay: a WebSocket and a page of the record each, some 500 KiB. */
  playbackStationsMax: 500,
  /** Messages of one station that are read ahead. */
  playbackPageRows: 200,
  /** Reads of the store at once, of all stations; a third of what the engine gives its readers. */
  playbackReadsAtOnce: 5,
  /** Slower, a day takes longer than anybody waits; faster, times of OCPP are all the same. */
  playbackSpeedMin: 0.1,
  playbackSpeedMax: 100,
  /** Calls of all stations in a second, where nobody says: what a small CSMS takes. */
  playbackCallsPerSecond: 200,
  playbackCallsPerSecondMax: 10_000,
  /** An answer of the CSMS is waited for so long, as by most stations; then the day goes on. */
  playbackCallMs: 30_000,
  /** Until the CSMS has taken the WebSocket. */
  playbackDialMs: 10_000,
  /** A station that is so late plays no further: who answers nothing would take for ever. */
  playbackLagMsMax: 600_000,
  /** Calls of the CSMS to one station, and what else it was not asked; who sends more is left. */
  playbackUnaskedMax: 10_000,
  /** Of the calls of one action to a recorded station, these are looked at for an answer. */
  playbackAnswersMax: 100,
  /** Characters of such a call or answer. */
  playbackAnswerCharsMax: 64 * KiB,
  /** Actions of one station whose recorded answers are remembered. */
  playbackAnswerActionsMax: 50,
  /** Transactions of one station whose two numbers are remembered; the oldest goes. */
  playbackTransactionsMax: 5_000,
  /** Links of one station whose late messages are told from those of a new one. */
  playbackLinksMax: 64,
  /** Calls whose two answers are waited for, of all stations; the oldest is compared as it is. */
  playbackPairsMax: 20_000,
  /** A call of the record has been translated and answered by then, or never is. */
  playbackPairMs: 60_000,
  /** When a translated link ends, or the day: what the translator still holds may go. */
  playbackDrainMs: 10_000,
  /** Between two looks at whether a translated station is connected, or all of it has gone. */
  playbackLookMs: 20,
  /** Between two writes of what was played into the store. */
  playbackFlushMs: 1_000,
  /** A write that the store cannot take just now is tried so often, a second apart. */
  playbackWritesMax: 10,
  /** Latencies of one action and CSMS of which medians are made; of more, the newest. */
  comparisonLatenciesMax: 50_000,
  /** Lines of a trace that wait to be written to their stations' own files. */
  playbackTraceBufferBytes: 4 * MiB,
  /** Between two lines of progress on a terminal. */
  playbackProgressMs: 500,
} as const;
