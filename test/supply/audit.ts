/**
 * Known vulnerabilities of what ships, by `npm audit`, which asks the registry: of severity high and
 * critical. Where no registry answers, that is said, and nothing is claimed.
 */
import { spawnSync } from "node:child_process";
import { root } from "../tidy/source-tree.ts";
import { shippedPackages } from "./packages.ts";

export type Audit =
  | { readonly kind: "clean" }
  | { readonly kind: "found"; readonly problems: readonly string[] }
  | { readonly kind: "notRun"; readonly reason: string };

const SEVERE = new Set(["high", "critical"]);
/** A registry that does not answer must not hold up the tests. Unit: ms. */
const WAIT_MS = 30_000;

export function audit(): Audit {
  const args = ["audit", "--json", "--fetch-retries=0", `--fetch-timeout=${WAIT_MS / 2}`];
  const { stdout, error } = spawnSync("npm", args, {
    ...{ cwd: root, encoding: "utf8", timeout: WAIT_MS, maxBuffer: 64 * 1024 * 1024 },
  });
  if (error !== undefined) return { kind: "notRun", reason: error.message };
  return auditOf(stdout, new Set(shippedPackages().map(({ place }) => place)));
}

/** `report`: what npm printed. `shipped`: the places that count. */
export function auditOf(report: string, shipped: ReadonlySet<string>): Audit {
  const read = parseReport(report);
  if (read?.vulnerabilities === undefined) {
    const reason = read?.message ?? read?.error?.summary ?? "npm audit printed no report";
    return { kind: "notRun", reason: reason.split("\n")[0] ?? "" };
  }
  const problems = Object.values(read.vulnerabilities)
    .filter(({ severity, nodes }) => SEVERE.has(severity) && nodes.some((at) => shipped.has(at)))
    .map(({ name, severity, via }) => {
      const titles = via.map((each) => (typeof each === "string" ? `by ${each}` : each.title));
      return `${name}, which ships, has a ${severity} vulnerability: ${titles.join("; ")}`;
    });
  return problems.length === 0 ? { kind: "clean" } : { kind: "found", problems };
}

type Report = {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly severity: string;
        readonly nodes: readonly string[];
        readonly via: readonly (string | { readonly title: string })[];
      }
    >
  >;
};

function parseReport(text: string): Report | null {
  try {
    return JSON.parse(text) as Report;
  } catch {
    // Said with the rest of what is no report.
    return null;
  }
}
