/** Our Helm chart, rendered as `helm template` would. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { createRendering } from "./go-template.ts";

export const chartDir = join(import.meta.dirname, "..", "..", "deploy", "helm", "ocpptap");

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
  readonly data?: unknown;
};

/** What templates see: `values` over the chart's own, and what Helm knows. */
export function chartData(values: object) {
  const chart = parse(readFileSync(join(chartDir, "Chart.yaml"), "utf8"));
  const own = parse(readFileSync(join(chartDir, "values.yaml"), "utf8"));
  return {
    Values: merged(own, values),
    Chart: { Name: chart.name, Version: chart.version, AppVersion: chart.appVersion },
    Release: { Name: "fleet", Namespace: "charging", Service: "Helm" },
  };
}

/** All manifests, or one file, e.g. NOTES.txt. */
export function renderChart(values: object, file?: string): string {
  const rendering = createRendering();
  const folder = join(chartDir, "templates");
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
  for (const [name = "", text = ""] of texts) if (name.startsWith("_")) rendering.load(text);
  return texts
    .filter(([name = ""]) => (file === undefined ? name.endsWith(".yaml") : name === file))
    .map(([, text = ""]) => rendering.render(text, chartData(values)))
    .join("\n---\n");
}

export function manifestsOf(rendered: string): readonly Manifest[] {
  return parseAllDocuments(rendered).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const manifest: Manifest | null = document.toJS();
    return manifest === null ? [] : [manifest];
  });
}

function merged(own: unknown, given: unknown): unknown {
  if (!isMap(own) || !isMap(given)) return given === undefined ? own : given;
  const keys = new Set([...Object.keys(own), ...Object.keys(given)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(own[key], given[key])]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
