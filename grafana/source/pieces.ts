/**
 * What several dashboards share: queries as values, variables, conditions, and the ways into
 * ocpptap's own console.
 *
 * Values of variables come from stations: a station's id or firmware may hold a quote. Grafana's
 * own quoting knows nothing of backslashes, so no value is ever quoted into SQL here: it is
 * percent-encoded by Grafana and decoded by ClickHouse.
 */
import type { Panel, Query, Step, Unit, Variable } from "./model.ts";

export function series(sql: string): Query {
  return { kind: "sql", sql, as: "series" };
}

export function rows(sql: string): Query {
  return { kind: "sql", sql, as: "table" };
}

export function promql(expr: string, legend = ""): Query {
  return { kind: "promql", expr, legend };
}

/** The variable's value as SQL. */
export function chosen(variable: string): string {
  return `decodeURLComponent('\${${variable}:percentencode}')`;
}

/** The column has the chosen value, or all were chosen. */
export function fits(variable: string, column = variable): string {
  return `(${chosen(variable)} = '*' OR ${column} = ${chosen(variable)})`;
}

/** The station has the chosen vendor, model and firmware; one that never said them, where all are. */
export const fitsKind = `(concat(${chosen("vendor")}, ${chosen("model")}, ${chosen("firmware")}) = '***'
  OR station_id GLOBAL IN (SELECT station_id FROM station_boots FINAL
    WHERE ${fits("vendor")} AND ${fits("model")} AND ${fits("firmware")}))`;

/** Each message once: a translated station's are seen on two legs, and a shadow's are none of its. */
export const ofStations = "leg IN ('both', 'station')";
export const ofCsmss = "leg IN ('both', 'csms')";
/** Findings of a rehearsal are nobody's trouble. */
export const ofPrimary = "leg IN ('both', 'station', 'csms')";

export const instance: Variable = {
  ...{ kind: "sql", name: "instance", label: "Instance", hasAll: true },
  sql: "SELECT DISTINCT instance FROM links ORDER BY instance LIMIT 1000",
};

export const kinds: readonly Variable[] = ["vendor", "model", "firmware"].map((name) => ({
  ...{ kind: "sql", name, label: `${name[0]?.toUpperCase()}${name.slice(1)}`, hasAll: true },
  sql: `SELECT DISTINCT ${name} FROM station_boots FINAL WHERE ${name} != '' ORDER BY ${name} LIMIT 1000`,
}));

/** What Prometheus calls the instance it scrapes. */
export const target: Variable = {
  ...{ kind: "promql", name: "target", label: "Scraped" },
  expr: "label_values(ocpptap_role_ready, instance)",
};

/** Where people reach the console, for links out of panels. */
export const console: Variable = {
  ...{ kind: "text", name: "console", label: "ocpptap console" },
  value: "http://127.0.0.1:9001",
};

const field = (name: string) => `\${__data.fields.${name}:percentencode}`;

export const stationLink = {
  column: "station_id",
  title: "Open the station in ocpptap",
  url: `\${console}/stations/${field("station_id")}`,
};

export const stationDashboardLink = {
  column: "station_id",
  title: "Dashboard of this station",
  url: `/d/ocpptap-station?var-station=${field("station_id")}&\${__url_time_range}`,
};

export const transactionLink = {
  column: "transaction_key",
  title: "Open the session in ocpptap",
  url: `\${console}/transactions/${field("transaction_key")}`,
};

export const ruleLink = {
  column: "rule",
  title: "What the rule means",
  url: `\${console}/rules/${field("rule")}`,
};

export const findingsLink = { title: "Findings in ocpptap", url: `\${console}/findings` };
export const systemLink = { title: "System page of ocpptap", url: `\${console}/system` };

/** Green below, yellow and red from there. */
export function worseFrom(yellow: number, red: number): readonly Step[] {
  return [
    { from: 0, color: "green" },
    { from: yellow, color: "yellow" },
    { from: red, color: "red" },
  ];
}

/** Red below, yellow and green from there. */
export function betterFrom(yellow: number, green: number): readonly Step[] {
  return [
    { from: 0, color: "red" },
    { from: yellow, color: "yellow" },
    { from: green, color: "green" },
  ];
}

type StatFacts = {
  readonly unit?: Unit;
  readonly steps?: readonly Step[];
  readonly width?: number;
};

export function stat(
  title: string,
  description: string,
  query: Query,
  { unit = "short", steps, width = 4 }: StatFacts = {},
): Panel {
  const coloured = steps === undefined ? {} : { steps };
  return { title, description, type: "stat", unit, queries: [query], width, ...coloured };
}

/** Findings over time, stacked by one of their columns; `counted`: what they are called. */
export function findingsOverTime({
  by,
  counted = "findings",
  where,
  ...text
}: Pick<Panel, "title" | "description"> & {
  readonly by: "rule" | "side" | "severity";
  readonly counted?: string;
  readonly where: string;
}): Panel {
  return {
    ...text,
    type: "timeseries",
    unit: "short",
    isStacked: true,
    link: findingsLink,
    queries: [
      series(`SELECT $__timeInterval(at) AS time, toString(${by}) AS ${by}, count() AS ${counted}
FROM findings WHERE ${where} GROUP BY time, ${by} ORDER BY time`),
    ],
  };
}

/** `links`: the condition of whose. */
export function refusedHandshakes(description: string, links: string): Panel {
  const query = rows(
    `SELECT countIf(state = 'refused') AS refused FROM links FINAL WHERE ${links}`,
  );
  return stat("Handshakes refused", description, query, { steps: worseFrom(1, 50) });
}
