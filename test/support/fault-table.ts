/** The table of what was done to the program and what came of it, printed once after all tests. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";

type FaultRow = {
  readonly fault: string;
  readonly relayed: number;
  readonly recorded: number;
  readonly gapped: number;
  readonly unknown: number;
  readonly undelivered: number;
  readonly restarts: number;
  readonly relayMiB: number;
  readonly recorderMiB: number;
  readonly lost: number;
};

declare module "vitest" {
  interface ProvidedContext {
    readonly faultRows: string;
  }
}

const heads = {
  fault: "what was done",
  relayed: "relayed",
  recorded: "recorded",
  gapped: "gapped",
  unknown: "unknown",
  undelivered: "undelivered",
  restarts: "restarts",
  relayMiB: "relay MiB",
  recorderMiB: "recorder MiB",
  lost: "links lost",
} as const satisfies Record<keyof FaultRow, string>;

const columns = Object.keys(heads) as readonly (keyof FaultRow)[];

export function tellFault(row: FaultRow): void {
  appendFileSync(inject("faultRows"), `${JSON.stringify(row)}\n`);
}

/** vitest's `globalSetup`: tests run in processes of their own, so rows go through a file. */
export default function setup(project: TestProject): () => void {
  const dir = mkdtempSync(join(tmpdir(), "ocpptap-faults-"));
  const file = join(dir, "rows.jsonl");
  project.provide("faultRows", file);
  return () => {
    if (existsSync(file)) process.stdout.write(`\n${faultTable(readRows(file))}\n`);
    rmSync(dir, { recursive: true });
  };
}

function readRows(file: string): FaultRow[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as FaultRow);
}

/** Markdown, with columns as wide as their widest cell. */
function faultTable(rows: readonly FaultRow[]): string {
  const cells = rows.map((row) => columns.map((column) => row[column].toLocaleString("en")));
  const head = columns.map((column) => heads[column]);
  const widths = columns.map((_, at) =>
    Math.max(3, ...[head, ...cells].map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => pad(cell, widths[at] ?? 0, at > 0)).join(" | ")} |`;
  const rule = widths.map((width, at) =>
    at > 0 ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [line(head), line(rule), ...cells.map(line)].join("\n");
}

function pad(cell: string, width: number, isNumber: boolean): string {
  return isNumber ? cell.padStart(width) : cell.padEnd(width);
}
