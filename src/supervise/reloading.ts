/**
 * SIGHUP → another configuration in force, one after the other. In: how it is read, and how a plan
 * is carried out. Out: what counts, and what became of it. Promised: what cannot be used changes
 * nothing, and is told with a remedy; signals that come meanwhile amount to one more reading.
 */
import { type Clock, isoFromUs } from "../base/clock.ts";
import { OperationalError, problemOf } from "../base/errors.ts";
import { type Plan, patched, planOf } from "../config/changes.ts";
import { redactUrls } from "../config/redact.ts";
import type { Config } from "../config/schema.ts";
import type { Observe } from "../observe/events.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { ConfigurationState } from "../observe/status.ts";

export type Reloading = {
  /** It is to be read again. */
  readonly hangUp: () => void;
  readonly state: () => ConfigurationState;
  /** What is under way comes to its end, and nothing begins any more. */
  readonly close: () => Promise<void>;
};

export type ReloadingOptions = {
  /** What is in force. */
  readonly config: Config;
  readonly load: () => Promise<Config>;
  /** `config`: what is to be in force. Rejects where it cannot be; nothing has changed then. */
  readonly apply: (plan: Plan, config: Config) => Promise<void>;
  readonly onBegin?: () => void;
  readonly onEnd?: () => void;
};

export type ReloadingDeps = {
  readonly observe: Observe;
  readonly metrics: Pick<Metrics, "measure">;
  readonly clock: Clock;
};

export function createReloading(
  { config: first, load, apply, onBegin, onEnd }: ReloadingOptions,
  { observe, metrics, clock }: ReloadingDeps,
): Reloading {
  let config = first;
  let state: ConfigurationState = { readAt: null, refused: null, waiting: [] };
  let isAsked = false;
  let isClosed = false;
  let running: Promise<void> | null = null;

  async function once(): Promise<void> {
    const readAt = isoFromUs(clock.nowUs());
    try {
      const plan = planOf(config, await load());
      const next = patched(config, plan.now);
      await apply(plan, next);
      config = next;
      const { again, waiting } = plan;
      state = { readAt, refused: null, waiting };
      observe({ name: "reloaded", changed: plan.now.map(({ path }) => path), again, waiting });
    } catch (thrown) {
      // Faults are told in lines of their own; this is one line.
      const problem = redactUrls(problemOf(thrown).replace(/\s*\n\s*/g, " "));
      const isKnown = thrown instanceof OperationalError;
      const remedy = isKnown ? thrown.remedy : "This is a fault of ocpptap: please report it.";
      state = { ...state, readAt, refused: { problem, remedy } };
      observe({ name: "reloadRefused", problem, remedy });
    }
  }

  async function asOftenAsAsked(): Promise<void> {
    onBegin?.();
    while (isAsked && !isClosed) {
      isAsked = false;
      await once();
    }
    running = null;
    onEnd?.();
  }

  metrics.measure("configRefused", () => (state.refused === null ? 0 : 1));
  metrics.measure("configKeysWaiting", () => state.waiting.length);
  return {
    hangUp() {
      if (isClosed) return;
      isAsked = true;
      running ??= asOftenAsAsked();
    },
    state: () => state,
    async close() {
      isClosed = true;
      await running;
    },
  };
}

/** For people; empty where there is nothing to say. */
export function configurationDetail({ refused, waiting }: ConfigurationState): string {
  const parts = [
    ...(refused === null
      ? []
      : [`the configuration that was read last is refused: ${refused.problem} ${refused.remedy}`]),
    ...(waiting.length === 0 ? [] : [`changed but needs a restart: ${waiting.join(", ")}`]),
  ];
  return parts.join("; ");
}
