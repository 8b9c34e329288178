/** `GET /api/export`: pages of messages → a stream of lines, at the pace of who reads it. */
import { Readable } from "node:stream";
import { unreachable } from "../base/assert.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { csvHeader, csvLine, type ExportRequest, exportMessages } from "../query/export.ts";
import type { PresentedMessage } from "../query/present.ts";
import type { QueryDeps } from "../query/reader.ts";
import { traceLine } from "../query/trace-line.ts";

export const downloadFormats = ["jsonl", "csv", "trace"] as const;
export type DownloadFormat = (typeof downloadFormats)[number];

export type Download = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
};

/**
 * The first page is read before anything is answered, so that a failure is an error and not half a
 * file; a later one breaks the transfer off, which no reader takes for its end.
 */
export async function openDownload(
  request: ExportRequest,
  format: DownloadFormat,
  deps: QueryDeps & { readonly rowsMax?: number },
): Promise<Download> {
  const pages = exportMessages(request, deps);
  const first = await pages.next();
  const chunks = chunksOf(first.done === true ? [] : first.value, pages, {
    format,
    rowsMax: deps.rowsMax ?? limits.exportRowsMax,
  });
  return {
    headers: {
      "content-type": contentTypes[format],
      "content-disposition": `attachment; filename="ocpptap.${endings[format]}"`,
    },
    body: Readable.from(chunks, { objectMode: false }),
  };
}

export const contentTypes = {
  jsonl: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  trace: "application/x-ndjson; charset=utf-8",
} as const satisfies Record<DownloadFormat, string>;

const endings = {
  jsonl: "jsonl",
  csv: "csv",
  trace: "trace.jsonl",
} as const satisfies Record<DownloadFormat, string>;

async function* chunksOf(
  first: readonly PresentedMessage[],
  rest: AsyncGenerator<readonly PresentedMessage[]>,
  { format, rowsMax }: { readonly format: DownloadFormat; readonly rowsMax: number },
): AsyncGenerator<string> {
  if (format === "csv") yield csvHeader();
  const lineOf = lineIn(format);
  if (first.length > 0) yield first.map(lineOf).join("");
  let written = first.length;
  for await (const page of rest) {
    written += page.length;
    // Half a file must not pass for the whole: the transfer breaks off, as with any other failure.
    if (written > rowsMax) throw new OperationalError("EXPORT_TOO_LARGE", { rows: rowsMax });
    if (page.length > 0) yield page.map(lineOf).join("");
  }
}

function lineIn(format: DownloadFormat): (message: PresentedMessage) => string {
  switch (format) {
    case "jsonl":
      return (message) => `${JSON.stringify(message)}\n`;
    case "csv":
      return csvLine;
    case "trace":
      return (message) => {
        const line = traceLine(message);
        return line === null ? "" : `${line}\n`;
      };
    default:
      return unreachable(format);
  }
}
