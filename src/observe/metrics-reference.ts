/** `docs/reference/metrics.md`, from what is declared. */
import { declaredMetrics, type MetricFacts } from "./metrics.ts";

/** Of Node's and the process's own, those that dashboards and alerts of ours use. */
export const processMetrics: readonly MetricFacts[] = [
  counter("process_cpu_seconds_total", "Processor time that the process used."),
  gauge("process_resident_memory_bytes", "Memory that the process occupies."),
  gauge("process_start_time_seconds", "When the process started, in seconds since 1970."),
  gauge("process_open_fds", "Open descriptors; on Linux only."),
  gauge("nodejs_eventloop_lag_p99_seconds", "Delay of the event loop, 99th percentile."),
  gauge("nodejs_eventloop_lag_max_seconds", "Delay of the event loop, greatest."),
  gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use."),
];

export function metricsReference(): string {
  return [
    "# Metrics",
    "",
    "Generated from `src/observe/telling.ts`, `timings.ts` and `metrics.ts` by `npm run docs`.",
    "The console's `/metrics` joins those of all roles of the machine, as OpenMetrics or as",
    "Prometheus' older text, whichever is asked for. Names and labels are stable: one that changes",
    "is in the changelog. Units are seconds and bytes. Every metric also carries `role`, and a relay's",
    "its `instance` in the record (which Prometheus keeps as `exported_instance`); none carries a",
    "station's id, because that is unbounded.",
    "[Monitoring](../operations/monitoring.md) says which ones to watch.",
    "",
    ...table(declaredMetrics()),
    "",
    "`action` is an action of the standards, `other` for one that is in none, `none` for a message",
    "that has none. `type` is `call`, `callResult`, `callError`, `callResultError`, `send` or",
    "`malformed`. `leg` is `both` on a transparent link; a translated station has one with the",
    "`station` and one with the `csms`, and its messages are counted on each, as are a shadow's on",
    "`shadow`. Buckets of histograms are in the sources named above.",
    "",
    "## Of the process",
    "",
    "Node's own (`nodejs_…`, `process_…`) come with them, for each role. Those that our dashboards",
    "and alerts use:",
    "",
    ...table(processMetrics),
    "",
  ].join("\n");
}

function table(metrics: readonly MetricFacts[]): readonly string[] {
  return [
    "| metric | kind | labels | meaning |",
    "|---|---|---|---|",
    ...metrics.map(
      ({ name, kind, labels, help }) =>
        `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(" ")} | ${help} |`,
    ),
  ];
}

function counter(name: string, help: string): MetricFacts {
  return { name, help, kind: "counter", labels: [] };
}

function gauge(name: string, help: string): MetricFacts {
  return { name, help, kind: "gauge", labels: [] };
}
