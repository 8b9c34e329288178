/**
 * A process that stands still: nothing is relayed, answered or read while its event loop is held
 * up. In: the delays that the runtime measures by itself. Out: an event for each longer one, and
 * what to say of the last while. Costs a timer each 20 ms, and nothing for what passes.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { limits } from "../base/limits.ts";
import type { Observe } from "./events.ts";

export type Stalls = {
  /** For a role's state; empty for nothing worth a word. */
  readonly detail: () => string;
  readonly close: () => void;
};

export function watchStalls(role: string, observe: Observe): Stalls {
  const delays = monitorEventLoopDelay({ resolution: limits.stallSampleMs });
  let longest: { readonly ms: number; readonly atMs: number } | null = null;

  const look = () => {
    // A sample is the time between two ticks of its timer.
    const ms = Math.round(delays.max / 1e6) - limits.stallSampleMs;
    delays.reset();
    const atMs = performance.now();
    if (longest !== null && atMs - longest.atMs > limits.stallToldMs) longest = null;
    if (ms < limits.stallMsMin) return;
    observe({ name: "loopStalled", role, ms });
    if (longest === null || ms >= longest.ms) longest = { ms, atMs };
  };
  delays.enable();
  const timer = setInterval(look, limits.stallLookMs).unref();
  return {
    detail: () =>
      longest === null
        ? ""
        : `stood still for ${longest.ms} ms within the last ${limits.stallToldMs / 60_000} minutes`,
    close() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
