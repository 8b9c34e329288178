/**
 * How far a plan has come: what is stored on the board beside it. Plain JSON, never changed in
 * place; written by the one runner only. Types, and how it begins.
 */
import { z } from "zod";
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { planSchema } from "../config/plan.ts";

/**
 * `ready`: nobody has started it. `paused`: nobody goes on, but rules are still looked at.
 * `returning`: stations go back, then it is `returned`.
 */
export const planStatuses = [
  "ready",
  "running",
  "paused",
  "returning",
  "returned",
  "done",
] as const;

/**
 * `ordered`: its override is to be set, `moved`: it is; `returning`: it is to be removed, `back`:
 * it is. `byHand`: somebody else decides about it.
 */
const placeStates = ["ordered", "moved", "returning", "back", "byHand"] as const;

const placeSchema = z.strictObject({
  state: z.enum(placeStates),
  step: z.number().int(),
  /** Of this state. */
  sinceUs: z.number(),
  /** Just before its override was set; 0 for not. */
  movedUs: z.number(),
  wasConnected: z.boolean(),
  /** It goes back although it charges. */
  isForced: z.boolean(),
  why: z.string(),
});
export type Place = z.output<typeof placeSchema>;

const trailEntrySchema = z.strictObject({
  at: z.string(),
  who: z.string(),
  what: z.string(),
  why: z.string(),
  stations: z.array(z.string()),
  count: z.number().int(),
});
export type TrailEntry = z.output<typeof trailEntrySchema>;

const runSchema = z.strictObject({
  status: z.enum(planStatuses),
  /** Why it is not running, or what it waits for. */
  why: z.string(),
  step: z.number().int(),
  /** Since when everybody of the step is moved; null for not yet. */
  movedSinceUs: z.number().nullable(),
  /** An operator wants the next step. */
  isNextAsked: z.boolean(),
  places: z.record(z.string(), placeSchema),
  /** Of the plan's text that the trail told last. */
  planSetAt: z.string(),
  /** Newest last. */
  trail: z.array(trailEntrySchema),
});
export type Run = z.output<typeof runSchema>;

export const newRun: Run = {
  ...{ status: "ready", why: "", step: 0, movedSinceUs: null, isNextAsked: false },
  ...{ places: {}, planSetAt: "", trail: [] },
};

/** What an operator gave, and who it was. */
export const keptPlanSchema = z.strictObject({
  plan: planSchema,
  setAt: z.string(),
  setBy: z.string(),
});
export type KeptPlan = z.output<typeof keptPlanSchema>;

export const orderKinds = ["start", "pause", "resume", "next", "roll-back"] as const;
export type OrderKind = (typeof orderKinds)[number];

export const rollBackSchema = z.strictObject({
  of: z
    .enum(["station", "step", "plan"])
    .default("plan")
    .describe("What goes back: one station, the stations of the step under way, or all."),
  station: z.string().max(limits.overrideStationChars).optional().describe("With of: station."),
  isForced: z
    .boolean()
    .default(false)
    .describe(
      "Also stations that charge; the trail says which sessions lose their CSMS. Otherwise they go back when they are done.",
    ),
});

export const orderSchema = z.strictObject({
  id: z.string(),
  at: z.string(),
  who: z.string(),
  kind: z.enum(orderKinds),
  rollBack: rollBackSchema.nullable(),
});
export type Order = z.output<typeof orderSchema>;

export type Told = {
  readonly nowUs: number;
  readonly who: string;
  readonly what: string;
  readonly why?: string;
  readonly stations?: readonly string[];
};

/** One more entry; the oldest goes. */
export function told(run: Run, entry: Told): Run {
  const { nowUs, who, what, why = "", stations = [] } = entry;
  const written: TrailEntry = {
    ...{ at: isoFromUs(nowUs), who, what },
    why: why.slice(0, limits.planTrailCharsMax),
    stations: stations.slice(0, limits.planTrailStationsMax),
    count: stations.length,
  };
  return { ...run, trail: [...run.trail, written].slice(-limits.planTrailMax) };
}

/** Null for what is none: others may write to the board, too. */
export function parseRun(text: string): Run | null {
  return parsed(text, runSchema);
}

export function parseKeptPlan(text: string): KeptPlan | null {
  return parsed(text, keptPlanSchema);
}

export function parseOrder(text: string): Order | null {
  return parsed(text, orderSchema);
}

function parsed<Value>(text: string, schema: z.ZodType<Value>): Value | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
