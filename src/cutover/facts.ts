/** What the runner has to know of the fleet to decide: types only. It comes from the record. */
import type { Known } from "./select.ts";

export type Session = {
  readonly transactionId: string;
  /** When its first message was received. */
  readonly startedUs: number;
};

export type StationFact = Known & {
  /** The `match` of the route of its newest link. */
  readonly route: string;
  readonly isConnected: boolean;
  /** When its newest link opened. */
  readonly openedUs: number;
  readonly sessions: readonly Session[];
  /** It charges, or a connector says that somebody is at it. */
  readonly isBusy: boolean;
};

export type ErrorFact = {
  readonly stationId: string;
  readonly rule: string;
  readonly isError: boolean;
  readonly firstUs: number;
  readonly lastUs: number;
};

/** Answers of its CSMS over one link. */
export type AnswersFact = {
  readonly stationId: string;
  readonly openedUs: number;
  readonly answers: number;
  readonly refused: number;
};

export type RefusedFact = { readonly stationId: string; readonly atUs: readonly number[] };

export type Facts = {
  readonly stations: ReadonlyMap<string, StationFact>;
  readonly findings: readonly ErrorFact[];
  readonly answers: readonly AnswersFact[];
  readonly untranslatable: readonly RefusedFact[];
};
