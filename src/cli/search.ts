/** `ocpptap search`: recorded messages that match a query, newest first. */
import { type Command, Option } from "commander";
import { systemClock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { type SearchRequest, searchMessages } from "../query/messages.ts";
import { parseQuery } from "../query/parser.ts";
import type { QueryDeps } from "../query/reader.ts";
import { parseTime } from "../query/time.ts";
import type { Order } from "../query/windows.ts";
import { openHashToken } from "../roles/privacy.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { createFormatter, type MessageFormat } from "./message-format.ts";
import { wholeNumber } from "./numbers.ts";
import { type Search, writePages } from "./pages.ts";
import { withStore } from "./store-access.ts";

/** What `search` and `export` have in common. */
export type RangeOptions = { readonly from?: string; readonly to?: string };

type SearchOptions = RangeOptions & {
  readonly limit: number;
  readonly format: MessageFormat;
  readonly order: Order;
};

export const STORE_FLAGS = ["--config", "--data", "--store"] as const;

export function addSearchCommand(program: Command, io: CliIo): void {
  const command = program
    .command("search")
    .summary("search the record")
    .description("Searches the recorded messages. Without a query: the newest.")
    .argument("[query...]", "terms of the search language; several arguments are one query")
    .option("--from <time>", "not before: ISO 8601 (UTC), or relative like -15m, -2h, -7d")
    .option("--to <time>", "before this time (default: now)")
    .option("--limit <number>", "messages at most", wholeNumber(1, limits.exportRowsMax), 100)
    .addOption(
      new Option("--format <format>", "how they are written")
        .choices(["table", "jsonl", "csv"])
        .default("table"),
    )
    .addOption(
      new Option("--order <order>", "which end first")
        .choices(["newest", "oldest"])
        .default("newest"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap search station:CP-7 --from -2h
  ocpptap search 'station:CP-7* action:StatusNotification payload.status:Faulted'
  ocpptap search 'latency:>5000 OR finding:call-timeout' --format jsonl --limit 1000
  ocpptap search '"concurrent transaction"' --from 2026-11-20 --to 2026-11-21
  ocpptap search -- '-type:call station:CP-7'        a query that begins with a dash

Fields: station sender type action id error version link tx connector evse token finding severity
side latency bytes leg, payload.<path>; AND OR NOT ( ) * ? > < ranges "phrases".`,
    );
  addConfigOptions(command, STORE_FLAGS).action(
    async (words: readonly string[], options: SearchOptions) => {
      const { config } = await loadConfigOf(command, io);
      const request = { ...requestOf(words, options), limit: options.limit, order: options.order };
      await withReader(config, io, (deps) =>
        writeFound(request, (page) => searchMessages(page, deps), { format: options.format, io }),
      );
    },
  );
}

/** Writes what `search` finds, and on a terminal says when that is nothing, or not all. */
export async function writeFound(
  request: Omit<SearchRequest, "cursor">,
  search: Search,
  { format, io }: { readonly format: MessageFormat; readonly io: CliIo },
): Promise<void> {
  const formatter = createFormatter(format, terminalWidth(io));
  await print(io.stdout, formatter.head);
  const written = await writePages(request, search, (messages) =>
    print(io.stdout, formatter.lines(messages)),
  );
  if (!io.isTerminal) return;
  if (written.messages === 0) await print(io.stderr, "No message matches.\n");
  if (written.isMore) await print(io.stderr, "There are more: raise --limit, or use export.\n");
}

/** Checks query and times before anything is opened. */
export function requestOf(words: readonly string[], { from, to }: RangeOptions) {
  const nowUs = systemClock.nowUs();
  const q = words.join(" ");
  parseQuery(q);
  return {
    q,
    fromUs: from === undefined ? null : parseTime(from, "--from", nowUs),
    toUs: to === undefined ? null : parseTime(to, "--to", nowUs),
  };
}

export async function withReader<Result>(
  config: Config,
  io: CliIo,
  work: (deps: QueryDeps) => Promise<Result>,
): Promise<Result> {
  const hashToken = await openHashToken(config);
  return withStore(config, "reader", ({ store }) =>
    work({
      reader: store,
      clock: systemClock,
      retentionDays: config.record.retentionDays,
      hashToken,
      signal: io.signal,
    }),
  );
}

export function terminalWidth(io: CliIo): number | null {
  return io.isTerminal ? (io.stdout.columns ?? 80) : null;
}
