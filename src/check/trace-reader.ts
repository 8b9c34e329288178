/**
 * Lines of a trace, of whatever common kind → records. The first line that says something tells the
 * kind: JSON, a CSV header, or else a text log.
 */
import { otherSender, type Sender } from "../base/ids.ts";
import { type CsvReader, createCsvReader, headerOf } from "./trace-csv.ts";
import type { TraceRecord } from "./trace-fields.ts";
import { readLogLine } from "./trace-log.ts";
import { readLine } from "./trace-record.ts";

export const traceFormats = ["json", "csv", "log"] as const;
export type TraceFormat = (typeof traceFormats)[number];

export type TraceReader = {
  /** Null: no message on this line, and none expected. */
  readonly read: (line: Buffer) => TraceRecord | { readonly problem: string } | null;
  readonly end: () => { readonly problem: string } | null;
  /** Null while nothing was read. */
  readonly format: () => TraceFormat | null;
};

export type TraceReaderOptions = {
  /** Null to find out. */
  readonly format: TraceFormat | null;
  /** Whose log it is: what `in` and `received` mean. */
  readonly view: Sender;
};

export function createTraceReader({ format: given, view }: TraceReaderOptions): TraceReader {
  let format = given;
  let csv: CsvReader | null = null;

  function readAny(line: Buffer): TraceRecord | { readonly problem: string } | null {
    if (isBlank(line)) return csv === null ? null : csv.read(line);
    if (format === null || (format === "csv" && csv === null)) {
      const text = line.toString("utf8");
      const header = format === null && looksLikeJson(text) ? null : headerOf(text);
      format ??= looksLikeJson(text) ? "json" : header === null ? "log" : "csv";
      if (format === "csv") {
        if (header === null) return { problem: "It names no column with a message" };
        csv = createCsvReader(header);
        return null;
      }
    }
    if (csv !== null) return csv.read(line);
    return format === "log" ? readLogLine(line) : readJson(line);
  }

  return {
    read(line) {
      const record = readAny(line);
      if (record === null || "problem" in record || !record.isRelative || view === "csms") {
        return record;
      }
      return { ...record, sender: record.sender === null ? null : otherSender(record.sender) };
    },
    end() {
      const left = csv?.end() ?? null;
      return left !== null && "problem" in left ? left : null;
    },
    format: () => format,
  };
}

function isBlank(line: Buffer): boolean {
  return !line.some((byte) => byte !== 0x20 && byte !== 0x09);
}

/** A record, a frame, or the beginning of a list of either; a log's `[INFO]` is none. */
function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{|\[\s*(?:[[{\d"]|$))/.test(text);
}

/** A list of records, one a line, is read like the records themselves. */
function readJson(line: Buffer): ReturnType<TraceReader["read"]> {
  const text = line.toString("latin1").trim();
  if (text === "[" || text === "]") return null;
  const isListed = text.startsWith("{") && text.endsWith("},");
  return readLine(isListed ? line.subarray(0, line.lastIndexOf(0x2c)) : line);
}
