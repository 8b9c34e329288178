/**
 * Plans as operators handle them. In: a plan or an order as it came. Out: what is known of it, or a
 * sentence why not. Promised: what is answered is stored; who said it goes into the plan's trail.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Clock, isoFromUs } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { type Plan, planNamePattern, planSchema } from "../config/plan.ts";
import type { Config } from "../config/schema.ts";
import type { Board } from "../fleet/board.ts";
import { problemOf } from "./orders.ts";
import {
  type BookedPlan,
  orderEntryOf,
  plansOf,
  readPlans,
  runEntryOf,
  writePlan,
} from "./plan-book.ts";
import { type KeptPlan, type Order, type OrderKind, rollBackSchema } from "./run.ts";

export type PlanDesk = {
  readonly all: () => Promise<readonly BookedPlan[]>;
  readonly of: (name: string) => Promise<BookedPlan>;
  readonly put: (name: string, body: unknown, from: string) => Promise<BookedPlan>;
  /** Its stations stay where they are. */
  readonly remove: (name: string) => Promise<void>;
  /** Resolves when the runner has taken it, or, after a while, when it has not yet. */
  readonly order: (name: string, kind: OrderKind, given: Given) => Promise<BookedPlan>;
};

export type Given = {
  /** Of a roll-back, as it came; else nothing. */
  readonly body: unknown;
  readonly from: string;
  readonly signal: AbortSignal;
};

export type PlanDeskDeps = { readonly board: Board; readonly clock: Clock };

export function createPlanDesk(
  current: () => Pick<Config, "routes" | "upstream">,
  deps: PlanDeskDeps,
): PlanDesk {
  const { board, clock } = deps;
  const all = async () => plansOf(await readPlans(board));

  async function of(name: string): Promise<BookedPlan> {
    const found = (await all()).get(name);
    if (found !== undefined) return found;
    throw new OperationalError("NOT_FOUND", {
      what: "plan of this name",
      remedy: "See /api/plans for those there are.",
    });
  }

  return {
    all: async () => [...(await all()).values()],
    of,
    async put(name, body, from) {
      if (!planNamePattern.test(name)) {
        throw invalid("this is no name of a plan", "Give 1 to 64 letters, digits, dots, dashes.");
      }
      const plans = await all();
      if (!plans.has(name) && plans.size >= limits.plansMax) {
        throw invalid(`there are ${plans.size} plans already`, "Remove one that is done.");
      }
      const plan = checked(body, current());
      refuseChange(plan, plans.get(name));
      const setAt = isoFromUs(clock.nowUs());
      const text = JSON.stringify({ plan, setAt, setBy: from } satisfies KeptPlan);
      if (Buffer.byteLength(text) > limits.planBytesMax) {
        throw invalid("it is too long", "Choose stations by percentage instead of by name.");
      }
      await writePlan(board, name, text);
      return of(name);
    },
    async remove(name) {
      const { run, orders } = await of(name);
      if (run.status === "running" || run.status === "returning") {
        throw invalid(
          `the plan is ${run.status}`,
          "Pause it, or wait until its stations are back.",
        );
      }
      for (const { id } of orders) await writePlan(board, orderEntryOf(name, id), null);
      await writePlan(board, runEntryOf(name), null);
      await writePlan(board, name, null);
    },
    async order(name, kind, { body, from, signal }) {
      const booked = await of(name);
      refuseOrder(booked, kind);
      const rollBack = kind === "roll-back" ? checkedRollBack(body) : null;
      const id = randomUUID();
      const at = isoFromUs(clock.nowUs());
      const order: Order = { id, at, who: from, kind, rollBack };
      await writePlan(board, orderEntryOf(name, id), JSON.stringify(order));
      const lastUs = clock.nowUs() + limits.planOrderMs * 1000;
      for (;;) {
        const now = await of(name);
        const isTaken = now.orders.every((each) => each.id !== id);
        if (isTaken || clock.nowUs() >= lastUs || signal.aborted) return now;
        await pause(limits.handoverLookMs);
      }
    },
  };
}

function refuseOrder({ run, orders }: BookedPlan, kind: OrderKind): void {
  const problem = problemOf(run, kind);
  if (problem !== null) throw invalid(`it cannot be done now: ${problem}`, "Look at the plan.");
  if (orders.length >= limits.planOrdersMax) {
    throw invalid("too many orders wait for the runner", "Look whether a console is running.");
  }
}

function checked(body: unknown, { routes, upstream }: Pick<Config, "routes" | "upstream">): Plan {
  const parsed = planSchema.safeParse(body);
  if (!parsed.success) {
    const problem = z.prettifyError(parsed.error).replaceAll("\n", " ").slice(0, 500);
    throw invalid(problem, "See docs/operations/cut-over.md for a whole plan.");
  }
  const { data: plan } = parsed;
  const matches = routes.map(({ match }) => match);
  if (upstream !== undefined) matches.push("/{station}");
  const asked = "route" in plan.to ? [plan.from, plan.to.route] : [plan.from];
  const unknown = asked.find((each) => !matches.includes(each));
  if (unknown !== undefined) {
    const known = matches.length === 0 ? "there is none" : `there is ${matches.join(", ")}`;
    throw invalid(`no configured route has the match ${unknown}`, `Name one of them: ${known}.`);
  }
  if ("route" in plan.to && plan.to.route === plan.from) {
    throw invalid("it leads where the stations are", "Give another route as `to`.");
  }
  return plan;
}

/** Whoever is on the way must arrive, and find the way back. */
function refuseChange(plan: Plan, before: BookedPlan | undefined): void {
  if (before === undefined) return;
  const { run, kept } = before;
  if (run.status === "running" || run.status === "returning") {
    throw invalid(`the plan is ${run.status}`, "Pause it first.");
  }
  const isOpen = run.status === "paused" || run.status === "done";
  const isSameWay = plan.from === kept.plan.from && isDeepStrictEqual(plan.to, kept.plan.to);
  if (isOpen && !isSameWay) {
    throw invalid("stations have been moved by it", "Roll it back before `from` or `to` change.");
  }
}

function checkedRollBack(body: unknown): NonNullable<Order["rollBack"]> {
  const parsed = rollBackSchema.safeParse(body ?? {});
  if (!parsed.success) {
    throw invalid(z.prettifyError(parsed.error), 'Give {"of":"plan","isForced":false}.');
  }
  if ((parsed.data.of === "station") !== (parsed.data.station !== undefined)) {
    throw invalid("of: station and `station` go together", "Name the station, or take the plan.");
  }
  return parsed.data;
}

function invalid(problem: string, remedy: string): OperationalError {
  return new OperationalError("REQUEST_INVALID", { problem, remedy });
}
