/** *Recorder*: ocpptap itself. Does it relay, does it record, what does it cost. */
import type { Dashboard, Panel } from "./model.ts";
import {
  betterFrom,
  console,
  fits,
  instance,
  promql,
  rows,
  series,
  stat,
  systemLink,
  target,
  worseFrom,
} from "./pieces.ts";

const here = 'instance=~"$target"';

type GraphFacts = Pick<Panel, "title" | "description" | "unit"> &
  Partial<Pick<Panel, "steps" | "isStacked" | "width">>;

function graph(facts: GraphFacts, ...lines: readonly (readonly [string, string])[]): Panel {
  return {
    type: "timeseries",
    ...facts,
    link: systemLink,
    queries: lines.map(([expr, legend]) => promql(expr, legend)),
  };
}

const quantile = (part: number, metric: string, by = "le") =>
  `histogram_quantile(${part}, sum by (${by}) (rate(${metric}_bucket{${here}}[5m])))`;

export const recorder: Dashboard = {
  uid: "ocpptap-recorder",
  title: "Recorder",
  description: "ocpptap's own roles: relaying, recording, the store, restarts, cost.",
  from: "now-6h",
  variables: [target, instance, console],
  panels: [
    stat(
      "Roles that answer",
      "1 is all of them. Below it a role hangs or does not run.",
      promql(`min(ocpptap_role_answered{${here}})`),
      { steps: betterFrom(1, 1) },
    ),
    stat(
      "Roles ready",
      "1 is all of them; a role that is not ready says why on the system page.",
      promql(`min(ocpptap_role_ready{${here}})`),
      { steps: betterFrom(1, 1) },
    ),
    stat(
      "Recorder behind",
      "Age of the oldest message that is not in the store. Normal: below 2 s.",
      promql(`max(ocpptap_recorder_lag_seconds{${here}})`),
      { unit: "s", steps: worseFrom(10, 60) },
    ),
    stat(
      "Spool unread",
      "Share of the spool's room that waits for the store. At 1 the oldest goes.",
      promql(`max(ocpptap_spool_unread_bytes{${here}} / ocpptap_spool_bytes_max{${here}})`),
      { unit: "percentunit", steps: worseFrom(0.2, 0.5) },
    ),
    stat(
      "Messages missing",
      "Relayed but not recorded, in the last day.",
      promql(`sum(increase(ocpptap_gap_messages_total{${here}}[1d]))`),
      { steps: worseFrom(1, 1_000) },
    ),
    stat(
      "Restarts",
      "Of roles that ended unasked, in the last day.",
      promql(`sum(increase(ocpptap_children_ended_total{${here}}[1d]))`),
      { steps: worseFrom(1, 5) },
    ),
    graph(
      {
        title: "Time in the relay",
        description:
          "From a chunk's read to its hand-over to the other socket, of a sample of one in 61. Microseconds are normal.",
        unit: "s",
        steps: worseFrom(0.001, 0.01),
      },
      [quantile(0.5, "ocpptap_relay_latency_seconds"), "median"],
      [quantile(0.99, "ocpptap_relay_latency_seconds"), "99th percentile"],
    ),
    graph(
      {
        title: "Event loop delay, 99th percentile",
        description:
          "How long a role could not react. The relay's counts: everything waits for it.",
        unit: "s",
        steps: worseFrom(0.05, 0.2),
      },
      [`nodejs_eventloop_lag_p99_seconds{${here}}`, "{{role}}"],
    ),
    graph(
      {
        title: "Links",
        description: "Open now, and handshakes that wait for the CSMS.",
        unit: "short",
      },
      [`sum(ocpptap_links_open{${here}})`, "open"],
      [`sum(ocpptap_links_dialling{${here}})`, "dialling"],
    ),
    graph(
      {
        title: "Handshakes by outcome",
        description: "Per second. Refused ones are the CSMS's answers, and ours where it is away.",
        unit: "reqps",
        isStacked: true,
      },
      [`sum by (outcome) (rate(ocpptap_handshakes_total{${here}}[5m]))`, "{{outcome}}"],
    ),
    graph(
      { title: "Links closed by how", description: "Per second.", unit: "reqps", isStacked: true },
      [`sum by (how) (rate(ocpptap_links_closed_total{${here}}[5m]))`, "{{how}}"],
    ),
    graph({ title: "Relayed", description: "Messages per second, by sender.", unit: "reqps" }, [
      `sum by (sender) (rate(ocpptap_relayed_messages_total{${here}}[5m]))`,
      "{{sender}}",
    ]),
    graph(
      {
        title: "Recorder behind",
        description: "Age of the oldest message not in the store.",
        unit: "s",
        steps: worseFrom(10, 60),
      },
      [`ocpptap_recorder_lag_seconds{${here}}`, "{{instance}}"],
    ),
    graph(
      {
        title: "Spool on disk",
        description: "All segments, what of it is not in the store, and the room there is.",
        unit: "bytes",
      },
      [`sum(ocpptap_spool_bytes{${here}})`, "all"],
      [`sum(ocpptap_spool_unread_bytes{${here}})`, "unread"],
      [`sum(ocpptap_spool_bytes_max{${here}})`, "room"],
    ),
    graph(
      {
        title: "Recorded by action",
        description: "Messages per second that the recorder read.",
        unit: "reqps",
        isStacked: true,
      },
      [
        `topk(12, sum by (action) (rate(ocpptap_recorded_messages_total{${here}}[5m])))`,
        "{{action}}",
      ],
    ),
    graph(
      {
        title: "Rows per batch",
        description: "Large batches are a busy or a late recorder.",
        unit: "short",
      },
      [quantile(0.5, "ocpptap_batch_size_rows"), "median"],
      [quantile(0.95, "ocpptap_batch_size_rows"), "95th percentile"],
    ),
    graph(
      {
        title: "Time to store a batch, and to ask the store",
        description: "95th percentile, tries included. The console's queries share the store.",
        unit: "s",
        steps: worseFrom(1, 10),
      },
      [quantile(0.95, "ocpptap_batch_insert_seconds"), "batch"],
      [quantile(0.95, "ocpptap_store_query_seconds", "le, outcome"), "query {{outcome}}"],
    ),
    graph(
      {
        title: "Trouble",
        description:
          "Per hour: batches sent again, writes of the spool that failed, bugs that were contained.",
        unit: "short",
      },
      [`sum(increase(ocpptap_batches_retried_total{${here}}[1h]))`, "batches sent again"],
      [`sum(increase(ocpptap_spool_write_failures_total{${here}}[1h]))`, "spool writes failed"],
      [`sum(increase(ocpptap_bugs_total{${here}}[1h]))`, "bugs"],
    ),
    graph({ title: "Memory", description: "Resident, by role.", unit: "bytes" }, [
      `process_resident_memory_bytes{${here}}`,
      "{{role}}",
    ]),
    graph({ title: "Processor", description: "Cores in use, by role.", unit: "short" }, [
      `rate(process_cpu_seconds_total{${here}}[5m])`,
      "{{role}}",
    ]),
    graph(
      {
        title: "Translation and its state",
        description: "Stations whose translation is in memory, and what was given up per hour.",
        unit: "short",
      },
      [`sum(ocpptap_translated_stations{${here}})`, "stations"],
      [`sum(increase(ocpptap_dead_letters_total{${here}}[1h]))`, "given up"],
      [`sum(ocpptap_state_writes_pending{${here}})`, "writes pending"],
    ),
    {
      title: "Gaps in the record",
      description: "Messages that passed and are not in the record, by why.",
      type: "timeseries",
      unit: "short",
      isStacked: true,
      queries: [
        series(`SELECT $__timeInterval(at) AS time, toString(reason) AS reason, sum(messages) AS messages
FROM gaps WHERE $__timeFilter(at) AND ${fits("instance")} GROUP BY time, reason ORDER BY time`),
      ],
    },
    {
      title: "What the store holds",
      description: "Rows and compressed bytes of each table on the node that answers.",
      type: "table",
      unit: "short",
      width: 16,
      columnUnits: { compressed: "bytes", uncompressed: "bytes" },
      queries: [
        rows(`SELECT table, sum(rows) AS stored_rows, sum(bytes_on_disk) AS compressed, sum(data_uncompressed_bytes) AS uncompressed, count() AS parts
FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY compressed DESC`),
      ],
    },
  ],
};
