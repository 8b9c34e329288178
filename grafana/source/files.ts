/** Every generated file of `grafana/` and Prometheus' rules: path from the repository's root → text. */
import { csms } from "./csms.ts";
import { fleet } from "./fleet.ts";
import { dashboardJson } from "./model.ts";
import { dashboardProvider, dataSources, grafanaAlerts, prometheusRules } from "./provisioning.ts";
import { recorder } from "./recorder.ts";
import { sessionsDashboard } from "./sessions.ts";
import { station } from "./station.ts";

export const dashboards = [fleet, station, csms, sessionsDashboard, recorder];

export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...dashboards.map(
      (dashboard) =>
        [
          `grafana/dashboards/${dashboard.uid.replace("ocpptap-", "")}.json`,
          dashboardJson(dashboard),
        ] as const,
    ),
    ["grafana/provisioning/datasources/ocpptap.yaml", dataSources()],
    ["grafana/provisioning/dashboards/ocpptap.yaml", dashboardProvider()],
    ["grafana/provisioning/alerting/ocpptap.yaml", grafanaAlerts()],
    ["deploy/prometheus/rules.yaml", prometheusRules()],
  ]);
}
