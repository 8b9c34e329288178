/** *Sessions*: attempts, first-attempt success, energy, stop reasons. */
import type { Dashboard } from "./model.ts";
import {
  betterFrom,
  console,
  findingsOverTime,
  fits,
  fitsKind,
  instance,
  kinds,
  ofPrimary,
  rows,
  ruleLink,
  series,
  stat,
  stationDashboardLink,
  transactionLink,
  worseFrom,
} from "./pieces.ts";

const scope = `${fits("instance")} AND ${fitsKind}`;
const sessions = `$__timeFilter(started_at) AND ${scope}`;
/** Findings of starts that came to nothing. */
const failing =
  "'authorize-refused', 'start-refused', 'start-after-refusal', 'remote-start-not-started', 'charging-stalled'";

/**
 * A visit is what one driver does at one station: transactions with the same token of which each
 * begins within 15 minutes of the end of the one before. Its first attempt has no such predecessor.
 * Transactions that still run are left out: nobody knows yet.
 */
const firstAttempts = (condition: string) => `(
  SELECT started_at, station_id, energy_wh FROM (
    SELECT started_at, station_id, energy_wh,
      lagInFrame(toNullable(last_at)) OVER (PARTITION BY station_id, id_token ORDER BY started_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before_at
    FROM transactions FINAL WHERE state != 'open' AND ${condition}
  ) WHERE before_at IS NULL OR started_at > before_at + INTERVAL 15 MINUTE
)`;
const attempts = firstAttempts(sessions);
const succeeded = "countIf(energy_wh > 0) / count()";

