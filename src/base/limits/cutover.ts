/** Limits of cut-over: plans that move stations from one CSMS to another, step by step. */
import { MiB } from "./units.ts";

export const cutoverLimits = {
  /** Plans on the board, the finished ones included. */
  plansMax: 20,
  /** Entries of the book of plans: of each plan its text, its run, its orders. */
  planEntriesMax: 440,
  planStepsMax: 20,
  planRulesMax: 10,
  /** Stations that one step names; more are chosen by percentage. */
  planStationsNamedMax: 1_000,
  /** Stations that one plan moves: each has an override, of which the board holds as many. */
  planStationsMax: 20_000,
  /** A plan with its steps as JSON: a name of a station has at most 255 characters. */
  planBytesMax: 1 * MiB,
  /** Entries of a plan's trail; the oldest goes. A step writes some ten of them. */
  planTrailMax: 500,
  /** Stations that one entry of the trail names; all are counted. */
  planTrailStationsMax: 50,
  /** One sentence of the trail. Unit: characters. */
  planTrailCharsMax: 1_000,
  /** Orders of operators that the runner has not taken yet; each is a click. */
  planOrdersMax: 20,
  /** A console that was given an order waits so long for the runner to take it. */
  planOrderMs: 10_000,
  /** Between two looks of the runner at the record. */
  planTickMs: 2_000,
  /** Stations that are moved in one minute, where the plan does not say. */
  planPerMinute: 60,
  planPerMinuteMax: 6_000,
  /** The runner's lease: another console goes on so long after its end. */
  planLeaseMs: 15_000,
  /** The record is this much behind: it does not say who is charging now. Unit: s. */
  planLagSecondsMax: 30,
  /** What a station had before it was moved is looked for so far back. Unit: ms. */
  planBeforeMs: 7 * 86_400_000,
  /** Answers of the CSMS are counted over the newest part of the time since the move. Unit: ms. */
  planAnswersMs: 3_600_000,
  /** Rows of one look at findings: stations times rules. */
  planFindingRowsMax: 100_000,
  /** Stations that an answer of the API lists; all are counted. */
  planStationsToldMax: 1_000,

  // ── handing a station's state over ────────────────────────────────────────────────────────────
  /** Whoever has a station's state ends what it has to do with it within this time. */
  handoverEndMs: 4_000,
  /** Whoever asks for it waits this long for an answer, then takes it as it is stored. */
  handoverAskMs: 5_000,
  /** Between two looks whether something has come about, and how long the board may lag. */
  handoverLookMs: 100,
  handoverSeenMs: 3_000,
} as const;
