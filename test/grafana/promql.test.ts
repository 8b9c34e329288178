/** Every PromQL expression of the dashboards and alerts: Prometheus parses it, and we measure it. */
import { expect, it } from "vitest";
import { parse } from "yaml";
import { alertRules } from "../../grafana/source/alerts.ts";
import { dashboards, generatedFiles } from "../../grafana/source/files.ts";
import { declaredMetrics } from "../../src/observe/metrics.ts";
import { processMetrics } from "../../src/observe/metrics-reference.ts";
import { parsePromql } from "../support/promql.ts";

/** What Prometheus itself adds, and our own label of every metric. */
const always = ["instance", "job", "role"];

type Entry = [name: string, labels: string[]];

/** As Prometheus stores them: a histogram is three. */
const known = new Map<string, string[]>([
  ["up", always],
  ...[...declaredMetrics(), ...processMetrics].flatMap(({ name, kind, labels }): Entry[] => {
    const all = [...always, ...labels];
    if (kind !== "histogram") return [[name, all]];
    return [
      [`${name}_bucket`, [...all, "le"]],
      [`${name}_sum`, all],
      [`${name}_count`, all],
    ];
  }),
]);

const inPanels = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) =>
    panel.queries.flatMap((query) =>
      query.kind === "promql"
        ? [{ at: `${title}: ${panel.title}`, expr: query.expr, legend: query.legend }]
        : [],
    ),
  ),
);
const inAlerts = alertRules.flatMap((rule) =>
  rule.kind === "promql" ? [{ at: rule.id, expr: rule.expr, legend: rule.summary }] : [],
);

it.each([...inPanels, ...inAlerts])("$at asks for what is measured", ({ expr, legend }) => {
  const { metrics, groups } = parsePromql(expr);
  const labels = new Set<string>();
  for (const { name, labels: named } of metrics) {
    expect([...known.keys()]).toContain(name);
    for (const label of known.get(name) ?? []) labels.add(label);
    expect(known.get(name)).toEqual(expect.arrayContaining([...named]));
  }
  expect([...labels]).toEqual(expect.arrayContaining([...groups]));
  const shown = [...legend.matchAll(/\{\{ ?(?:\$labels\.)?(\w+) ?\}\}/g)].map((match) => match[1]);
  // What an aggregation leaves away cannot be shown.
  const left = groups.length > 0 ? groups : [...labels];
  expect(left).toEqual(expect.arrayContaining(shown));
});

it("variables that ask Prometheus ask for a metric and a label of it", () => {
  const asked = dashboards.flatMap(({ variables }) =>
    variables.flatMap((variable) => (variable.kind === "promql" ? [variable.expr] : [])),
  );
  expect(asked.length).toBeGreaterThan(0);
  for (const expr of asked) {
    const [, metric = "", label = ""] = /^label_values\((\w+), (\w+)\)$/.exec(expr) ?? [];
    expect(known.get(metric)).toContain(label);
  }
});

it("Prometheus' rules are the same, with their limits", () => {
  const { groups } = parse(generatedFiles().get("deploy/prometheus/rules.yaml") ?? "");
  const exprs: string[] = groups[0].rules.map(({ expr }: { expr: string }) => expr);
  expect(exprs).toHaveLength(inAlerts.length);
  for (const expr of exprs) {
    expect(expr).toMatch(/ [<>] [\d.]+$/);
    expect(parsePromql(expr).metrics.length).toBeGreaterThan(0);
  }
});

it.each(["sum(", "rate(a[5m)", "a{b}", "1 + 1"])("%j is no question of ours", (expr) => {
  expect(() => parsePromql(expr)).toThrow();
});
