/**
 * The metrics of one process: what events count (see `telling.ts`), what roles measure at the
 * moment of a scrape (the table below), and Node's own. Prometheus text out.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { createBins, type Observation } from "./bins.ts";
import { tellings } from "./telling.ts";
import type { EventMetric } from "./telling-parts.ts";
import { type TimingName, timings } from "./timings.ts";

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
  configRefused: gauge(
    "ocpptap_config_refused",
    "1 while the configuration that was read last was refused, else 0.",
  ),
  configKeysWaiting: gauge(
    "ocpptap_config_keys_waiting",
    "Changed keys of the configuration that count only after a restart.",
  ),
  logLinesDropped: total("ocpptap_log_lines_dropped_total", "Lines no reader took in time."),
  linksOpen: gauge("ocpptap_links_open", "Links that are open now."),
  linksDialling: gauge("ocpptap_links_dialling", "Handshakes that wait for the CSMS's answer."),
  translatedStations: gauge(
    "ocpptap_translated_stations",
    "Stations whose translation is in memory.",
  ),
  shadowStations: gauge("ocpptap_shadow_stations", "Shadowed stations that are in memory."),
  shadowConnected: gauge("ocpptap_shadow_connected", "Shadowed stations with their other CSMS."),
  backendStations: gauge(
    "ocpptap_backend_stations",
    "Stations that a further back-end sees, by whether it is connected for them.",
    ["backend", "state"],
  ),
  alertGroups: gauge("ocpptap_alert_groups", "Groups of findings that alerts remember."),
  alertsWaiting: gauge("ocpptap_alerts_waiting", "Messages of alerts that wait for a receiver."),
  alertLastSeconds: gauge(
    "ocpptap_alert_last_timestamp_seconds",
    "When a receiver last took a message; absent before.",
  ),
  relayedMessages: total("ocpptap_relayed_messages_total", "Messages seen, by sender.", ["sender"]),
  relayedBytes: total("ocpptap_relayed_bytes_total", "Bytes relayed, by sender.", ["sender"]),
  spoolPendingBytes: gauge("ocpptap_spool_pending_bytes", "Appended, not yet written."),
  spoolBytes: gauge("ocpptap_spool_bytes", "Size of the spool's segments on disk."),
  spoolBytesMax: gauge("ocpptap_spool_bytes_max", "Beyond this size the oldest segment goes."),
  spoolUnreadBytes: gauge("ocpptap_spool_unread_bytes", "Of the spool, not yet in the store."),
  spoolOldestSeconds: gauge("ocpptap_spool_oldest_seconds", "Age of the spool's oldest segment."),
  stateStoreReady: gauge("ocpptap_state_store_ready", "1 while translation state is kept, else 0."),
  stateWritesPending: gauge("ocpptap_state_writes_pending", "Writes of state not yet durable."),
  stateNamesOpen: gauge("ocpptap_state_names_open", "Stations whose state is open here."),
  boardReady: gauge("ocpptap_board_ready", "1 while what instances share can be had, else 0."),
  boardMembers: gauge("ocpptap_board_members", "Processes on the board, as last seen."),
  stationsHeld: gauge("ocpptap_stations_held", "Stations that this process has on the board."),
  overridesKnown: gauge("ocpptap_overrides", "Route overrides that are known here."),
  faultsInForce: gauge("ocpptap_faults", "Faults on purpose that are in force here."),
  recorderLagSeconds: gauge(
    "ocpptap_recorder_lag_seconds",
    "Age of the oldest message that is not in the store.",
  ),
  recorderSpoolLagSeconds: gauge(
    "ocpptap_recorder_spool_lag_seconds",
    "The same of each spool that the recorder follows.",
    ["spool"],
  ),
  recorderWaitingRows: gauge("ocpptap_recorder_waiting_rows", "Rows read and not yet sent."),
  recordedMessages: total(
    "ocpptap_recorded_messages_total",
    "Messages read from the spool; the action of a response is its call's.",
    ["sender", "leg", "action", "type"],
  ),
  spansSent: total("ocpptap_spans_sent_total", "Spans that the OTLP receiver took."),
  spansDropped: total(
    "ocpptap_spans_dropped_total",
    "Spans that were given up, by why: full queue, refused, or unreachable receiver.",
    ["why"],
  ),
  roleAnswered: gauge(
    "ocpptap_role_answered",
    "1 where the role answered this scrape in time, else 0: it hangs, or does not run.",
    ["of"],
  ),
  roleAnswerSeconds: gauge(
    "ocpptap_role_answer_seconds",
    "How long the role took to answer this scrape, or was waited for.",
    ["of"],
  ),
  liveListeners: gauge("ocpptap_live_listeners", "Live tails that are open now."),
  liveSkipped: total(
    "ocpptap_live_skipped_messages_total",
    "Messages a slow live tail did not get.",
  ),
  apiRequestsUnderWay: gauge(
    "ocpptap_api_requests_under_way",
    "API requests that are being answered; live tails are not counted.",
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
  /** The same where reading takes its time: every scrape waits for it, so it must be bounded. */
  readonly measureLater: (name: MeasureName, read: () => Promise<Reading>) => void;
  /** What roles time themselves: cheap enough to be called per message. */
  readonly timing: (name: TimingName) => Observation;
  /** For `observer.ts`: counts one event. */
  readonly count: <Event>(metric: EventMetric<Event>, event: Event) => void;
  /** Prometheus text, format 0.0.4. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
};

/** From a fast local answer to the longest wait that is allowed. */
const SECONDS_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(
  role: string,
  labels: Readonly<Record<string, string>> = {},
): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ role, ...labels });
  collectDefaultMetrics({ register: registry });
  const counted = new Map<string, Counter | Histogram>();
  for (const metric of eventMetrics()) counted.set(metric.name, register(metric, registry));
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    timing: (name) => createBins(timings[name], registry),
    measure: (name, read) => instrumentOf(measures[name], registry, read),
    measureLater: (name, read) => instrumentOf(measures[name], registry, read),
    count(metric, event) {
      const instrument = counted.get(metric.name);
      const labels = metric.labelsOf(event);
      if (instrument instanceof Counter) instrument.inc(labels, metric.amount(event));
      else instrument?.observe(labels, metric.amount(event));
    },
  };
}

