/**
 * Findings → messages to people. One loop: follow the findings, look what is due, make it durable,
 * deliver. Promised: what was followed is durable before it is told, so a crash loses nothing and
 * repeats at most messages whose receiver had them, under the same id; a store that is down and
 * receivers that are slow, dead or endless keep neither each other nor anything else waiting.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Clock, isoFromUs } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { formatAddress } from "../config/units.ts";
import { plural } from "../findings/wording.ts";
import type { Observe } from "../observe/events.ts";
import type { Health } from "../observe/status.ts";
import type { FedFinding } from "../query/finding-feed.ts";
import { parseSeverity } from "../query/finding-rows.ts";
import type { QueryDeps } from "../query/reader.ts";
import type { Disk } from "../spool/disk.ts";
import { conditionsOf } from "./conditions.ts";
import { createDeliveries, type Deliveries } from "./deliveries.ts";
import { createFeeding, type Feeding } from "./feeding.ts";
import { createFollower } from "./follower.ts";
import type { Found } from "./found.ts";
import { createGroups } from "./groups.ts";
import { readMemory, writeMemory } from "./memory.ts";
import { createOwnLook, type OwnState } from "./own-state.ts";

export type Alerts = {
  readonly health: () => Health;
  readonly groups: () => number;
  readonly waiting: () => number;
  /** Null before the first. */
  readonly lastSentUs: () => number | null;
  readonly close: () => Promise<void>;
};

export type AlertsDeps = Pick<QueryDeps, "reader" | "hashToken"> & {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly disk: Disk;
  /** What the roles of this machine say of themselves. */
  readonly askRoles: () => Promise<Omit<OwnState, "storeProblem">>;
  /** Whether it is this machine that tells; others follow and keep still. */
  readonly isTelling?: () => boolean;
};

export function publicUrlOf({ console }: Config): string {
  return console.publicUrl ?? `http://${formatAddress(console.address)}`;
}

export async function startAlerts(config: Config, deps: AlertsDeps): Promise<Alerts> {
  const { clock, observe, disk, reader, hashToken = null } = deps;
  const { memory, isLost } = await readMemory(config.data, disk);
  if (isLost) observe({ name: "alertsForgotten", problem: "their file is damaged" });
  const { conditions, alertOf, invalid } = conditionsOf(config.alerts);
  for (const { alert, problem } of invalid) observe({ name: "alertInvalid", alert, problem });
  const query = { reader, clock, hashToken, retentionDays: config.record.retentionDays };
  const follower = createFollower(conditions, memory.followed, query);
  const feeding = createFeeding(follower, deps);
  const groups = createGroups({
    alerts: config.alerts,
    instance: config.instance,
    publicUrl: publicUrlOf(config),
    before: memory.groups,
  });
  let isDirty = false;
  const onChange = () => {
    isDirty = true;
  };
  const deliveries = createDeliveries(config.alerts, memory.waiting, { clock, observe, onChange });
  // About this machine: nobody else can tell it.
  const own = new Set(config.alerts.filter(({ on }) => on === "ocpptap").map(({ name }) => name));
  const ownLook = createOwnLook(config.alerts, { ...deps, feeding });

  async function save(): Promise<void> {
    if (!isDirty) return;
    isDirty = false;
    const followed = follower.followed();
    const kept = { followed, groups: groups.snapshot(), waiting: deliveries.snapshot() };
    await writeMemory(config.data, kept, disk).catch((thrown: unknown) => {
      onChange();
      throw thrown;
    });
  }

  async function step(): Promise<void> {
    const take = (found: readonly FedFinding[]) =>
      groups.take(
        found.map((each) => foundOf(each, alertOf)),
        clock.nowUs(),
      );
    if (await feeding.follow(take)) onChange();
    const ownFound = await ownLook();
    if (ownFound.length > 0) onChange();
    groups.take(ownFound, clock.nowUs());
    for (const notice of groups.due(clock.nowUs())) deliveries.add(notice);
    const isTelling = deps.isTelling?.() ?? true;
    // Who tells may have gone without having told the latest: others keep it for a while.
    const oldUs = clock.nowUs() - 2 * limits.alertLeaseMs * 1000;
    if (!isTelling && deliveries.forgetOlder(oldUs, (name) => !own.has(name))) onChange();
    await save();
    deliveries.start((name) => isTelling || own.has(name));
  }

  const stop = new AbortController();
  const running = repeatedly(step, { signal: stop.signal, observe });
  const state = { config, deliveries, feeding, invalid, isTelling: deps.isTelling ?? (() => true) };
  return {
    groups: groups.size,
    waiting: () => deliveries.state().waiting,
    lastSentUs: () => deliveries.state().lastSentUs,
    health: () => healthOf(state),
    async close() {
      stop.abort();
      await running;
      await deliveries.close();
      await save().catch(() => undefined);
    },
  };
}

async function repeatedly(
  step: () => Promise<void>,
  { signal, observe }: { readonly signal: AbortSignal; readonly observe: Observe },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await step();
    } catch (thrown) {
      const waitMs = limits.alertPollMs;
      observe({ name: "alertsBehind", problem: problemOf(thrown), waitMs });
    }
    await pause(limits.alertPollMs, undefined, { signal }).catch(() => undefined);
  }
}

type AlertsState = {
  readonly config: Config;
  readonly deliveries: Deliveries;
  readonly feeding: Feeding;
  readonly invalid: readonly { readonly alert: string; readonly problem: string }[];
  readonly isTelling: () => boolean;
};

function healthOf({ config, deliveries, feeding, invalid, isTelling }: AlertsState): Health {
  const { sent, lastSentUs, waiting, problems } = deliveries.state();
  const last = lastSentUs === null ? "" : `, the last at ${isoFromUs(lastSentUs)}`;
  const problem = feeding.problem();
  const [failing] = problems;
  const parts = [
    `${plural(config.alerts.length, "alert")}, ${plural(sent, "message")} sent${last}, ${waiting} waiting`,
    ...(isTelling() ? [] : ["another machine tells"]),
    ...(failing === undefined ? [] : [`${failing[0]} fails: ${failing[1]}`]),
    ...invalid.map((each) => `${each.alert} is off: ${each.problem}`),
    ...(problem === null ? [] : [`the findings cannot be followed: ${problem}`]),
  ];
  return { ready: problem === null && invalid.length === 0, detail: parts.join("; ") };
}

function foundOf({ matched, ...fed }: FedFinding, alertOf: readonly number[]): Found {
  const alerts = matched.flatMap((index) => alertOf[index] ?? []);
  return { ...fed, severity: parseSeverity(fed.severity), alerts };
}
