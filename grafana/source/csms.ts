/** *CSMS health*: how fast and how often it answers, what it refuses, what it leaves unanswered. */
import type { Dashboard } from "./model.ts";
import {
  console,
  findingsOverTime,
  fits,
  fitsKind,
  instance,
  kinds,
  ofCsmss,
  ofPrimary,
  ofStations,
  promql,
  refusedHandshakes,
  rows,
  series,
  stat,
  worseFrom,
} from "./pieces.ts";

const scope = `${fits("instance")} AND ${fitsKind}`;
const answers = `$__timeFilter(received_at) AND ${ofCsmss} AND sender = 'csms'
  AND message_type IN ('callResult', 'callError') AND latency_us IS NOT NULL AND ${fits("action")} AND ${scope}`;
const commands = `$__timeFilter(received_at) AND ${ofStations} AND sender = 'station'
  AND message_type IN ('callResult', 'callError') AND latency_us IS NOT NULL AND ${fits("action")} AND ${scope}`;
const links = `$__timeFilter(opened_at) AND ${ofStations} AND ${scope}`;
const refusing =
  "'handshake-refused', 'boot-rejected', 'boot-pending', 'authorize-refused', 'start-refused'";

const perAction = (condition: string) => `SELECT action, count() AS calls,
  quantile(0.5)(assumeNotNull(latency_us)) / 1e6 AS p50, quantile(0.95)(assumeNotNull(latency_us)) / 1e6 AS p95,
  quantile(0.99)(assumeNotNull(latency_us)) / 1e6 AS p99, max(latency_us) / 1e6 AS slowest,
  countIf(message_type = 'callError') AS errors, errors / calls AS error_share
FROM messages WHERE ${condition} GROUP BY action ORDER BY calls DESC LIMIT 200`;

const latencyUnits = {
  p50: "s",
  p95: "s",
  p99: "s",
  slowest: "s",
  error_share: "percentunit",
} as const;

