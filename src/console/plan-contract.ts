/** The HTTP API's answers about plans of a cut-over: pure types, like contract.ts. */
import type { OverrideTarget } from "./override-contract.ts";

export type PlanStatus = "ready" | "running" | "paused" | "returning" | "returned" | "done";

/** As in docs/operations/cut-over.md. */
export type PlanStationState =
  | "todo"
  | "waiting"
  | "moving"
  | "moved"
  | "returning"
  | "back"
  | "byHand";

export type PlanCounts = Readonly<Record<PlanStationState, number>>;

export type PlanStep = {
  readonly stations: readonly string[];
  readonly percent?: number | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly firmware?: string | undefined;
  readonly soakMinutes: number;
  readonly next: "wait" | "continue";
};

export type PlanText = {
  readonly from: string;
  readonly to: OverrideTarget;
  readonly steps: readonly PlanStep[];
  readonly sessions: "wait" | "move";
  readonly perMinute: number;
  readonly rollBack: {
    readonly rules: readonly { readonly kind: string }[];
    readonly of: "station" | "step" | "plan";
    readonly sessions: "wait" | "move";
  };
};

export type PlanStation = {
  readonly stationId: string;
  /** Counted from 0. */
  readonly step: number;
  readonly state: PlanStationState;
  readonly since: string | null;
  readonly why: string;
};

export type PlanTrailEntry = {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly why: string;
  /** The first of them. */
  readonly stations: readonly string[];
  readonly count: number;
};

export type PlanAnswer = {
  readonly name: string;
  readonly status: PlanStatus;
  readonly why: string;
  /** The one under way, counted from 0. */
  readonly step: number;
  readonly setAt: string;
  readonly setBy: string;
  /** Without credentials. */
  readonly plan: PlanText;
  readonly counts: PlanCounts;
  readonly steps: readonly { readonly stations: number; readonly counts: PlanCounts }[];
  readonly stations: readonly PlanStation[];
  readonly total: number;
  /** False: only what the plan did itself is known. */
  readonly isRecordRead: boolean;
  /** Newest first. */
  readonly trail: readonly PlanTrailEntry[];
  /** Why plans do not go on at the console that was asked; null for nothing is wrong. */
  readonly problem: string | null;
};

export type PlansAnswer = {
  readonly plans: readonly Omit<PlanAnswer, "stations" | "trail" | "problem">[];
  readonly problem: string | null;
};

export type PlanRemoved = { readonly name: string };
