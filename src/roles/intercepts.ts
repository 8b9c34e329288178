/**
 * What stands in the links of routes that permit it, wired to the world. In: what a relay has. Out:
 * what it asks for each link that opens, and what is told of it.
 */
import { type Backends, type BackendsDeps, createBackends } from "../backends/backends.ts";
import { createInForce, type InForceDeps } from "../disturbances/in-force.ts";
import { disturbing } from "../disturbances/intercept.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { InterceptsOf, OpenIntercept } from "../relay/intercept.ts";
import type { RelayDeps } from "../relay/terms.ts";

export type InterceptDeps = BackendsDeps & {
  readonly metrics: Pick<Metrics, "measure">;
  /** What the board says of faults on purpose. */
  readonly faults: InForceDeps["book"];
};

export type Intercepts = {
  readonly forRelay: Pick<RelayDeps, "interceptsOf" | "dialBy">;
  /** For `/readyz`; "" for nothing. */
  readonly detail: () => string;
  /** After the relay's own: its links are over. */
  readonly close: () => Promise<void>;
};

export function openIntercepts({ metrics, faults, ...deps }: InterceptDeps): Intercepts {
  const backends = createBackends(deps);
  metrics.measure("backendStations", () => readingOf(backends));
  const inForce = createInForce({ ...deps, book: faults, wait });
  metrics.measure("faultsInForce", inForce.count);
  const disturb = disturbing({ ...deps, inForce, wait });
  return {
    forRelay: { interceptsOf: interceptsOf(backends, disturb), dialBy: backends.dialBy },
    detail: () => detailOf(backends),
    close: backends.close,
  };
}

/** In their order: those that only look, then what may take and put in. */
function interceptsOf(backends: Backends, disturb: OpenIntercept): InterceptsOf {
  return (route) => {
    const watching = route.backends.length > 0 ? [backends.open] : [];
    const chain = route.hasFaults ? [...watching, disturb] : watching;
    const isCalledByBackends = route.backends.some(({ config }) => config.actions.length > 0);
    const hasCalls = route.commands !== null || isCalledByBackends;
    return chain.length === 0 && !hasCalls ? null : { hasCalls, chain };
  };
}

/** Nothing stays up for it. */
function wait(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms).unref();
  return () => clearTimeout(timer);
}

/** `back-end energy: 3 of 5 stations, 12 calls missed`. */
function detailOf(backends: Backends): string {
  const all = backends.states().map(({ name, stations, connected, missed }) => {
    const calls = missed === 0 ? "" : `, ${missed} calls missed`;
    return `back-end ${name}: ${connected} of ${stations} stations${calls}`;
  });
  return all.join("; ");
}

function readingOf(backends: Backends) {
  return backends.states().flatMap(({ name: backend, stations, connected }) => [
    { labels: { backend, state: "connected" }, value: connected },
    { labels: { backend, state: "away" }, value: stations - connected },
  ]);
}
