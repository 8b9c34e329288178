/**
 * Holds our renderer of the Helm chart against what Helm is made of: Go's text/template and sprig,
 * from Debian (golang-go, golang-github-masterminds-sprig-dev, golang-k8s-sigs-yaml-dev). Not part of
 * `npm test`, because a compiler is a lot to ask for; run it after changing the chart's templates.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { chartData, chartDir, manifestsOf, renderChart } from "./support/chart.ts";
import { chartCases } from "./support/chart-cases.ts";

const dir = mkdtempSync(join(tmpdir(), "ocpptap-chart-"));
const engine = join(dir, "engine");
const source = join(import.meta.dirname, "support", "chart-engine.go");
const env = {
  GO111MODULE: "off",
  GOPATH: "/usr/share/gocode",
  GOCACHE: dir,
  PATH: "/usr/bin:/bin",
};
execFileSync("go", ["build", "-o", engine, source], { env, stdio: "inherit" });

let differences = 0;
for (const [name, values] of Object.entries(chartCases)) {
  const input = JSON.stringify(chartData(values));
  const theirs = manifestsOf(
    execFileSync(engine, [join(chartDir, "templates")], { input, encoding: "utf8" }),
  );
  const ours = manifestsOf(renderChart(values));
  for (const [index, manifest] of ours.entries()) {
    const isSame = isDeepStrictEqual(comparable(manifest), comparable(theirs[index]));
    differences += isSame ? 0 : 1;
    const { kind, metadata } = manifest;
    process.stdout.write(`${isSame ? "same" : "DIFFERENT"}: ${name}, ${kind} ${metadata.name}\n`);
  }
  if (ours.length !== theirs.length) throw new Error(`${name}: ${theirs.length} manifests`);
}
rmSync(dir, { recursive: true });
process.exitCode = differences === 0 ? 0 : 1;

/** Two YAML writers indent differently, so what is text of YAML, or its hash, is not compared. */
function comparable(manifest: unknown): unknown {
  const text = JSON.stringify(manifest ?? null, (key, value: unknown) =>
    key === "ocpptap.yaml" || key === "ocpptap/config" ? "" : value,
  );
  return JSON.parse(text);
}
