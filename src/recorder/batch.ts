/** The rows of the batch that is being built, encoded as they come. */
import type { Leg } from "../base/ids.ts";
import type { Finding } from "../findings/rule.ts";
import {
  encodeFindingRow,
  encodeGapRow,
  encodeLinkRow,
  encodeTransactionRow,
} from "../store/encode.ts";
import { createMessageEncoder } from "../store/message-encoder.ts";
import type {
  FrozenInsert,
  GapRow,
  LinkRow,
  MessageRow,
  TableName,
  TransactionRow,
} from "../store/rows.ts";
import type { Identity } from "./identities.ts";

/** In the order of insertion: whoever finds a message finds all that was known of it. */
const tables = [
  "links",
  "findings",
  "gaps",
  "transactions",
  "messages",
] as const satisfies readonly TableName[];

/** Tables whose rows are lines of text. */
type LineTable = Exclude<TableName, "messages">;

/** Where it was found, and what the station is. */
export type FoundOn = Identity & { readonly instance: string; readonly leg: Leg };

export type Batch = {
  /** `payload`: its bytes, where the row has all of them as text. */
  readonly addMessage: (row: MessageRow, payload?: Uint8Array) => void;
  readonly addLink: (row: LinkRow) => void;
  readonly addFinding: (finding: Finding, of: FoundOn) => void;
  readonly addGap: (row: GapRow) => void;
  readonly addTransaction: (row: TransactionRow) => void;
  readonly rows: () => number;
  /** Of the encoded rows: bytes of messages, characters of the others. */
  readonly size: () => number;
  /** One insert per table that has rows; `token` must never have been used before. */
  readonly freeze: (token: string) => readonly FrozenInsert[];
};

/** `before`: the batch before it; the next one is likely to be as large. */
export function createBatch(before: Batch | null = null): Batch {
  const messages = createMessageEncoder(before === null ? 0 : Math.ceil((5 / 4) * before.size()));
  const lines: Record<LineTable, string> = { links: "", findings: "", gaps: "", transactions: "" };
  const counts: Record<TableName, number> = {
    ...{ messages: 0, links: 0, findings: 0, gaps: 0, transactions: 0 },
  };
  let size = 0;

  function add(table: LineTable, line: string): void {
    lines[table] += line;
    counts[table] += 1;
    size += line.length;
  }

  function bodyOf(table: TableName): Buffer {
    return table === "messages" ? messages.body() : Buffer.from(lines[table], "utf8");
  }

  return {
    addMessage(row, payload) {
      messages.add(row, payload);
      counts.messages += 1;
    },
    addLink: (row) => add("links", encodeLinkRow(row)),
    addFinding(finding, of) {
      const details = JSON.stringify(finding.details);
      add("findings", encodeFindingRow({ ...finding, ...of, details }));
    },
    addGap: (row) => add("gaps", encodeGapRow(row)),
    addTransaction: (row) => add("transactions", encodeTransactionRow(row)),
    rows: () => tables.reduce((sum, table) => sum + counts[table], 0),
    size: () => size + messages.bytes(),
    freeze: (token) =>
      tables
        .filter((table) => counts[table] > 0)
        .map((table) => ({
          table,
          rows: counts[table],
          body: bodyOf(table),
          token: `${token}:${table}`,
        })),
  };
}
