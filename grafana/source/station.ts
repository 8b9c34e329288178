/** *Station*: one station, from its last boot to its last session. */
import type { Dashboard } from "./model.ts";
import {
  chosen,
  console,
  ofPrimary,
  ofStations,
  rows,
  ruleLink,
  series,
  stat,
  stationLink,
  transactionLink,
  worseFrom,
} from "./pieces.ts";

const own = `station_id = ${chosen("station")}`;
const messages = `${own} AND $__timeFilter(received_at) AND ${ofStations}`;
const page = {
  title: "This station in ocpptap",
  url: `\${console}/stations/\${station:percentencode}`,
};

export const station: Dashboard = {
  uid: "ocpptap-station",
  title: "Station",
  description: "One station: what it is, how its links and sessions went, what was found.",
  from: "now-24h",
  variables: [
    {
      ...{ kind: "sql", name: "station", label: "Station", hasAll: false },
      // Of a large fleet those heard last; any other id may be typed.
      sql: "SELECT station_id FROM station_activity GROUP BY station_id ORDER BY max(message_at) DESC LIMIT 1000",
    },
    console,
  ],
  panels: [
    {
      title: "What it is",
      description: "As it said at its last boot. The id leads to its page in ocpptap.",
      type: "table",
      unit: "none",
      width: 24,
      height: 4,
      link: page,
      columnLinks: [stationLink],
      queries: [
        rows(`SELECT station_id, vendor, model, firmware, serial, received_at AS booted_at, reason AS boot_reason
FROM station_boots FINAL WHERE ${own}`),
      ],
    },
    stat(
      "Last heard",
      "Since its newest message; a station with heartbeats is heard every few minutes.",
      rows(
        `SELECT dateDiff('second', max(sent_at), now64()) AS age FROM station_activity WHERE ${own} HAVING count() > 0`,
      ),
      { unit: "s", steps: worseFrom(900, 3_600) },
    ),
    stat(
      "Messages",
      "Of both sides, in the time shown.",
      rows(`SELECT count() AS messages FROM messages WHERE ${messages}`),
    ),
    stat(
      "Links",
      "Opened in the time shown. Many are a bad network, or a CSMS that closes them.",
      rows(
        `SELECT countIf(state != 'refused') AS links FROM links FINAL WHERE ${own} AND $__timeFilter(opened_at) AND ${ofStations}`,
      ),
      { steps: worseFrom(10, 50) },
    ),
    stat(
      "Errors found",
      "Findings that break charging or the protocol.",
      rows(
        `SELECT countIf(severity = 'error') AS errors FROM findings WHERE ${own} AND ${ofPrimary} AND $__timeFilter(at)`,
      ),
      { steps: worseFrom(1, 10) },
    ),
    stat(
      "Sessions",
      "Transactions that began in the time shown.",
      rows(
        `SELECT count() AS sessions FROM transactions FINAL WHERE ${own} AND $__timeFilter(started_at)`,
      ),
    ),
    stat(
      "Energy",
      "Delivered by those sessions.",
      rows(
        `SELECT sum(energy_wh) AS energy FROM transactions FINAL WHERE ${own} AND $__timeFilter(started_at)`,
      ),
      { unit: "watth" },
    ),
    {
      title: "Messages by action",
      description: "Calls of both sides.",
      type: "timeseries",
      unit: "short",
      width: 12,
      isStacked: true,
      link: page,
      queries: [
        series(`SELECT $__timeInterval(received_at) AS time, toString(action) AS action, count() AS calls
FROM messages WHERE ${messages} AND message_type = 'call' GROUP BY time, action ORDER BY time`),
      ],
    },
    {
      title: "Time to answer, 95th percentile",
      description: "How long the CSMS takes for this station, and the station for the CSMS.",
      type: "timeseries",
      unit: "s",
      width: 12,
      steps: worseFrom(1, 5),
      queries: [
        series(`SELECT $__timeInterval(received_at) AS time, if(sender = 'csms', 'csms', 'station') AS answered_by,
  quantile(0.95)(assumeNotNull(latency_us)) / 1e6 AS seconds
FROM messages WHERE ${messages} AND latency_us IS NOT NULL GROUP BY time, answered_by ORDER BY time`),
      ],
    },
    {
      title: "Connectors",
      description: "What each said last. 1.6 has no EVSEs; its connector 0 is the whole station.",
      type: "table",
      unit: "none",
      width: 8,
      queries: [
        rows(`SELECT if(evse_id < 0, '', toString(evse_id)) AS evse, if(connector_id < 0, '', toString(connector_id)) AS connector,
  status, error_code, received_at AS since
FROM station_status FINAL WHERE ${own} ORDER BY evse_id, connector_id`),
      ],
    },
    {
      title: "Sessions",
      description: "The newest first. The key leads to the session's page in ocpptap.",
      type: "table",
      unit: "none",
      width: 16,
      columnLinks: [transactionLink],
      columnUnits: { energy_wh: "watth", seconds: "s" },
      queries: [
        rows(`SELECT started_at, transaction_key, state, started_by, stop_reason, energy_wh,
  dateDiff('second', started_at, last_at) AS seconds, length(findings) AS findings
FROM transactions FINAL WHERE ${own} AND $__timeFilter(started_at) ORDER BY started_at DESC LIMIT 200`),
      ],
    },
    {
      title: "Findings",
      description: "The newest first; the rule's name leads to what it means and what to do.",
      type: "table",
      unit: "none",
      columnLinks: [ruleLink],
      link: page,
      queries: [
        rows(
          `SELECT at, severity, rule, side, sentence FROM findings WHERE ${own} AND ${ofPrimary} AND $__timeFilter(at) ORDER BY at DESC LIMIT 200`,
        ),
      ],
    },
    {
      title: "Links",
      description: "When each began and how it ended.",
      type: "table",
      unit: "none",
      queries: [
        rows(`SELECT opened_at, closed_at, state, status, closed_by, closed_how, close_code, station_messages, csms_messages, instance
FROM links FINAL WHERE ${own} AND $__timeFilter(opened_at) AND ${ofStations} ORDER BY opened_at DESC LIMIT 200`),
      ],
    },
    {
      title: "Errors in answers",
      description: "CALLERRORs of either side, by action and code.",
      type: "table",
      unit: "short",
      link: page,
      queries: [
        rows(`SELECT action, error_code, sender AS answered_by, count() AS answers, max(received_at) AS last
FROM messages WHERE ${messages} AND message_type = 'callError' GROUP BY action, error_code, answered_by ORDER BY answers DESC`),
      ],
    },
  ],
};
