/** The answers about plans of a cut-over as schemas; see schemas.ts. */
import { z } from "zod";
import { planSchema } from "../config/plan.ts";
import { planStatuses, rollBackSchema } from "../cutover/run.ts";
import { components } from "./schemas.ts";

export const planBodySchema = planSchema.register(components, { id: "Plan" });

export const rollBackBodySchema = rollBackSchema.register(components, { id: "PlanRollBack" });

const count = z.number().int().nonnegative();

const countsSchema = z
  .strictObject({
    todo: count.describe("A step to come means them."),
    waiting: count.describe("Until nothing charges there."),
    moving: count.describe("Sent, and not there yet."),
    moved: count,
    returning: count.describe("They are to go back."),
    back: count,
    byHand: count.describe("Somebody else decides about them."),
  })
  .register(components, { id: "PlanCounts" });

const stationSchema = z
  .strictObject({
    stationId: z.string(),
    step: count.describe("Counted from 0."),
    state: z.enum(["todo", "waiting", "moving", "moved", "returning", "back", "byHand"]),
    since: z.string().nullable().describe("ISO 8601, UTC, microseconds."),
    why: z.string(),
  })
  .register(components, { id: "PlanStation" });

const trailSchema = z
  .strictObject({
    at: z.string().describe("ISO 8601, UTC, microseconds."),
    who: z.string(),
    what: z.string(),
    why: z.string(),
    stations: z.array(z.string()).describe("The first of them."),
    count: count.describe("All of them."),
  })
  .register(components, { id: "PlanTrailEntry" });

const summary = {
  name: z.string(),
  status: z.enum(planStatuses),
  why: z.string().describe("What it waits for, or why it does not go on."),
  step: count.describe("The one under way, counted from 0."),
  setAt: z.string().describe("ISO 8601, UTC, microseconds."),
  setBy: z.string(),
  plan: planBodySchema.describe("Without credentials."),
  counts: countsSchema,
  steps: z.array(z.strictObject({ stations: count, counts: countsSchema })),
  total: count.describe("All stations that it means."),
  isRecordRead: z.boolean().describe("false: only what the plan did itself is known."),
};

const problem = z
  .string()
  .nullable()
  .describe("Why plans do not go on at the console that was asked; null: nothing is wrong.");

export const planAnswerSchema = z
  .strictObject({
    ...summary,
    stations: z.array(stationSchema).describe("By id; not all of very many."),
    trail: z.array(trailSchema).describe("Newest first; the oldest go."),
    problem,
  })
  .register(components, { id: "PlanAnswer" });

export const plansSchema = z
  .strictObject({ plans: z.array(z.strictObject(summary)).describe("By name."), problem })
  .register(components, { id: "PlansAnswer" });

export const planRemovedSchema = z
  .strictObject({ name: z.string() })
  .register(components, { id: "PlanRemoved" });
