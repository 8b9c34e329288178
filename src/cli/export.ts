/**
 * `ocpptap export`: all matching messages, oldest first. A file appears under its name only when
 * it is complete, so that a half one is never taken for the whole.
 */

import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { type Command, Option } from "commander";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { plural } from "../findings/wording.ts";
import { exportMessages } from "../query/export.ts";
import type { PresentedMessage } from "../query/present.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { createFormatter } from "./message-format.ts";
import { wholeNumber } from "./numbers.ts";
import { type RangeOptions, requestOf, STORE_FLAGS, withReader } from "./search.ts";

type ExportOptions = RangeOptions & {
  readonly format: "jsonl" | "csv" | "trace";
  readonly output?: string;
  readonly limit: number;
};

export function addExportCommand(program: Command, io: CliIo): void {
  const command = program
    .command("export")
    .summary("write matching messages to a file or standard output")
    .description("Writes all matching messages, oldest first.")
    .argument("[query...]", "terms of the search language; several arguments are one query")
    .option("--from <time>", "not before: ISO 8601 (UTC), or relative like -15m, -2h, -7d")
    .option("--to <time>", "before this time (default: now)")
    .addOption(
      new Option(
        "--format <format>",
        "jsonl is complete; csv is for spreadsheets; trace is Open OCPP Trace, for other tools",
      )
        .choices(["jsonl", "csv", "trace"])
        .default("jsonl"),
    )
    .option("-o, --output <file>", "a file instead of standard output")
    .option(
      "--limit <number>",
      "messages at most",
      wholeNumber(1, limits.exportRowsMax),
      limits.exportRowsMax,
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap export station:CP-7 --from -7d --output cp-7.jsonl
  ocpptap export 'action:MeterValues' --format csv --from 2026-11-20 > meter.csv
  ocpptap export 'finding:*' | jq -r .stationId | sort | uniq -c`,
    );
  addConfigOptions(command, STORE_FLAGS).action(
    async (words: readonly string[], options: ExportOptions) => {
      const { config } = await loadConfigOf(command, io);
      const request = { ...requestOf(words, options), order: "oldest" as const };
      await withReader(config, io, (deps) =>
        writeExport(exportMessages(request, deps), options, io),
      );
    },
  );
}

/** Pages in, a file or standard output out. */
export async function writeExport(
  pages: AsyncIterable<readonly PresentedMessage[]>,
  options: Pick<ExportOptions, "format" | "output" | "limit">,
  io: CliIo,
): Promise<void> {
  const { output, limit } = options;
  const formatter = createFormatter(options.format, null);
  const isProgressShown = output !== undefined && io.isTerminal;
  const write = async (out: Writable) => {
    await print(out, formatter.head);
    let written = 0;
    let leftOut = 0;
    for await (const page of pages) {
      const taken = page.slice(0, limit - written);
      const text = formatter.lines(taken);
      if (options.format === "trace") leftOut += taken.length - (text.split("\n").length - 1);
      await print(out, text);
      written += taken.length;
      if (isProgressShown) await print(io.stderr, `\r${written} messages`);
      if (taken.length < page.length) return { written, leftOut, isCut: true };
    }
    return { written, leftOut, isCut: false };
  };
  const { written, leftOut, isCut } = await (output === undefined
    ? write(io.stdout)
    : intoFile(resolve(io.cwd, output), write));
  if (isProgressShown) await print(io.stderr, `\r${plural(written, "message")} in ${output}\n`);
  if (leftOut > 0) {
    const why = "no OCPP message, or of a type that the format does not have";
    await print(io.stderr, `Left out, of ${plural(written, "message")}: ${leftOut}; ${why}.\n`);
  }
  if (isCut) await print(io.stderr, `Stopped at --limit ${limit}: there are more.\n`);
}

/** Under its name only when it is complete. Throws `OUTPUT_UNWRITABLE`. */
export async function intoFile<Result>(
  path: string,
  write: (out: Writable) => Promise<Result>,
): Promise<Result> {
  const partial = `${path}.partial`;
  const out = createWriteStream(partial);
  // Told by the write that fails; without a listener it would end the process.
  const failed = new Promise<never>((_, reject) => out.once("error", reject));
  failed.catch(() => undefined);
  try {
    const written = await Promise.race([write(out), failed]);
    const closed = new Promise((closing) => out.end(closing));
    await Promise.race([closed, failed]);
    await rename(partial, path);
    return written;
  } catch (thrown) {
    out.destroy();
    await rm(partial, { force: true });
    if (out.errored === null) throw thrown;
    const details = { file: path, problem: problemOf(out.errored) };
    throw new OperationalError("OUTPUT_UNWRITABLE", details, { cause: out.errored });
  }
}
