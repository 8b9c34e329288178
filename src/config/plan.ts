/**
 * A plan of a cut-over: which stations go from one CSMS to another, in which steps, how long each
 * is watched, and what takes them back. It is no part of the configuration file: operators give it
 * to a console, and it is kept where overrides are.
 */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { overrideSchema } from "./override.ts";

const stationId = z.string().min(1).max(limits.overrideStationChars);
const share = z.number().min(0).max(100);
const count = z.number().int().min(1).max(limits.planStationsMax);
const said = (what: string) =>
  z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(`Only stations ${what}: exactly as they said it at their last boot.`);

/** Of those who hit the rule: so many stations, or such a part of the moved ones. */
const threshold = {
  stations: count.optional().describe("So many stations are enough."),
  percent: share.optional().describe("Such a part of the moved stations is enough."),
};

const ruleSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("findings").describe("Findings that a station did not have before."),
      rules: z
        .array(z.string().min(1).max(64))
        .max(100)
        .default([])
        .describe("Ids of rules; empty: every rule that found an error."),
      ...threshold,
    }),
    z.strictObject({
      kind: z
        .literal("refusals")
        .describe("Errors and refusals among the new CSMS's answers to a station."),
      sharePercent: share.describe("A station counts when such a part of its answers is one."),
      answersMin: z
        .number()
        .int()
        .min(1)
        .max(100_000)
        .default(10)
        .describe("Fewer answers say nothing."),
      ...threshold,
    }),
    z.strictObject({
      kind: z.literal("notBack").describe("Stations that were connected, and have not come back."),
      afterMinutes: z.number().min(0.05).max(1_440).describe("After the move. Unit: minutes."),
      ...threshold,
    }),
    z.strictObject({
      kind: z.literal("untranslatable").describe("What translation had to refuse."),
      count: z.number().int().min(1).max(1_000_000).describe("So often at one station."),
      ...threshold,
    }),
  ])
  .refine(({ stations, percent }) => stations !== undefined || percent !== undefined, {
    error: "needs stations or percent",
  });

const stepSchema = z
  .strictObject({
    stations: z
      .array(stationId)
      .max(limits.planStationsNamedMax)
      .default([])
      .describe("These, by name."),
    percent: share
      .optional()
      .describe(
        "Such a part of all stations of the route, by a stable hash of their ids: a larger part holds every smaller one.",
      ),
    vendor: said("of this vendor"),
    model: said("of this model"),
    firmware: said("with this firmware"),
    soakMinutes: z
      .number()
      .min(0)
      .max(60 * 24 * 90)
      .default(60)
      .describe("It is watched at least so long after its last station was moved. Unit: minutes."),
    next: z
      .enum(["wait", "continue"])
      .default("wait")
      .describe("wait: the next step waits for an operator. continue: it begins by itself."),
  })
  .refine((step) => step.stations.length > 0 || isGeneral(step), {
    error: "chooses nobody: it needs stations, percent, vendor, model or firmware",
  });

export const planSchema = z.strictObject({
  from: z
    .string()
    .startsWith("/")
    .describe("The `match` of the route that the stations' paths lead to."),
  to: overrideSchema.describe("Where they go: another configured route, or a CSMS."),
  steps: z.array(stepSchema).min(1).max(limits.planStepsMax).describe("In their order."),
  sessions: z
    .enum(["wait", "move"])
    .default("wait")
    .describe(
      "wait: a station is moved when nothing charges at it. move: at once; a running session goes on at the new CSMS.",
    ),
  perMinute: z
    .number()
    .int()
    .min(1)
    .max(limits.planPerMinuteMax)
    .default(limits.planPerMinute)
    .describe("So many stations are moved in a minute: each connects anew."),
  rollBack: z
    .strictObject({
      rules: z.array(ruleSchema).max(limits.planRulesMax).default([]),
      of: z
        .enum(["station", "step", "plan"])
        .default("plan")
        .describe("What goes back when a rule is met: its stations, the step's, or all."),
      sessions: z
        .enum(["wait", "move"])
        .default("wait")
        .describe("wait: a station goes back when nothing charges at it. move: at once."),
    })
    .prefault({})
    .describe("What takes stations back by itself."),
});

export type Plan = z.output<typeof planSchema>;
export type PlanStep = Plan["steps"][number];
export type PlanRule = Plan["rollBack"]["rules"][number];

/** It chooses by what is known of a station, not by its name alone. */
export function isGeneral(step: {
  readonly percent?: number | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly firmware?: string | undefined;
}): boolean {
  const { percent, vendor, model, firmware } = step;
  return [percent, vendor, model, firmware].some((each) => each !== undefined);
}

/** Of plans: names are parts of paths. */
export const planNamePattern = /^[\w][\w.-]{0,63}$/;
