/** Plans of a cut-over in words: states, steps, what may be done now. */
import type {
  PlanAnswer,
  PlanStationState,
  PlanStatus,
  PlanStep,
} from "../../console/plan-contract.ts";
import { counted } from "./transaction.ts";

type Tone = "error" | "warning" | "note" | "ok" | "plain";
type Words = { readonly words: string; readonly tone: Tone };

export const statusWords: Readonly<Record<PlanStatus, Words>> = {
  ready: { words: "not begun", tone: "plain" },
  running: { words: "running", tone: "ok" },
  paused: { words: "paused", tone: "warning" },
  returning: { words: "rolling back", tone: "warning" },
  returned: { words: "rolled back", tone: "error" },
  done: { words: "done", tone: "ok" },
};

/** In the order in which a bar shows them. */
export const stationStates = [
  ...["moved", "moving", "waiting", "todo", "returning", "back", "byHand"],
] as readonly PlanStationState[];

export const stateWords: Readonly<Record<PlanStationState, Words>> = {
  moved: { words: "moved", tone: "ok" },
  moving: { words: "on its way", tone: "note" },
  waiting: { words: "waiting until nothing charges", tone: "note" },
  todo: { words: "to do", tone: "plain" },
  returning: { words: "going back", tone: "warning" },
  back: { words: "back", tone: "error" },
  byHand: { words: "left alone", tone: "plain" },
};

/** `CP-1, CP-2 and 10 % of model AC-11` */
export function stepText({ stations, percent, vendor, model, firmware }: PlanStep): string {
  const [first = "", second = ""] = stations;
  const more = stations.length > 2 ? ` and ${stations.length - 2} more` : "";
  const named = [first, second].filter((id) => id !== "").join(", ") + more;
  const scope = [
    ...(vendor === undefined ? [] : [`vendor ${vendor}`]),
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(firmware === undefined ? [] : [`firmware ${firmware}`]),
  ].join(", ");
  const isAll = percent === undefined && scope === "";
  const part = isAll ? "" : `${percent ?? 100} %${scope === "" ? "" : ` of ${scope}`}`;
  return [named, part].filter((each) => each !== "").join(" and ");
}

/** `watched for 1 hour, then an operator goes on` */
export function watchText({ soakMinutes, next }: PlanStep, isLast: boolean): string {
  const after = next === "wait" ? "then an operator goes on" : "then it goes on by itself";
  return `watched for ${minutesText(soakMinutes)}${isLast ? "" : `, ${after}`}`;
}

function minutesText(minutes: number): string {
  if (minutes === 0 || minutes % 60 !== 0) return counted(minutes, "minute");
  return minutes % 1_440 === 0 ? counted(minutes / 1_440, "day") : counted(minutes / 60, "hour");
}

export type PlanAct = "start" | "pause" | "resume" | "next" | "roll-back";

const acts: Readonly<Record<PlanStatus, readonly PlanAct[]>> = {
  ready: ["start"],
  running: ["next", "pause", "roll-back"],
  paused: ["resume", "roll-back"],
  returning: ["roll-back"],
  returned: ["start"],
  done: ["roll-back"],
};

export function actsOf({ status }: Pick<PlanAnswer, "status">): readonly PlanAct[] {
  return acts[status];
}

export const actWords: Readonly<Record<PlanAct, { readonly name: string; readonly what: string }>> =
  {
    start: { name: "Start", what: "Begin with the first step?" },
    pause: { name: "Pause", what: "Move nobody else? Rules go on being looked at." },
    resume: { name: "Go on", what: "Go on with this step?" },
    next: { name: "Next step", what: "Begin the next step now?" },
    "roll-back": {
      name: "Roll back",
      what: "Take all stations of the plan back? Those that charge go when they are done.",
    },
  };

/** What a new plan begins with. */
export function examplePlan(from: string, to: string): string {
  return JSON.stringify(
    {
      ...{ from, to: { route: to } },
      steps: [
        { stations: ["CP-1", "CP-2", "CP-3"], soakMinutes: 60, next: "wait" },
        { percent: 10, soakMinutes: 1_440, next: "continue" },
        { percent: 100, soakMinutes: 1_440, next: "wait" },
      ],
      sessions: "wait",
      rollBack: {
        rules: [
          { kind: "findings", stations: 3 },
          { kind: "notBack", afterMinutes: 15, percent: 10 },
        ],
        of: "plan",
      },
    },
    null,
    2,
  );
}
