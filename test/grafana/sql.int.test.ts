/** Every statement of the dashboards and alerts, on the real engine, over half a day of a fleet. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertRules } from "../../grafana/source/alerts.ts";
import { dashboards } from "../../grafana/source/files.ts";
import type { Dashboard, Panel } from "../../grafana/source/model.ts";
import { expandSql } from "../support/grafana-macros.ts";
import { type GrafanaWorld, openGrafanaWorld } from "../support/grafana-world.ts";

let world: GrafanaWorld;

beforeAll(async () => {
  world = await openGrafanaWorld();
});
afterAll(() => world?.close());

type Row = Readonly<Record<string, unknown>>;

const everything: Readonly<Record<string, string>> = {
  ...{ instance: "*", vendor: "*", model: "*", firmware: "*", rule: "*", action: "*" },
  station: "SAD-1",
};

function ask(sql: string, variables = everything): Promise<Row[]> {
  const { fromMs, toMs } = world;
  const statement = expandSql(sql, { fromMs, toMs, intervalS: 600 }, variables);
  // As Grafana's reader may: it reads, and not for long.
  return world.store.reader.query<Row>(statement, {}, { limitMs: 20_000 });
}

function statementsOf(panel: Panel) {
  return panel.queries.flatMap((query) => (query.kind === "sql" ? [query] : []));
}

describe.each(dashboards)("$title", (dashboard: Dashboard) => {
  const panels = dashboard.panels.filter((panel) => statementsOf(panel).length > 0);

  it.each(panels)("$title has something to show", async (panel) => {
    for (const { sql, as } of statementsOf(panel)) {
      const rows = await ask(sql);
      expect(rows.length, sql).toBeGreaterThan(0);
      const [first = {}] = rows;
      const names = Object.keys(first);
      if (as === "series") {
        expect(names[0], sql).toBe("time");
        expect(names.length, sql).toBeGreaterThan(1);
      }
      for (const { column } of panel.columnLinks ?? []) expect(names).toContain(column);
      for (const column of Object.keys(panel.columnUnits ?? {})) expect(names).toContain(column);
      if (panel.type !== "stat") continue;
      expect(names).toHaveLength(1);
      expect(Number(Object.values(first)[0]), `${panel.title}: ${sql}`).toBeGreaterThan(0);
    }
  });

  it("offers values for its variables, and each of them is one that fits", async () => {
    for (const variable of dashboard.variables) {
      if (variable.kind !== "sql") continue;
      const rows = await ask(variable.sql);
      const values = rows.map((row) => Object.values(row)[0]);
      expect(values.length, variable.sql).toBeGreaterThan(0);
      expect(values, variable.sql).not.toContain("");
    }
  });

  it("takes a hostile value for a name that nothing has", async () => {
    for (const panel of panels) {
      for (const { sql } of statementsOf(panel)) {
        const names = [...sql.matchAll(/\$\{(\w+):/g)].map((match) => match[1] ?? "");
        for (const name of new Set(names)) {
          const [unknown, hostile] = await Promise.all(
            ["nothing", "x') OR 1=1 OR '\\' --"].map((value) =>
              ask(sql, { ...everything, [name]: value }),
            ),
          );
          expect(hostile, `${panel.title}, ${name}`).toEqual(unknown);
        }
      }
    }
  });
});

it("a firmware whose name has a quote and a backslash can be chosen", async () => {
  const [panel] = dashboards.flatMap(({ panels }) =>
    panels.filter(({ title }) => title === "Kinds of stations"),
  );
  const [query] = panel === undefined ? [] : statementsOf(panel);
  const rows = await ask(query?.sql ?? "", { ...everything, model: "M'1\\" });
  expect(rows).toMatchObject([{ vendor: "Sad", model: "M'1\\", firmware: "0.9" }]);
});

it.each(alertRules.filter(({ kind }) => kind === "sql"))(
  "the alert $id asks for one value",
  async (rule) => {
    const rows = await ask(rule.kind === "sql" ? rule.sql : "");
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.["value"])).toBeGreaterThanOrEqual(0);
  },
);
