/**
 * Alert rules, once: they become Prometheus' rules file and Grafana's provisioned rules. Each has a
 * page below `docs/operations/runbooks`, named like the rule: what it means, how to see it, what to
 * do. A rule is for something that somebody must do; what heals by itself is on a dashboard.
 */
import { csmsErrorShare } from "./csms.ts";
import { firstAttemptShare } from "./sessions.ts";

export type AlertRule = {
  /** Kebab-case; the page's name. */
  readonly id: string;
  /** One sentence; `{{ $labels.… }}` are the alert's. */
  readonly summary: string;
  readonly is: "above" | "below";
  readonly limit: number;
  /** How long it must hold, as Prometheus writes durations. */
  readonly for: string;
  readonly severity: "critical" | "warning";
} & (
  | { readonly kind: "promql"; readonly expr: string }
  /** In Grafana alone; one row with `value`, over the last hour. */
  | { readonly kind: "sql"; readonly sql: string }
);

export const alertRules: readonly AlertRule[] = [
  {
    ...{ id: "role-down", kind: "promql", is: "below", limit: 1, for: "1m", severity: "critical" },
    expr: "min by (instance, of) (ocpptap_role_answered)",
    summary: "The {{ $labels.of }} of {{ $labels.instance }} hangs or does not run.",
  },
  {
    ...{
      id: "console-down",
      kind: "promql",
      is: "below",
      limit: 1,
      for: "2m",
      severity: "critical",
    },
    expr: 'up{job="ocpptap"}',
    summary: "{{ $labels.instance }} cannot be scraped: its console, or the machine, is away.",
  },
  {
    ...{
      id: "role-not-ready",
      kind: "promql",
      is: "below",
      limit: 1,
      for: "5m",
      severity: "warning",
    },
    expr: "min by (instance, role) (ocpptap_role_ready)",
    summary: "The {{ $labels.role }} of {{ $labels.instance }} runs and does not do its work.",
  },
  {
    ...{
      id: "role-restarting",
      kind: "promql",
      is: "above",
      limit: 3,
      for: "0m",
      severity: "warning",
    },
    expr: "sum by (instance, child) (increase(ocpptap_children_ended_total[15m]))",
    summary: "The {{ $labels.child }} of {{ $labels.instance }} keeps ending and is started again.",
  },
  {
    ...{
      id: "relay-slow",
      kind: "promql",
      is: "above",
      limit: 0.2,
      for: "5m",
      severity: "critical",
    },
    expr: 'max by (instance) (nodejs_eventloop_lag_p99_seconds{role=~"relay.*"})',
    summary: "The relay of {{ $labels.instance }} reacts late: charging links wait for it.",
  },
  {
    ...{
      id: "links-lost",
      kind: "promql",
      is: "below",
      limit: 0.5,
      for: "3m",
      severity: "critical",
    },
    expr: "sum(ocpptap_links_open) / (sum(ocpptap_links_open offset 15m) > 20)",
    summary: "More than half of the links of a quarter of an hour ago are gone.",
  },
  {
    ...{
      id: "handshakes-refused",
      kind: "promql",
      is: "above",
      limit: 0.3,
      for: "10m",
      severity: "warning",
    },
    expr: 'sum by (instance) (rate(ocpptap_handshakes_total{outcome="refused"}[10m])) / (sum by (instance) (rate(ocpptap_handshakes_total[10m])) > 0.02)',
    summary: "Many stations are not let in at {{ $labels.instance }}.",
  },
  {
    ...{ id: "csms-slow", kind: "promql", is: "above", limit: 5, for: "10m", severity: "warning" },
    expr: 'histogram_quantile(0.95, sum by (le) (rate(ocpptap_exchange_latency_seconds_bucket{caller="station",leg=~"both|csms"}[10m])))',
    summary: "The CSMS takes more than 5 s for one answer in twenty.",
  },
  {
    ...{
      id: "recorder-behind",
      kind: "promql",
      is: "above",
      limit: 60,
      for: "5m",
      severity: "warning",
    },
    expr: "max by (instance) (ocpptap_recorder_lag_seconds)",
    summary:
      "The record of {{ $labels.instance }} is late; nothing is lost while the spool has room.",
  },
  {
    ...{
      id: "spool-filling",
      kind: "promql",
      is: "above",
      limit: 0.5,
      for: "5m",
      severity: "critical",
    },
    expr: "max by (instance) (ocpptap_spool_unread_bytes / ocpptap_spool_bytes_max)",
    summary:
      "Half of the spool of {{ $labels.instance }} waits for the store; when it is full, messages are lost.",
  },
  {
    ...{
      id: "spool-unwritable",
      kind: "promql",
      is: "above",
      limit: 0,
      for: "0m",
      severity: "critical",
    },
    expr: "sum by (instance) (increase(ocpptap_spool_write_failures_total[5m]))",
    summary: "The spool of {{ $labels.instance }} cannot be written: messages pass unrecorded.",
  },
  {
    ...{
      id: "messages-lost",
      kind: "promql",
      is: "above",
      limit: 0,
      for: "0m",
      severity: "critical",
    },
    expr: "sum by (instance, reason) (increase(ocpptap_gap_messages_total[10m]))",
    summary:
      "Messages of {{ $labels.instance }} were relayed and not recorded ({{ $labels.reason }}).",
  },
  {
    ...{
      id: "store-refusing",
      kind: "promql",
      is: "above",
      limit: 5,
      for: "5m",
      severity: "warning",
    },
    expr: "sum by (instance) (increase(ocpptap_batches_retried_total[10m]))",
    summary: "The store does not take the batches of {{ $labels.instance }}.",
  },
  {
    ...{
      id: "state-store-down",
      kind: "promql",
      is: "below",
      limit: 1,
      for: "1m",
      severity: "critical",
    },
    expr: "min by (instance, role) (ocpptap_state_store_ready)",
    summary: "State of translated stations cannot be kept at {{ $labels.instance }}.",
  },
  {
    ...{
      id: "translation-given-up",
      kind: "promql",
      is: "above",
      limit: 0,
      for: "0m",
      severity: "warning",
    },
    expr: "sum by (instance, why) (increase(ocpptap_dead_letters_total[10m]))",
    summary: "Translated messages were given up at {{ $labels.instance }} ({{ $labels.why }}).",
  },
  {
    ...{
      id: "config-refused",
      kind: "promql",
      is: "above",
      limit: 0,
      for: "5m",
      severity: "warning",
    },
    expr: "max by (instance) (ocpptap_config_refused)",
    summary: "The configuration that {{ $labels.instance }} read last is refused.",
  },
  {
    ...{ id: "own-bug", kind: "promql", is: "above", limit: 0, for: "0m", severity: "warning" },
    expr: "sum by (instance, role) (increase(ocpptap_bugs_total[1h]) + increase(ocpptap_taps_disabled_total[1h]) + increase(ocpptap_rules_disabled_total[1h]))",
    summary: "A bug of ocpptap was contained in the {{ $labels.role }} of {{ $labels.instance }}.",
  },
  {
    ...{ id: "csms-errors", kind: "sql", is: "above", limit: 0.05, for: "5m", severity: "warning" },
    sql: csmsErrorShare,
    summary: "More than one of twenty answers of the CSMS is an error.",
  },
  {
    ...{
      id: "first-attempt-failing",
      kind: "sql",
      is: "below",
      limit: 0.8,
      for: "15m",
      severity: "warning",
    },
    sql: firstAttemptShare,
    summary: "More than one visit in five fails at its first attempt.",
  },
];

/** Path in the repository; machines that show alerts rarely have it, people who heal them do. */
export function runbookOf({ id }: Pick<AlertRule, "id">): string {
  return `docs/operations/runbooks/${id}.md`;
}

/** `role-down` → `OcpptapRoleDown`, as Prometheus' people name alerts. */
export function nameOf({ id }: Pick<AlertRule, "id">): string {
  const words = id.split("-").map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  return `Ocpptap${words.join("")}`;
}