function instrumentOf(
  { kind, labels, name, help }: Measure,
  registry: Registry,
  read: () => Reading | Promise<Reading>,
): void {
  registry.removeSingleMetric(name);
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  // biome-ignore-start format: two instruments, one shape
  if (kind === "gauge")
    new Gauge({
      ...options,
      async collect() {
        fill(await read(), this);
      },
    });
  else
    new Counter({
      ...options,
      async collect() {
        fill(await read(), this);
      },
    });
  // biome-ignore-end format: two instruments, one shape
}

function register<Event>(metric: EventMetric<Event>, registry: Registry): Counter | Histogram {
  const { name, help } = metric;
  const options = { name, help, labelNames: [...metric.labels], registers: [registry] };
  if (metric.kind === "histogram") {
    return new Histogram({ ...options, buckets: [...(metric.buckets ?? SECONDS_BUCKETS)] });
  }
  const counter = new Counter(options);
  for (const labels of metric.zeros) counter.inc(labels, 0);
  return counter;
}

function fill(reading: Reading, instrument: Gauge | Counter): void {
  instrument.reset();
  // A metric without labels would be 0 now; what could not be read is not 0.
  instrument.remove({});
  for (const { labels, value } of typeof reading === "number"
    ? [{ labels: {}, value: reading }]
    : reading) {
    instrument.inc(labels, value);
  }
}

export type MetricFacts = Pick<EventMetric<never> | Measure, "name" | "help" | "kind" | "labels">;

/** Each name once: several events may count in the same metric. */
function eventMetrics(): readonly EventMetric<never>[] {
  const all = Object.values(tellings).flatMap(
    (telling): readonly EventMetric<never>[] => telling.metrics,
  );
  return [...new Map(all.map((metric) => [metric.name, metric])).values()];
}

/** Every metric that ocpptap declares, by name. */
export function declaredMetrics(): readonly MetricFacts[] {
  const timed = Object.values(timings).map((timing) => ({ ...timing, kind: "histogram" as const }));
  return [...eventMetrics(), ...Object.values(measures), ...timed].toSorted((a, b) =>
    a.name.localeCompare(b.name),
  );
}

function gauge(name: string, help: string, labels: readonly string[] = []): Measure {
  return { name, help, kind: "gauge", labels };
}

function total(name: string, help: string, labels: readonly string[] = []): Measure {
  return { name, help, kind: "counter", labels };
}
