/** *Fleet*: all stations together, by instance, vendor, model and firmware. */
import type { Dashboard } from "./model.ts";
import {
  console,
  findingsLink,
  findingsOverTime,
  fits,
  fitsKind,
  instance,
  kinds,
  ofPrimary,
  ofStations,
  promql,
  refusedHandshakes,
  rows,
  ruleLink,
  series,
  stat,
  stationDashboardLink,
  worseFrom,
} from "./pieces.ts";

const messages = `$__timeFilter(received_at) AND ${ofStations} AND ${fits("instance")} AND ${fitsKind}`;
const links = `$__timeFilter(opened_at) AND ${ofStations} AND ${fits("instance")} AND ${fitsKind}`;
const findings = `$__timeFilter(at) AND ${ofPrimary} AND ${fits("instance")} AND ${fits("rule")} AND ${fitsKind}`;

export const fleet: Dashboard = {
  uid: "ocpptap-fleet",
  title: "Fleet",
  description: "How the stations are, all together: links, messages, findings, kinds of stations.",
  from: "now-6h",
  variables: [
    instance,
    ...kinds,
    {
      ...{ kind: "sql", name: "rule", label: "Rule", hasAll: true },
      sql: "SELECT DISTINCT rule FROM findings WHERE $__timeFilter(at) ORDER BY rule",
    },
    console,
  ],
  panels: [
    stat(
      "Links open now",
      "Links of all relays that Prometheus scrapes, whatever is chosen above.",
      promql("sum(ocpptap_links_open)"),
    ),
    stat(
      "Stations heard",
      "Stations that sent something in the time shown.",
      rows(
        `SELECT uniqExact(station_id) AS stations FROM messages WHERE ${messages} AND sender = 'station'`,
      ),
    ),
    stat(
      "Messages",
      "Recorded messages of both sides.",
      rows(`SELECT count() AS messages FROM messages WHERE ${messages}`),
    ),
    refusedHandshakes(
      "Stations that were not let in, by the CSMS or because it could not be reached.",
      links,
    ),
    stat(
      "Findings: errors",
      "Findings that break charging or the protocol now.",
      rows(`SELECT countIf(severity = 'error') AS errors FROM findings WHERE ${findings}`),
      { steps: worseFrom(1, 50) },
    ),
    stat(
      "Messages missing",
      "Relayed but not recorded; the Recorder dashboard says why.",
      rows(
        `SELECT sum(messages) AS missing FROM gaps WHERE $__timeFilter(at) AND ${fits("instance")}`,
      ),
      { steps: worseFrom(1, 1_000) },
    ),
    {
      title: "Messages per second",
      description: "By who sent them. A fall to nothing with links still open is a silent fleet.",
      type: "timeseries",
      unit: "reqps",
      queries: [
        series(`SELECT $__timeInterval(received_at) AS time, toString(sender) AS sender, count() / $__interval_s AS messages
FROM messages WHERE ${messages} GROUP BY time, sender ORDER BY time`),
      ],
    },
    {
      title: "Links opened, closed, refused",
      description: "Many opened and closed at once is a network or a CSMS that restarted.",
      type: "timeseries",
      unit: "short",
      isStacked: true,
      queries: [
        series(`SELECT $__timeInterval(opened_at) AS time, if(state = 'refused', 'refused', 'opened') AS what, count() AS links
FROM links FINAL WHERE ${links} GROUP BY time, what ORDER BY time`),
        series(`SELECT $__timeInterval(closed_at) AS time, 'closed' AS what, count() AS links
FROM links FINAL WHERE state = 'closed' AND $__timeFilter(closed_at) AND ${ofStations} AND ${fits("instance")} AND ${fitsKind}
GROUP BY time, what ORDER BY time`),
      ],
    },
    findingsOverTime({
      title: "Findings by severity",
      description: "An error breaks charging now, a warning will hurt, a note is worth knowing.",
      by: "severity",
      where: `${findings}`,
    }),
    {
      title: "Rules that found most",
      description: "Errors first. The rule's name leads to what it means and what to do.",
      type: "table",
      unit: "short",
      link: findingsLink,
      columnLinks: [ruleLink],
      queries: [
        rows(`SELECT rule, any(severity) AS severity, count() AS findings, uniqExact(station_id) AS stations
FROM findings WHERE ${findings} GROUP BY rule
ORDER BY indexOf(['error', 'warning', 'note'], severity), findings DESC LIMIT 50`),
      ],
    },
    {
      title: "Stations with most findings",
      description: "The id leads to the station's dashboard.",
      type: "table",
      unit: "short",
      columnLinks: [stationDashboardLink],
      queries: [
        rows(`SELECT station_id, countIf(severity = 'error') AS errors, countIf(severity = 'warning') AS warnings,
  any(vendor) AS vendor, any(model) AS model, any(firmware) AS firmware
FROM findings WHERE ${findings} GROUP BY station_id ORDER BY errors DESC, warnings DESC LIMIT 50`),
      ],
    },
    {
      title: "Kinds of stations",
      description:
        "A firmware with far more findings per station than its neighbours is the suspect.",
      type: "table",
      unit: "short",
      queries: [
        rows(`SELECT vendor, model, firmware, uniqExact(station_id) AS stations, sum(station_errors) AS errors, errors / stations AS errors_per_station
FROM station_boots AS boots FINAL
LEFT JOIN (SELECT station_id, countIf(severity = 'error') AS station_errors FROM findings WHERE ${findings} GROUP BY station_id) AS found
  USING (station_id)
WHERE ${fits("vendor")} AND ${fits("model")} AND ${fits("firmware")}
GROUP BY vendor, model, firmware ORDER BY errors_per_station DESC LIMIT 100`),
      ],
    },
    {
      title: "Why links ended",
      description:
        "How and by whom. `reset` and `timeout` are networks, `close-frame` is intended.",
      type: "table",
      unit: "short",
      width: 6,
      queries: [
        rows(`SELECT closed_how AS how, closed_by AS ended_by, count() AS links, uniqExact(station_id) AS stations
FROM links FINAL WHERE ${links} AND state = 'closed' GROUP BY how, ended_by ORDER BY links DESC`),
      ],
    },
    {
      title: "Versions of OCPP",
      description: "Stations by the version their messages are in.",
      type: "piechart",
      unit: "short",
      width: 6,
      queries: [
        rows(`SELECT if(ocpp_version = '', 'unknown', toString(ocpp_version)) AS version, uniqExact(station_id) AS stations
FROM messages WHERE ${messages} GROUP BY version ORDER BY stations DESC`),
      ],
    },
  ],
};
