/**
 * Everything a query finds, page by page, for a file: the reader decides the pace, and one page at
 * a time is in memory. Oldest first by default, as a log is read.
 */
import { limits } from "../base/limits.ts";
import { type SearchRequest, searchMessages } from "./messages.ts";
import type { PresentedMessage } from "./present.ts";
import type { QueryDeps } from "./reader.ts";

export type ExportRequest = Pick<SearchRequest, "q" | "fromUs" | "toUs" | "order">;

/**
 * All pages; whoever reads them says where enough is. Messages that arrive while it runs are not
 * part of it.
 */
export async function* exportMessages(
  request: ExportRequest,
  deps: QueryDeps,
): AsyncGenerator<readonly PresentedMessage[]> {
  const search: SearchRequest = {
    ...request,
    toUs: request.toUs ?? deps.clock.nowUs(),
    limit: limits.exportPageRows,
    cursor: "",
  };
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await searchMessages({ ...search, cursor }, deps);
    yield page.messages;
    cursor = page.next;
  }
}

/** Fields of a CSV file, in this order; new ones are only ever added at the end. */
export const csvColumns = [
  ...["receivedAt", "stationId", "sender", "type", "action", "messageId", "latencyMs", "errorCode"],
  ...["transactionId", "connectorId", "evseId", "idToken", "ocppVersion", "payloadBytes"],
  ...["linkId", "seq", "requestSeq", "leg", "instance", "findings", "payloadEncoding", "payload"],
  ...["summary", "transport", "translatedFrom"],
] as const;

export function csvHeader(): string {
  return `${csvColumns.join(",")}\r\n`;
}

/** One record of RFC 4180. */
export function csvLine(message: PresentedMessage): string {
  const { findings, translatedFrom: from, ...rest } = message;
  const values: Readonly<Record<string, unknown>> = {
    ...rest,
    findings: findings.map(({ rule }) => rule).join(" "),
    translatedFrom: from === null ? null : `${from.linkId}/${from.seq}`,
  };
  return `${csvColumns.map((name) => csvField(values[name])).join(",")}\r\n`;
}

/**
 * A spreadsheet runs text that begins like a formula, and the text is a peer's: an apostrophe in
 * front keeps it text. Exact bytes are what JSONL is for.
 */
function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text =
    typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