export const sessionsDashboard: Dashboard = {
  uid: "ocpptap-sessions",
  title: "Sessions",
  description: "Charging sessions: do they begin, do they deliver, why do they end.",
  from: "now-24h",
  variables: [instance, ...kinds, console],
  panels: [
    stat(
      "Attempts",
      "Transactions that began, whether or not anything was charged.",
      rows(`SELECT count() AS attempts FROM transactions FINAL WHERE ${sessions}`),
    ),
    stat(
      "First-attempt success",
      "Of the visits of drivers, those whose first transaction delivered energy. Transactions of one token at one station within 15 minutes of each other are one visit.",
      rows(`SELECT ${succeeded} AS share FROM ${attempts}`),
      { unit: "percentunit", steps: betterFrom(0.8, 0.95) },
    ),
    stat(
      "Without energy",
      "Transactions that ended and had delivered nothing.",
      rows(
        `SELECT countIf(state != 'open' AND ifNull(energy_wh, 0) = 0) AS sessions FROM transactions FINAL WHERE ${sessions}`,
      ),
      { steps: worseFrom(1, 20) },
    ),
    stat(
      "Charging now",
      "Transactions that began in the time shown and have not ended.",
      rows(`SELECT countIf(state = 'open') AS sessions FROM transactions FINAL WHERE ${sessions}`),
    ),
    stat(
      "Energy",
      "Delivered by the sessions that began in the time shown.",
      rows(`SELECT sum(energy_wh) AS energy FROM transactions FINAL WHERE ${sessions}`),
      { unit: "watth" },
    ),
    stat(
      "Never ended",
      "No stop ever came: they cannot be billed as they are.",
      rows(
        `SELECT countIf(state = 'unfinished') AS sessions FROM transactions FINAL WHERE ${sessions}`,
      ),
      { steps: worseFrom(1, 20) },
    ),
    {
      title: "Attempts by how they were started",
      description:
        "By card, from afar, or by plugging in. A kind that vanishes has a fault of its own.",
      type: "timeseries",
      unit: "short",
      isStacked: true,
      queries: [
        series(`SELECT $__timeInterval(started_at) AS time, toString(started_by) AS started_by, count() AS sessions
FROM transactions FINAL WHERE ${sessions} GROUP BY time, started_by ORDER BY time`),
      ],
    },
    {
      title: "First-attempt success over time",
      description:
        "Below 0.95 drivers notice. Compare with the attempts beside it: few make it jump.",
      type: "timeseries",
      unit: "percentunit",
      steps: betterFrom(0.8, 0.95),
      queries: [
        series(
          `SELECT $__timeInterval(started_at) AS time, ${succeeded} AS share FROM ${attempts} GROUP BY time ORDER BY time`,
        ),
      ],
    },
    {
      title: "Energy over time",
      description: "By when the session began.",
      type: "timeseries",
      unit: "watth",
      isStacked: true,
      queries: [
        series(`SELECT $__timeInterval(started_at) AS time, sum(energy_wh) AS energy
FROM transactions FINAL WHERE ${sessions} GROUP BY time ORDER BY time`),
      ],
    },
    {
      title: "Stop reasons",
      description:
        "As the station gave them; none given means Local. Errors and power losses are worth a look.",
      type: "bargauge",
      unit: "short",
      queries: [
        rows(`SELECT if(stop_reason = '', 'none given', toString(stop_reason)) AS reason, count() AS sessions
FROM transactions FINAL WHERE ${sessions} AND state = 'ended' GROUP BY reason ORDER BY sessions DESC`),
      ],
    },
    {
      title: "How long sessions last, median",
      description: "From the first to the last message of the session.",
      type: "timeseries",
      unit: "s",
      queries: [
        series(`SELECT $__timeInterval(started_at) AS time, median(dateDiff('second', started_at, last_at)) AS seconds
FROM transactions FINAL WHERE ${sessions} AND state = 'ended' GROUP BY time ORDER BY time`),
      ],
    },
    findingsOverTime({
      title: "Starts that came to nothing",
      description:
        "Refused cards and starts, remote starts nobody followed, charging that stalled.",
      by: "rule",
      where: `$__timeFilter(at) AND ${ofPrimary} AND rule IN (${failing}) AND ${scope}`,
    }),
    {
      title: "Stations where the first attempt fails most",
      description:
        "Those with the most failed visits first; the id leads to the station's dashboard.",
      type: "table",
      unit: "short",
      columnLinks: [stationDashboardLink],
      columnUnits: { success: "percentunit" },
      queries: [
        rows(`SELECT station_id, count() AS visits, countIf(ifNull(energy_wh, 0) = 0) AS failed, ${succeeded} AS success
FROM ${attempts} GROUP BY station_id ORDER BY failed DESC, visits DESC LIMIT 50`),
      ],
    },
    {
      title: "Sessions that delivered nothing",
      description: "The newest first; the key leads to the session in ocpptap, which says why.",
      type: "table",
      unit: "none",
      columnLinks: [transactionLink, stationDashboardLink],
      queries: [
        rows(`SELECT started_at, station_id, transaction_key, state, stop_reason, findings
FROM transactions FINAL WHERE ${sessions} AND state != 'open' AND ifNull(energy_wh, 0) = 0 ORDER BY started_at DESC LIMIT 100`),
      ],
    },
    {
      title: "What was found in sessions",
      description: "Rules by how many sessions they spoke of.",
      type: "table",
      unit: "short",
      columnLinks: [ruleLink],
      queries: [
        rows(`SELECT arrayJoin(findings) AS rule, count() AS sessions, uniqExact(station_id) AS stations
FROM transactions FINAL WHERE ${sessions} GROUP BY rule ORDER BY sessions DESC LIMIT 50`),
      ],
    },
    {
      title: "Energy by model",
      description: "And how much of what was begun delivered something.",
      type: "table",
      unit: "short",
      columnUnits: { energy: "watth", with_energy: "percentunit" },
      queries: [
        rows(`SELECT vendor, model, count() AS sessions, sum(energy_wh) AS energy, countIf(energy_wh > 0) / count() AS with_energy
FROM (SELECT * FROM transactions FINAL WHERE ${sessions}) AS begun
LEFT JOIN (SELECT station_id, vendor, model FROM station_boots FINAL) AS boots USING (station_id)
GROUP BY vendor, model ORDER BY energy DESC LIMIT 100`),
      ],
    },
  ],
};

/** For alerts, which know no variables; too few visits say nothing. */
export const firstAttemptShare = `SELECT if(count() < 20, 1, ${succeeded}) AS value FROM ${firstAttempts("$__timeFilter(started_at)")}`;