export const csms: Dashboard = {
  uid: "ocpptap-csms",
  title: "CSMS health",
  description: "How the CSMS answers: time, errors, refusals, and calls that got no answer.",
  from: "now-6h",
  variables: [
    instance,
    ...kinds,
    {
      ...{ kind: "sql", name: "action", label: "Action", hasAll: true },
      sql: "SELECT DISTINCT action FROM messages WHERE $__timeFilter(received_at) AND action != '' ORDER BY action LIMIT 1000",
    },
    console,
  ],
  panels: [
    stat(
      "Answers",
      "Results and errors of the CSMS.",
      rows(`SELECT count() AS answers FROM messages WHERE ${answers}`),
    ),
    stat(
      "95th percentile",
      "Nineteen of twenty answers came within this time. Stations give up after about 30 s.",
      rows(
        `SELECT quantile(0.95)(assumeNotNull(latency_us)) / 1e6 AS p95 FROM messages WHERE ${answers}`,
      ),
      { unit: "s", steps: worseFrom(1, 5) },
    ),
    stat(
      "Errors",
      "Share of its answers that are CALLERRORs.",
      rows(
        `SELECT countIf(message_type = 'callError') / count() AS errors FROM messages WHERE ${answers}`,
      ),
      { unit: "percentunit", steps: worseFrom(0.005, 0.02) },
    ),
    stat(
      "Left unanswered",
      "Calls of stations without an answer in time.",
      rows(
        `SELECT countIf(rule = 'call-timeout' AND side = 'csms') AS calls FROM findings WHERE $__timeFilter(at) AND ${ofPrimary} AND ${scope}`,
      ),
      { steps: worseFrom(1, 20) },
    ),
    refusedHandshakes("Answers other than 101, and CSMSs that could not be reached.", links),
    stat(
      "Handshake, 95th percentile",
      "From the station's request to the CSMS's 101.",
      rows(
        `SELECT quantile(0.95)(answer_ms) / 1e3 AS seconds FROM links FINAL WHERE ${links} AND state != 'refused'`,
      ),
      { unit: "s", steps: worseFrom(1, 5) },
    ),
    {
      title: "Time to answer by action, 95th percentile",
      description:
        "Of the CSMS. One slow action is a slow query of its own; all of them, a machine.",
      type: "timeseries",
      unit: "s",
      width: 12,
      steps: worseFrom(1, 5),
      queries: [
        series(`SELECT $__timeInterval(received_at) AS time, toString(action) AS action, quantile(0.95)(assumeNotNull(latency_us)) / 1e6 AS seconds
FROM messages WHERE ${answers} GROUP BY time, action ORDER BY time`),
      ],
    },
    {
      title: "The same as Prometheus sees it",
      description: "Without looking into the store: kept up while that is down.",
      type: "timeseries",
      unit: "s",
      width: 12,
      steps: worseFrom(1, 5),
      queries: [
        promql(
          'histogram_quantile(0.95, sum by (le, action) (rate(ocpptap_exchange_latency_seconds_bucket{caller="station",leg=~"both|csms"}[5m])))',
          "{{action}}",
        ),
      ],
    },
    {
      title: "Answers of the CSMS by action",
      description: "Time and errors of each. Calls without any answer are not in it.",
      type: "table",
      unit: "short",
      columnUnits: latencyUnits,
      queries: [rows(perAction(answers))],
    },
    {
      title: "Answers of the stations by action",
      description: "The other way round: what the CSMS asks, and how stations take it.",
      type: "table",
      unit: "short",
      columnUnits: latencyUnits,
      queries: [rows(perAction(commands))],
    },
    {
      title: "Errors over time",
      description: "CALLERRORs of the CSMS, by code.",
      type: "timeseries",
      unit: "short",
      isStacked: true,
      queries: [
        series(`SELECT $__timeInterval(received_at) AS time, toString(error_code) AS error_code, count() AS answers
FROM messages WHERE ${answers} AND message_type = 'callError' GROUP BY time, error_code ORDER BY time`),
      ],
    },
    findingsOverTime({
      title: "Refusals over time",
      description: "What it would not have: handshakes, boots, cards, starts.",
      by: "rule",
      where: `$__timeFilter(at) AND ${ofPrimary} AND rule IN (${refusing}) AND ${scope}`,
    }),
    findingsOverTime({
      title: "Unanswered calls over time",
      description: "By whom an answer was owed.",
      by: "side",
      counted: "calls",
      where: `$__timeFilter(at) AND ${ofPrimary} AND rule = 'call-timeout' AND ${scope}`,
    }),
    {
      title: "Refused handshakes by status",
      description:
        "401 and 403 are credentials, 404 an unknown station, 502 and 504 a CSMS that is away.",
      type: "table",
      unit: "short",
      queries: [
        rows(`SELECT status, upstream_url, count() AS handshakes, uniqExact(station_id) AS stations, any(error) AS example
FROM links FINAL WHERE ${links} AND state = 'refused' GROUP BY status, upstream_url ORDER BY handshakes DESC LIMIT 100`),
      ],
    },
    {
      title: "Errors by action and code",
      description: "The sentence is one of them, as the CSMS sent it.",
      type: "table",
      unit: "short",
      queries: [
        rows(`SELECT action, error_code, count() AS answers, uniqExact(station_id) AS stations, any(left(payload, 200)) AS example
FROM messages WHERE ${answers} AND message_type = 'callError' GROUP BY action, error_code ORDER BY answers DESC LIMIT 100`),
      ],
    },
  ],
};

/** For alerts: they know no variables. */
export const csmsErrorShare = `SELECT countIf(message_type = 'callError') / greatest(count(), 20) AS value
FROM messages WHERE $__timeFilter(received_at) AND ${ofCsmss} AND sender = 'csms' AND message_type IN ('callResult', 'callError')`;
