/** The HTTP API's answer about two CSMSs compared: pure types, like contract.ts. */
import type { Severity } from "../findings/rule.ts";
import type { MessageReference } from "./contract.ts";

/** Latencies are null where nothing was answered. Unit: ms. */
export type AnsweredSide = {
  readonly answered: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
};

export type ComparedAction = {
  readonly action: string;
  readonly pairs: number;
  readonly differing: number;
  readonly old: AnsweredSide;
  readonly new: AnsweredSide;
};

export type ComparedDifference = {
  readonly action: string;
  readonly kind: "missing" | "error" | "schema" | "token" | "status" | "interval" | "slower";
  readonly severity: Severity;
  /** What each said, in few words. */
  readonly old: string;
  readonly new: string;
  readonly count: number;
  /** Of the pairs of this action, from 0 to 1. */
  readonly share: number;
  readonly stations: number;
  /** Some of them. */
  readonly stationIds: readonly string[];
  readonly firstAt: string;
  readonly lastAt: string;
  /** The newest such pair: the two answers, or the call that has none. */
  readonly example: {
    readonly stationId: string;
    readonly old: MessageReference;
    readonly new: MessageReference;
  };
};

export type LeftOut = {
  readonly reason:
    | "notSent"
    | "recent"
    | "unanswered"
    | "unreadable"
    | "ownCall"
    | "sourceOutside"
    | "oldCommand"
    | "newCommand";
  readonly action: string;
  readonly count: number;
};

export type ComparisonAnswer = {
  readonly from: string;
  readonly to: string;
  /** Later than `from` where there was too much to compare. */
  readonly comparedFrom: string;
  readonly isWhole: boolean;
  /** Messages of the shadow's leg that were read; without any nothing is compared. */
  readonly shadowMessages: number;
  readonly pairs: number;
  readonly differing: number;
  readonly stations: number;
  readonly actions: readonly ComparedAction[];
  /** The most severe first, then the most frequent. */
  readonly differences: readonly ComparedDifference[];
  /** Differences of kinds beyond those that are told apart. */
  readonly further: number;
  readonly leftOut: readonly LeftOut[];
};
