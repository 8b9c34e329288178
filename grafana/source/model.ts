/**
 * What a dashboard is made of, small enough to be reviewed: a panel is a title, a description, a
 * unit, and its queries. Out: the JSON that Grafana 10 and later import. Panels flow from left to
 * right on Grafana's grid of 24 columns.
 */

export const clickhouse = {
  type: "grafana-clickhouse-datasource",
  uid: "ocpptap-clickhouse",
} as const;
export const prometheus = { type: "prometheus", uid: "ocpptap-prometheus" } as const;

/** Grafana's names of units. */
export type Unit =
  | "short" | "none" | "s" | "bytes" | "watth" | "percentunit" | "reqps" | "dateTimeAsIso"; // biome-ignore format: one list

export type Query =
  | { readonly kind: "sql"; readonly sql: string; readonly as: "series" | "table" }
  | { readonly kind: "promql"; readonly expr: string; readonly legend: string };

/** From this value on in this colour; the first is from the beginning. */
export type Step = { readonly from: number; readonly color: "green" | "yellow" | "red" };

/** A column of a table that leads somewhere; `\${__value…}` and fields are Grafana's. */
export type ColumnLink = { readonly column: string; readonly title: string; readonly url: string };

export type Panel = {
  readonly title: string;
  /** One or two sentences: what it shows, and what is worth noticing. */
  readonly description: string;
  readonly type: "timeseries" | "stat" | "table" | "bargauge" | "piechart";
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns; default 8, and 12 for a table. */
  readonly width?: number;
  readonly height?: number;
  readonly steps?: readonly Step[];
  readonly isStacked?: boolean;
  readonly columnLinks?: readonly ColumnLink[];
  /** Units of single columns of a table. */
  readonly columnUnits?: Readonly<Record<string, Unit>>;
  /** Of the whole panel. */
  readonly link?: { readonly title: string; readonly url: string };
};

export type Variable =
  | {
      readonly kind: "sql";
      readonly name: string;
      readonly label: string;
      readonly sql: string;
      /** An entry "All", which stands for `*`. */
      readonly hasAll: boolean;
    }
  | {
      readonly kind: "promql";
      readonly name: string;
      readonly label: string;
      readonly expr: string;
    }
  | {
      readonly kind: "text";
      readonly name: string;
      readonly label: string;
      readonly value: string;
    };

export type Dashboard = {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly variables: readonly Variable[];
  readonly panels: readonly Panel[];
};

const GRID = 24;

