/** What Grafana and Prometheus read at their start: data sources, dashboards, alert rules. */
import { stringify } from "yaml";
import { type AlertRule, alertRules, nameOf, runbookOf } from "./alerts.ts";
import { clickhouse, prometheus } from "./model.ts";

const note = "# Generated from grafana/source by `npm run grafana`.\n";

function yaml(document: object): string {
  return `${note}${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** `$NAME` is Grafana's: it takes it from its environment. */
export function dataSources(): string {
  return yaml({
    apiVersion: 1,
    datasources: [
      {
        ...{ name: "ocpptap record", ...clickhouse, access: "proxy", editable: false },
        jsonData: {
          ...{ host: "$CLICKHOUSE_HOST", port: "$CLICKHOUSE_PORT" },
          ...{ protocol: "$CLICKHOUSE_PROTOCOL", username: "$CLICKHOUSE_USER" },
          defaultDatabase: "$CLICKHOUSE_DATABASE",
        },
        secureJsonData: { password: "$CLICKHOUSE_PASSWORD" },
      },
      {
        ...{ name: "ocpptap metrics", ...prometheus, access: "proxy", editable: false },
        url: "$PROMETHEUS_URL",
        jsonData: { timeInterval: "15s" },
      },
    ],
  });
}

/** Where the compose file and the chart mount `grafana/dashboards`. */
export function dashboardProvider(): string {
  return yaml({
    apiVersion: 1,
    providers: [
      {
        ...{ name: "ocpptap", folder: "ocpptap", type: "file", allowUiUpdates: false },
        options: { path: "/var/lib/grafana/dashboards/ocpptap" },
      },
    ],
  });
}

/**
 * Grafana puts its environment's variables into the questions of provisioned rules (and not into
 * their annotations): a `$` that is meant is doubled.
 */
function literal(text: string): string {
  return text.replaceAll("$", () => "$$");
}

function annotationsOf(rule: AlertRule) {
  return { summary: rule.summary, runbook: runbookOf(rule) };
}

export function prometheusRules(): string {
  const rules = alertRules.flatMap((rule) =>
    rule.kind === "sql"
      ? []
      : {
          alert: nameOf(rule),
          expr: `${rule.expr} ${rule.is === "above" ? ">" : "<"} ${rule.limit}`,
          for: rule.for,
          labels: { severity: rule.severity },
          annotations: annotationsOf(rule),
        },
  );
  return yaml({ groups: [{ name: "ocpptap", rules }] });
}

export function grafanaAlerts(): string {
  const group = { orgId: 1, name: "ocpptap", folder: "ocpptap", interval: "1m" };
  return yaml({ apiVersion: 1, groups: [{ ...group, rules: alertRules.map(grafanaRule) }] });
}

function grafanaRule(rule: AlertRule): object {
  const type = rule.is === "above" ? "gt" : "lt";
  const asked =
    rule.kind === "promql"
      ? { datasource: prometheus, expr: rule.expr, instant: true, range: false }
      : {
          datasource: clickhouse,
          editorType: "sql",
          rawSql: literal(rule.sql),
          queryType: "table",
          format: 1,
        };
  const source = rule.kind === "promql" ? prometheus : clickhouse;
  return {
    ...{ uid: `ocpptap-${rule.id}`, title: nameOf(rule), condition: "B", for: rule.for },
    data: [
      {
        ...{ refId: "A", datasourceUid: source.uid },
        relativeTimeRange: { from: 3_600, to: 0 },
        model: { refId: "A", intervalMs: 60_000, maxDataPoints: 60, ...asked },
      },
      {
        ...{ refId: "B", datasourceUid: "__expr__", relativeTimeRange: { from: 0, to: 0 } },
        model: {
          ...{ refId: "B", type: "threshold", expression: "A" },
          datasource: { type: "__expr__", uid: "__expr__" },
          conditions: [{ evaluator: { type, params: [rule.limit] } }],
        },
      },
    ],
    // What is not measured (no translation, no traffic) is no alarm; a question that fails is.
    ...{ noDataState: "OK", execErrState: "Error", isPaused: false },
    labels: { severity: rule.severity },
    annotations: annotationsOf(rule),
  };
}
