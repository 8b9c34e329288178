/**
 * Messages that are due for sending → receivers. Promised: each receiver has at most one message
 * under way, a few of all have one at once; what becomes of it is in the queue and is told.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { AlertConfig } from "../config/alerts.ts";
import type { Observe } from "../observe/events.ts";
import type { Notice } from "./notice.ts";
import { createOutbox, type Waiting, type Which } from "./outbox.ts";
import type { Outcome } from "./post.ts";
import { type Receiver, receiversOf } from "./receivers.ts";

export type Deliveries = {
  readonly add: (notice: Notice) => void;
  /** Begins what may be sent now, and does not wait for it. */
  readonly start: (which?: Which) => void;
  readonly forgetOlder: (thanUs: number, which?: Which) => boolean;
  readonly snapshot: () => readonly Waiting[];
  readonly state: () => DeliveriesState;
  /** Waits a little for what is under way; what is not done is sent again next time. */
  readonly close: () => Promise<void>;
};

export type DeliveriesState = {
  readonly sent: number;
  readonly lastSentUs: number | null;
  readonly waiting: number;
  /** By the receiver's name: why it did not take the latest message. */
  readonly problems: ReadonlyMap<string, string>;
};

type Deps = {
  readonly clock: Clock;
  readonly observe: Observe;
  /** The queue is not as it was saved. */
  readonly onChange: () => void;
};

type Named = Receiver & { readonly alert: string };

export function createDeliveries(
  alerts: readonly AlertConfig[],
  before: readonly Waiting[],
  deps: Deps,
): Deliveries {
  const { clock, observe, onChange } = deps;
  const receivers = receiversByName(alerts, clock);
  const rates = new Map([...receivers].map(([name, { perHour }]) => [name, perHour]));
  const outbox = createOutbox(rates, before);
  const underWay = new Set<Promise<void>>();
  const problems = new Map<string, string>();
  let sent = 0;
  let lastSentUs: number | null = null;

  async function deliver(waiting: Waiting, { name, alert, kind, deliver: send }: Named) {
    const fromUs = clock.nowUs();
    const outcome = await send(waiting.notice).catch(failure);
    const nowUs = clock.nowUs();
    onChange();
    if (outcome.kind === "sent") {
      outbox.sent(waiting);
      problems.delete(name);
      sent += 1;
      lastSentUs = nowUs;
      const { status } = waiting.notice;
      observe({ name: "alertSent", alert, kind, status, ms: (nowUs - fromUs) / 1000 });
      return;
    }
    const { problem } = outcome;
    const retry = outbox.failed(waiting, { nowUs, isRefusal: outcome.kind === "refused" });
    problems.set(name, problem);
    if (retry.isGivenUp) observe({ name: "alertGivenUp", alert, kind, problem });
    else observe({ name: "alertDelayed", alert, kind, problem, waitMs: retry.waitMs });
  }

  return {
    add(notice) {
      onChange();
      for (const [name, { alert }] of receivers) {
        if (alert === notice.alert) outbox.add(name, notice, clock.nowUs());
      }
    },
    start(which) {
      for (const waiting of outbox.next(clock.nowUs(), which)) {
        const receiver = receivers.get(waiting.receiver);
        if (receiver === undefined) continue;
        const done = deliver(waiting, receiver).finally(() => underWay.delete(done));
        underWay.add(done);
      }
    },
    forgetOlder: outbox.forgetOlder,
    snapshot: outbox.snapshot,
    state: () => ({ sent, lastSentUs, waiting: outbox.size(), problems }),
    async close() {
      const waited = pause(limits.alertPollMs, undefined, { ref: false });
      await Promise.race([Promise.allSettled(underWay), waited]);
    },
  };
}

function failure(thrown: unknown): Outcome {
  return { kind: "failed", problem: problemOf(thrown) };
}

function receiversByName(alerts: readonly AlertConfig[], clock: Clock): ReadonlyMap<string, Named> {
  return new Map(
    alerts.flatMap((alert) =>
      receiversOf(alert, clock).map((each) => [each.name, { ...each, alert: alert.name }] as const),
    ),
  );
}
