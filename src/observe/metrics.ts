/**
 * The metrics of one process: what events count (see `telling.ts`), what roles measure at the
 * moment of a scrape (the table below), and Node's own. Prometheus text out.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { tellings } from "./telling.ts";
import type { EventMetric } from "./telling-parts.ts";

type Measure = {
  readonly name: string;
  readonly help: string;
  readonly kind: "gauge" | "counter";
  readonly labels: readonly string[];
};

/**
 * What roles measure themselves (every metric also carries the label `role`): read when somebody
 * scrapes, never per message.
 */
export const measures = {
  roleReady: gauge("ocpptap_role_ready", "1 while the role does its work, else 0."),
  logLinesDropped: total("ocpptap_log_lines_dropped_total", "Lines no reader took in time."),
  linksOpen: gauge("ocpptap_links_open", "Links that are open now."),
  linksDialling: gauge("ocpptap_links_dialling", "Handshakes that wait for the CSMS's answer."),
  translatedStations: gauge(
    "ocpptap_translated_stations",
    "Stations whose translation is in memory.",
  ),
  shadowStations: gauge("ocpptap_shadow_stations", "Shadowed stations that are in memory."),
  shadowConnected: gauge("ocpptap_shadow_connected", "Shadowed stations with their other CSMS."),
  relayedMessages: total("ocpptap_relayed_messages_total", "Messages seen, by sender.", ["sender"]),
  relayedBytes: total("ocpptap_relayed_bytes_total", "Bytes relayed, by sender.", ["sender"]),
  spoolPendingBytes: gauge("ocpptap_spool_pending_bytes", "Appended, not yet written."),
  stateStoreReady: gauge("ocpptap_state_store_ready", "1 while translation state is kept, else 0."),
  stateWritesPending: gauge("ocpptap_state_writes_pending", "Writes of state not yet durable."),
  stateNamesOpen: gauge("ocpptap_state_names_open", "Stations whose state is open here."),
  recorderLagSeconds: gauge(
    "ocpptap_recorder_lag_seconds",
    "Age of the oldest message that is not in the store.",
  ),
  liveListeners: gauge("ocpptap_live_listeners", "Live tails that are open now."),
  liveSkipped: total(
    "ocpptap_live_skipped_messages_total",
    "Messages a slow live tail did not get.",
  ),
  apiRequests: total("ocpptap_api_requests_total", "Answered API requests, by status class.", [
    "status",
  ]),
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

/** One number, or one for each combination of labels. */
export type Reading =
  | number
  | readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];

export type Metrics = {
  /** Registers what `read` returns at every scrape; the latest registration of a name counts. */
  readonly measure: (name: MeasureName, read: () => Reading) => void;
  /** For `observer.ts`: counts one event. */
  readonly count: <Event>(metric: EventMetric<Event>, event: Event) => void;
  /** Prometheus text, format 0.0.4. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
};

/** From a fast local answer to the longest wait that is allowed. */
const SECONDS_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(role: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  const counted = new Map<string, Counter | Histogram>();
  for (const metric of eventMetrics()) counted.set(metric.name, register(metric, registry));
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    measure(name, read) {
      const { kind, labels, ...text } = measures[name];
      registry.removeSingleMetric(text.name);
      const options = { ...text, labelNames: [...labels], registers: [registry] };
      // biome-ignore-start format: two instruments, one shape
      if (kind === "gauge")
        new Gauge({
          ...options,
          collect() {
            fill(read(), this);
          },
        });
      else
        new Counter({
          ...options,
          collect() {
            fill(read(), this);
          },
        });
      // biome-ignore-end format: two instruments, one shape
    },
    count(metric, event) {
      const instrument = counted.get(metric.name);
      const labels = metric.labelsOf(event);
      if (instrument instanceof Counter) instrument.inc(labels, metric.amount(event));
      else instrument?.observe(labels, metric.amount(event));
    },
  };
}

function register<Event>(metric: EventMetric<Event>, registry: Registry): Counter | Histogram {
  const { name, help } = metric;
  const options = { name, help, labelNames: [...metric.labels], registers: [registry] };
  return metric.kind === "counter"
    ? new Counter(options)
    : new Histogram({ ...options, buckets: SECONDS_BUCKETS });
}

function fill(reading: Reading, instrument: Gauge | Counter): void {
  instrument.reset();
  for (const { labels, value } of typeof reading === "number"
    ? [{ labels: {}, value: reading }]
    : reading) {
    instrument.inc(labels, value);
  }
}

type MetricFacts = Pick<EventMetric<never>, "name" | "help" | "kind" | "labels">;

function eventMetrics(): readonly EventMetric<never>[] {
  return Object.values(tellings).flatMap(
    (telling): readonly EventMetric<never>[] => telling.metrics,
  );
}

/**
 * Several processes' texts as one: samples of the same metric under one HELP and TYPE, because the
 * format allows each only once.
 */
export function joinMetrics(texts: readonly string[]): string {
  const families = new Map<string, { readonly head: string[]; readonly samples: string[] }>();
  for (const text of texts) {
    let name = "";
    for (const line of text.split("\n")) {
      const head = /^# (?:HELP|TYPE) (\S+)/.exec(line);
      name = head?.[1] ?? name;
      const family = families.get(name) ?? { head: [], samples: [] };
      families.set(name, family);
      if (head === null && line !== "") family.samples.push(line);
      else if (head !== null && !family.head.includes(line)) family.head.push(line);
    }
  }
  return [...families.values()]
    .flatMap(({ head, samples }) => [...head, ...samples])
    .map((line) => `${line}\n`)
    .join("");
}

/** `docs/reference/metrics.md`. */
export function metricsReference(): string {
  const facts: readonly (MetricFacts | Measure)[] = [
    ...eventMetrics(),
    ...Object.values(measures),
  ].toSorted((a, b) => a.name.localeCompare(b.name));
  const rows = facts.map(
    ({ name, kind, labels, help }) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(" ")} | ${help} |`,
  );
  return [
    "# Metrics",
    "",
    "Generated from `src/observe/telling.ts` and `src/observe/metrics.ts` by `npm run docs`.",
    "The console's `/metrics` joins those of all roles of the machine. Node's own metrics",
    "(`process_…`, `nodejs_…`) come with them. Every metric also carries `role`; none carries a",
    "station's id, because that is unbounded.",
    "",
    "| metric | kind | labels | meaning |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function gauge(name: string, help: string, labels: readonly string[] = []): Measure {
  return { name, help, kind: "gauge", labels };
}

function total(name: string, help: string, labels: readonly string[] = []): Measure {
  return { name, help, kind: "counter", labels };
}
