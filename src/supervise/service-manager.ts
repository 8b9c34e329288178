/**
 * What systemd, or who does as it does, is told (sd_notify(3)): that all is ready, that the
 * configuration is being read again, that this is the end, how it is, and that it is alive.
 *
 * Promised: a watchdog is fed only while stations are relayed, so that a supervisor or relays that
 * stand still for longer than ours can mend (`pulse.ts`) are started again from outside; a service
 * manager that does not listen holds nobody up.
 */
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";
import type { ServiceManagerEnv } from "../config/sources.ts";
import type { Observe } from "../observe/events.ts";
import { type Datagrams, openDatagrams } from "./datagrams.ts";

export type ServiceManager = {
  /** Every role has been ready. */
  readonly ready: () => void;
  readonly reloading: () => void;
  readonly reloaded: () => void;
  readonly stopping: () => void;
  readonly close: () => void;
};

export type ServiceManagerDeps = {
  readonly observe: Observe;
  /** Whether the watchdog may be fed. */
  readonly isAlive: () => boolean;
  /** In a sentence, for `systemctl status`. */
  readonly status: () => string;
};

const NOBODY: ServiceManager = {
  ready: () => undefined,
  reloading: () => undefined,
  reloaded: () => undefined,
  stopping: () => undefined,
  close: () => undefined,
};

export async function openServiceManager(
  env: ServiceManagerEnv,
  deps: ServiceManagerDeps,
): Promise<ServiceManager> {
  const { NOTIFY_SOCKET: path } = env;
  if (path === undefined || path === "") return NOBODY;
  try {
    return tellServiceManager(await openDatagrams(path), watchdogMsOf(env), deps);
  } catch (thrown) {
    deps.observe({ name: "serviceManagerDeaf", problem: problemOf(thrown) });
    return NOBODY;
  }
}

/** Null: none, or it is another process's. */
function watchdogMsOf({ WATCHDOG_USEC, WATCHDOG_PID }: ServiceManagerEnv): number | null {
  const ms = Number(WATCHDOG_USEC ?? "0") / 1000;
  const isOurs = (WATCHDOG_PID ?? "") === "" || Number(WATCHDOG_PID) === process.pid;
  return isOurs && Number.isFinite(ms) && ms > 0 ? ms : null;
}

function tellServiceManager(
  datagrams: Datagrams,
  watchdogMs: number | null,
  { observe, isAlive, status }: ServiceManagerDeps,
): ServiceManager {
  let shown = "";
  let isReady = false;
  let isDeaf = false;
  let fedAtMs = Number.NEGATIVE_INFINITY;

  function tell(...lines: readonly string[]): void {
    const problem = datagrams.send(lines.join("\n"));
    // Once: it is told again when something has been heard in between.
    if (problem !== null && !isDeaf) observe({ name: "serviceManagerDeaf", problem });
    isDeaf = problem !== null;
  }
  function statusLine(): string {
    shown = printable(status()).slice(0, limits.notifyStatusCharsMax);
    return `STATUS=${shown}`;
  }
  function look(): void {
    const before = shown;
    const line = statusLine();
    if (shown !== before) tell(line);
    if (watchdogMs === null || performance.now() - fedAtMs < watchdogMs / 2) return;
    // Where it may not be fed it is looked at again with the next look.
    if (!isAlive()) return;
    fedAtMs = performance.now();
    tell("WATCHDOG=1");
  }

  const lookMs = Math.min(limits.notifyLookMs, (watchdogMs ?? Number.POSITIVE_INFINITY) / 8);
  const timer = setInterval(look, lookMs);
  look();
  return {
    ready() {
      isReady = true;
      tell("READY=1", statusLine());
    },
    reloading() {
      // systemd compares it with when it asked: CLOCK_MONOTONIC, as Node's own.
      const us = process.hrtime.bigint() / 1000n;
      if (isReady) tell("RELOADING=1", `MONOTONIC_USEC=${us}`);
    },
    reloaded() {
      if (isReady) tell("READY=1", statusLine());
    },
    stopping() {
      isReady = false;
      tell("STOPPING=1", statusLine());
    },
    close: () => clearInterval(timer),
  };
}
