/**
 * One charging session, whatever the OCPP version: plug in, authorize, start, sample, stop, leave.
 * In: the version's steps and what the driver wants. Out: the outcome. Also the connectors, which
 * remember whether a session runs on them.
 */
import type { Car, Meter, MeterReading } from "./meter.ts";
import type { SimulatedTime } from "./time.ts";

export type StopReason =
  | "local"
  | "remote"
  | "unplugged"
  | "deauthorized"
  | "unlocked"
  | "reset-hard"
  | "reset-soft"
  | "power-loss";

export type SessionOptions = {
  /** 1.6: connector; 2.x: EVSE. The first free one when nothing is said. */
  readonly connectorId?: number;
  readonly idToken?: string;
  /** How long energy flows unless something stops it. Simulated ms. */
  readonly durationMs?: number;
  readonly meterEveryMs?: number;
  readonly car?: Car;
  /** Why the driver ends it. */
  readonly stopReason?: StopReason;
  /** The id of the RequestStartTransaction that asked for it (2.x). */
  readonly remoteStartId?: number;
  /** A remote start needs no card. */
  readonly isRemote?: boolean;
  /** Waits between plugging in, authorization and start, and before leaving. Simulated ms. */
  readonly dwellMs?: number;
};

export type SessionOutcome = {
  /**
   * `occupied`: no free connector; `refused`: the CSMS did not accept; `aborted`: the station
   * ended.
   */
  readonly status: "finished" | "refused" | "occupied" | "aborted";
  readonly connectorId: number;
  readonly transactionId: string | null;
  readonly meterStartWh: number;
  readonly meterStopWh: number;
  readonly samples: number;
  readonly stopReason: StopReason | null;
};

export type ActiveSession = {
  readonly stop: (reason: StopReason) => void;
  /** It is forgotten: nothing is said of its end. */
  readonly abandon: () => void;
  transactionId: string | null;
};

export type Connector = {
  readonly id: number;
  readonly meter: Meter;
  isOperative: boolean;
  session: ActiveSession | null;
};

/** What a version says at each step. False: the CSMS refused. */
export type SessionSteps = {
  readonly plugged: () => Promise<unknown>;
  readonly authorize: () => Promise<boolean>;
  readonly start: (reading: MeterReading) => Promise<boolean>;
  readonly sample: (reading: MeterReading) => Promise<void>;
  readonly stop: (reading: MeterReading, reason: StopReason) => Promise<void>;
  readonly left: () => Promise<unknown>;
};

export type SessionPlan = {
  readonly connector: Connector;
  readonly session: ActiveSession;
  readonly isRemote: boolean;
  readonly car: Car;
  readonly durationMs: number;
  readonly meterEveryMs: number;
  readonly dwellMs: number;
  readonly stopReason: StopReason;
};

/** A pause that `stop` ends early; the reason of the stop stays. */
export type StopSwitch = {
  readonly stop: (reason: StopReason) => void;
  readonly abandon: () => void;
  readonly reason: () => StopReason | null;
  readonly isAbandoned: () => boolean;
  readonly pause: (ms: number) => Promise<void>;
};

export function createStopSwitch(time: SimulatedTime): StopSwitch {
  let reason: StopReason | null = null;
  let isAbandoned = false;
  let wake: (() => void) | null = null;
  return {
    isAbandoned: () => isAbandoned,
    abandon() {
      isAbandoned = true;
      reason ??= "power-loss";
      wake?.();
    },
    stop(given) {
      reason ??= given;
      wake?.();
    },
    reason: () => reason,
    pause(ms) {
      if (reason !== null) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = time.after(ms, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
    },
  };
}

export async function runSession(
  plan: SessionPlan,
  steps: SessionSteps,
  deps: { readonly time: SimulatedTime; readonly stopSwitch: StopSwitch },
): Promise<SessionOutcome> {
  const { connector } = plan;
  const { time, stopSwitch } = deps;
  const read = () => connector.meter.read(time.nowMs());
  const outcome = (status: SessionOutcome["status"], rest: Partial<SessionOutcome> = {}) => ({
    status,
    connectorId: connector.id,
    transactionId: plan.session.transactionId,
    meterStartWh: 0,
    meterStopWh: 0,
    samples: 0,
    stopReason: null,
    ...rest,
  });

  await steps.plugged();
  await stopSwitch.pause(plan.dwellMs);
  if (stopSwitch.isAbandoned()) return outcome("aborted");
  if (!plan.isRemote && !(await steps.authorize())) {
    await steps.left();
    return outcome("refused");
  }
  const meterStartWh = read().energyWh;
  if (!(await steps.start(read()))) stopSwitch.stop("deauthorized");
  connector.meter.begin(plan.car, time.nowMs());

  const endMs = time.nowMs() + plan.durationMs;
  let samples = 0;
  while (stopSwitch.reason() === null) {
    await stopSwitch.pause(Math.max(0, Math.min(plan.meterEveryMs, endMs - time.nowMs())));
    if (stopSwitch.reason() !== null || time.nowMs() >= endMs) break;
    await steps.sample(read());
    samples += 1;
  }
  const reason = stopSwitch.reason() ?? plan.stopReason;
  connector.meter.end(time.nowMs());
  const last = read();
  if (stopSwitch.isAbandoned()) {
    return outcome("aborted", { meterStartWh, meterStopWh: last.energyWh, samples });
  }
  await steps.stop(last, reason);
  await deps.stopSwitch.pause(plan.dwellMs);
  await steps.left();
  return outcome(reason === "deauthorized" ? "refused" : "finished", {
    meterStartWh,
    meterStopWh: last.energyWh,
    samples,
    stopReason: reason,
  });
}
