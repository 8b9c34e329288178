/**
 * Lines of a CSV file (RFC 4180, also with `;` or tabs) → records. The first line names the columns;
 * a field in quotes may go on over several lines.
 */
import { limits } from "../base/limits.ts";
import { columnsKnown, type Fields, plain, recordOf, type TraceRecord } from "./trace-fields.ts";

type Read = TraceRecord | { readonly problem: string } | null;

export type CsvReader = {
  /** Null: nothing yet, or an empty line. */
  readonly read: (line: Buffer) => Read;
  /** What is left at the end of the file. */
  readonly end: () => Read;
};

const delimiters = [",", ";", "\t"] as const;

/**
 * The columns of a header, with the delimiter that gives most of them; null for no header of ours.
 */
export function headerOf(
  line: string,
): { readonly columns: readonly string[]; readonly delimiter: string } | null {
  const found = delimiters
    .map((delimiter) => ({
      delimiter,
      columns: (fieldsOf(line, delimiter) ?? []).map((name) => plain(name)),
    }))
    .sort((one, other) => other.columns.length - one.columns.length)[0];
  return found !== undefined && columnsKnown(found.columns) ? found : null;
}

export function createCsvReader(header: NonNullable<ReturnType<typeof headerOf>>): CsvReader {
  const { columns, delimiter } = header;
  let pending = "";

  function read(line: Buffer): Read {
    const text = line.toString("utf8");
    pending = pending === "" ? text : `${pending}\n${text}`;
    const values = fieldsOf(pending, delimiter);
    if (values === null && pending.length <= limits.checkLineBytesMax) return null;
    pending = "";
    if (values === null) return { problem: "A field in quotes does not end" };
    if (values.length === 1 && values[0] === "") return null;
    return recordOf(named(columns, values));
  }

  return {
    read,
    end() {
      const isOpen = pending !== "";
      pending = "";
      return isOpen ? { problem: "A field in quotes does not end" } : null;
    },
  };
}

/** `id` alone is the station where nothing else is. An empty field is an absent one. */
function named(columns: readonly string[], values: readonly string[]): Fields {
  return new Map(
    columns.flatMap((name, at): [string, unknown][] => {
      const value = values[at] ?? "";
      // Exports for spreadsheets protect text that would be taken for a formula.
      const text = /^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value;
      return text === "" ? [] : [[name, text]];
    }),
  );
}

/** Null while a field in quotes is open. */
function fieldsOf(text: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (text[at] === '"') {
      const end = endOfQuoted(text, at);
      if (end < 0) return null;
      field = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    const next = text.indexOf(delimiter, at);
    fields.push(field + text.slice(at, next < 0 ? text.length : next));
    if (next < 0) return fields;
    at = next + 1;
  }
}

/** Of the quote that ends the field; two in a row are one of its characters. */
function endOfQuoted(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
