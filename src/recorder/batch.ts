/** The rows of the batch that is being built, encoded as they come. */
import type { Finding } from "../findings/rule.ts";
import {
  encodeFindingRow,
  encodeGapRow,
  encodeLinkRow,
  encodeMessageRow,
} from "../store/encode.ts";
import type { FrozenInsert, GapRow, LinkRow, MessageRow, TableName } from "../store/rows.ts";

/** In the order of insertion: whoever finds a message finds all that was known of it. */
const tables = ["links", "findings", "gaps", "messages"] as const satisfies readonly TableName[];

export type Batch = {
  readonly addMessage: (row: MessageRow) => void;
  readonly addLink: (row: LinkRow) => void;
  readonly addFinding: (finding: Finding, instance: string) => void;
  readonly addGap: (row: GapRow) => void;
  readonly rows: () => number;
  /** Characters of the encoded rows, about their bytes. */
  readonly size: () => number;
  /** One insert per table that has rows; `token` must never have been used before. */
  readonly freeze: (token: string) => readonly FrozenInsert[];
};

export function createBatch(): Batch {
  const bodies: Record<TableName, string> = { messages: "", links: "", findings: "", gaps: "" };
  const counts: Record<TableName, number> = { messages: 0, links: 0, findings: 0, gaps: 0 };
  let size = 0;

  function add(table: TableName, line: string): void {
    bodies[table] += line;
    counts[table] += 1;
    size += line.length;
  }

  return {
    addMessage: (row) => add("messages", encodeMessageRow(row)),
    addLink: (row) => add("links", encodeLinkRow(row)),
    addFinding(finding, instance) {
      const details = JSON.stringify(finding.details);
      add("findings", encodeFindingRow({ ...finding, instance, details }));
    },
    addGap: (row) => add("gaps", encodeGapRow(row)),
    rows: () => counts.messages + counts.links + counts.findings + counts.gaps,
    size: () => size,
    freeze: (token) =>
      tables
        .filter((table) => counts[table] > 0)
        .map((table) => ({
          table,
          rows: counts[table],
          body: bodies[table],
          token: `${token}:${table}`,
        })),
  };
}