export function dashboardJson(dashboard: Dashboard): string {
  const { uid, title, description, from, variables } = dashboard;
  const json = {
    ...{ uid, title: `ocpptap / ${title}`, description, tags: ["ocpptap"] },
    ...{ schemaVersion: 39, version: 1, editable: true, graphTooltip: 1, refresh: "1m" },
    timezone: "browser",
    time: { from, to: "now" },
    links: [
      {
        ...{ type: "dashboards", tags: ["ocpptap"], asDropdown: true, title: "ocpptap" },
        ...{ includeVars: false, keepTime: true, targetBlank: false, url: "" },
      },
    ],
    templating: { list: variables.map(variableJson) },
    panels: layOut(dashboard.panels),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function layOut(panels: readonly Panel[]): readonly object[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return panels.map((panel, index) => {
    const w = panel.width ?? (panel.type === "table" ? 12 : 8);
    const h = panel.height ?? (panel.type === "stat" ? 4 : 8);
    if (x + w > GRID) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const gridPos = { x, y, w, h };
    x += w;
    rowHeight = Math.max(rowHeight, h);
    return { id: index + 1, gridPos, ...panelJson(panel) };
  });
}

function panelJson(panel: Panel): object {
  const { title, description, type, queries, unit, steps = [{ from: 0, color: "green" }] } = panel;
  const isSql = queries.every(({ kind }) => kind === "sql");
  return {
    ...{ title, description, type },
    datasource: isSql ? clickhouse : prometheus,
    targets: queries.map((query, index) => ({
      refId: String.fromCharCode(65 + index),
      ...targetJson(query, type),
    })),
    fieldConfig: {
      defaults: {
        unit,
        color: { mode: type === "stat" || type === "bargauge" ? "thresholds" : "palette-classic" },
        thresholds: {
          mode: "absolute",
          steps: steps.map(({ from, color }, i) => ({ color, value: i === 0 ? null : from })),
        },
        custom: type === "timeseries" ? seriesStyle(panel) : {},
      },
      overrides: overridesOf(panel),
    },
    options: optionsOf(type),
    links: panel.link === undefined ? [] : [{ ...panel.link, targetBlank: true }],
  };
}

function targetJson(query: Query, type: Panel["type"]): object {
  if (query.kind === "promql") {
    const { expr, legend: legendFormat } = query;
    const isInstant = type !== "timeseries";
    const format = type === "table" ? "table" : "time_series";
    return {
      datasource: prometheus,
      expr,
      legendFormat,
      format,
      instant: isInstant,
      range: !isInstant,
    };
  }
  const isSeries = query.as === "series";
  return {
    ...{ datasource: clickhouse, editorType: "sql", rawSql: query.sql },
    ...{ queryType: isSeries ? "timeseries" : "table", format: isSeries ? 0 : 1 },
    pluginVersion: "4.0.0",
  };
}

function seriesStyle({ isStacked = false }: Panel): object {
  return {
    ...{ drawStyle: isStacked ? "bars" : "line", fillOpacity: isStacked ? 80 : 10 },
    ...{ lineWidth: 1, showPoints: "auto", spanNulls: false },
    stacking: { mode: isStacked ? "normal" : "none", group: "A" },
  };
}

function overridesOf({ columnLinks = [], columnUnits = {} }: Panel): readonly object[] {
  const links = columnLinks.map(({ column, title, url }) => ({
    matcher: { id: "byName", options: column },
    properties: [{ id: "links", value: [{ title, url, targetBlank: true }] }],
  }));
  const units = Object.entries(columnUnits).map(([column, value]) => ({
    matcher: { id: "byName", options: column },
    properties: [{ id: "unit", value }],
  }));
  return [...links, ...units];
}

function optionsOf(type: Panel["type"]): object {
  const whole = { values: true, calcs: ["lastNotNull"], fields: "" };
  switch (type) {
    case "timeseries":
      return {
        legend: { displayMode: "list", placement: "bottom", showLegend: true },
        tooltip: { mode: "multi", sort: "desc" },
      };
    case "stat":
      return { reduceOptions: { ...whole, values: false }, colorMode: "value", graphMode: "none" };
    case "bargauge":
      return { reduceOptions: whole, orientation: "horizontal", displayMode: "gradient" };
    case "piechart":
      return { reduceOptions: whole, legend: { displayMode: "table", placement: "right" } };
    case "table":
      return { showHeader: true, cellHeight: "sm" };
  }
}

function variableJson(variable: Variable): object {
  const { name, label } = variable;
  switch (variable.kind) {
    case "text": {
      const value = { text: variable.value, value: variable.value };
      return {
        ...{ name, label, type: "textbox", query: variable.value },
        current: value,
        options: [value],
      };
    }
    case "promql":
      return {
        ...{ name, label, type: "query", datasource: prometheus, query: variable.expr, refresh: 2 },
        ...{ includeAll: true, allValue: ".*", multi: false, sort: 1 },
        current: { text: "All", value: "$__all" },
      };
    case "sql":
      return {
        ...{ name, label, type: "query", datasource: clickhouse, query: variable.sql, refresh: 2 },
        ...{ includeAll: variable.hasAll, multi: false, sort: 0 },
        ...(variable.hasAll ? { allValue: "*", current: { text: "All", value: "$__all" } } : {}),
      };
  }
}
