/**
 * What became of a replay: how many calls of the record were played, what was not and why, how late
 * it was, and what the CSMS did beside answering. Bounded: actions and problems are what peers
 * wrote.
 */
import { limits } from "../../base/limits.ts";

/** Why a recorded call was not played; the sentence for it is the reader's. */
export const leftOutReasons = [
  "cut",
  "hidden",
  "malformed",
  "unknownVersion",
  "foreignTransaction",
  "superseded",
  "notConnected",
  "late",
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

export type LeftOut = {
  readonly reason: LeftOutReason;
  readonly action: string;
  readonly count: number;
};

export type PlaybackTotals = {
  /** Calls of stations in the record, as far as it was read. */
  readonly calls: number;
  readonly sent: number;
  readonly answered: number;
  readonly unanswered: number;
  /** WebSockets that were opened, that could not be, and that the CSMS ended. */
  readonly dials: number;
  readonly dialsFailed: number;
  readonly linksLost: number;
  /** Calls of the CSMS: answered as the recorded station did, and declined. */
  readonly commandsAsRecorded: number;
  readonly commandsDeclined: number;
  /** Behind the time at which a call was due, at most. Unit: ms. */
  readonly lagMsMax: number;
};

export type Account = {
  readonly count: (what: keyof Omit<PlaybackTotals, "lagMsMax">) => void;
  readonly leaveOut: (reason: LeftOutReason, action: string) => void;
  readonly noteLag: (ms: number) => void;
  /** Why the CSMS could not be talked to, or a station was given up: told once each. */
  readonly noteProblem: (stationId: string, problem: string) => void;
  /** Something that 2.0.1 cannot say as 1.6 did: its entry in the translator's ledger. */
  readonly noteLoss: (loss: string) => void;
  readonly totals: () => PlaybackTotals;
  readonly leftOut: () => readonly LeftOut[];
  readonly problems: () => readonly Problem[];
  readonly losses: () => Readonly<Record<string, number>>;
};

export type Problem = {
  readonly problem: string;
  readonly count: number;
  /** The first that had it. */
  readonly stationId: string;
};

const OTHERS = "(other actions)";
const PROBLEMS_MAX = 20;

export function createAccount(): Account {
  const totals = {
    ...{ calls: 0, sent: 0, answered: 0, unanswered: 0 },
    ...{ dials: 0, dialsFailed: 0, linksLost: 0 },
    ...{ commandsAsRecorded: 0, commandsDeclined: 0, lagMsMax: 0 },
  };
  const leftOut = new Map<string, { reason: LeftOutReason; action: string; count: number }>();
  const problems = new Map<string, { problem: string; stationId: string; count: number }>();

  const losses = new Map<string, number>();

  return {
    noteLoss: (loss) => void losses.set(loss, (losses.get(loss) ?? 0) + 1),
    losses: () => Object.fromEntries(losses),
    count(what) {
      totals[what] += 1;
    },
    leaveOut(reason, action) {
      const isFull = leftOut.size >= limits.comparisonGroupsMax;
      const key = `${reason} ${action}`;
      const name = isFull && !leftOut.has(key) ? OTHERS : action;
      const known = leftOut.get(`${reason} ${name}`);
      if (known === undefined) leftOut.set(`${reason} ${name}`, { reason, action: name, count: 1 });
      else known.count += 1;
    },
    noteLag(ms) {
      totals.lagMsMax = Math.max(totals.lagMsMax, Math.round(ms));
    },
    noteProblem(stationId, problem) {
      const known = problems.get(problem);
      if (known !== undefined) known.count += 1;
      else if (problems.size < PROBLEMS_MAX)
        problems.set(problem, { problem, stationId, count: 1 });
    },
    totals: () => ({ ...totals }),
    leftOut: () => [...leftOut.values()].sort((one, other) => other.count - one.count),
    problems: () => [...problems.values()],
  };
}
