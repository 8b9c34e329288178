/**
 * Plans on the board: each as its operator gave it, how far it has come, and what operators want of
 * it. In: the texts of the book. Out: plans by name. Promised: three writers that cannot overwrite
 * each other, because each has entries of its own: consoles a plan and its orders, the runner a
 * run.
 */
import { OperationalError } from "../base/errors.ts";
import type { Board, BookTexts } from "../fleet/board.ts";
import {
  type KeptPlan,
  newRun,
  type Order,
  parseKeptPlan,
  parseOrder,
  parseRun,
  type Run,
} from "./run.ts";

export type BookedPlan = {
  readonly name: string;
  readonly kept: KeptPlan;
  readonly run: Run;
  /** Oldest first. */
  readonly orders: readonly Order[];
};

const RUN = "/run";
const ORDER = "/order/";

export function runEntryOf(name: string): string {
  return `${name}${RUN}`;
}

export function orderEntryOf(name: string, id: string): string {
  return `${name}${ORDER}${id}`;
}

export function plansOf({ texts }: BookTexts): ReadonlyMap<string, BookedPlan> {
  const plans = new Map<string, BookedPlan>();
  for (const [name, text] of texts) {
    const kept = name.includes("/") ? null : parseKeptPlan(text);
    if (kept === null) continue;
    const run = parseRun(texts.get(runEntryOf(name)) ?? "") ?? newRun;
    const orders = [...texts].flatMap(([entry, order]) =>
      entry.startsWith(`${name}${ORDER}`) ? (parseOrder(order) ?? []) : [],
    );
    plans.set(name, {
      ...{ name, kept, run },
      orders: orders.toSorted((one, other) => (one.at < other.at ? -1 : 1)),
    });
  }
  return new Map([...plans].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Entries of plans that are gone. */
export function leftEntriesOf({ texts }: BookTexts): readonly string[] {
  const entries = [...texts.keys()];
  return entries.filter((entry) => {
    const [name = ""] = entry.split("/");
    return entry !== name && !texts.has(name);
  });
}

/** Rejects with FLEET_UNAVAILABLE. */
export async function readPlans(board: Board): Promise<BookTexts> {
  const texts = await board.read("plans");
  if (texts === null) throw away(board);
  return texts;
}

/** Rejects where it is not known to be stored. */
export async function writePlan(board: Board, entry: string, text: string | null): Promise<void> {
  const version = await board.write("plans", entry, text);
  if (version === null) throw away(board);
  if (version < 0) {
    const problem = "there are too many plans";
    const remedy = "Remove those that are done.";
    throw new OperationalError("REQUEST_INVALID", { problem, remedy });
  }
}

function away(board: Board): OperationalError {
  return new OperationalError("FLEET_UNAVAILABLE", { problem: board.problem() });
}
