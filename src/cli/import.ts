/** `ocpptap import FILE`: traces of other tools into the store, to be searched like recorded ones. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Command, Option } from "commander";
import { isoFromUs, systemClock } from "../base/clock.ts";
import { OperationalError, problemOf } from "../base/errors.ts";
import type { Sender } from "../base/ids.ts";
import { printable } from "../base/printable.ts";
import { type TraceFormat, traceFormats } from "../check/trace-reader.ts";
import type { Config } from "../config/schema.ts";
import { plural } from "../findings/wording.ts";
import { type ImportDeps, type ImportSummary, importTrace } from "../import/import.ts";
import { surveyTrace } from "../import/survey.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";
import { openRedact } from "../roles/privacy.ts";
import { optionsOf } from "../store/migrate.ts";
import { prepareStore } from "../store/prepare.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { STORE_FLAGS } from "./search.ts";
import { type OpenedStore, withStore } from "./store-access.ts";

type Options = {
  readonly station?: string;
  readonly ocppVersion?: OcppVersion;
  readonly sender?: Sender;
  readonly view?: Sender;
  readonly format?: TraceFormat;
};

const quiet = { observe: () => undefined };

export function addImportCommand(program: Command, io: CliIo): void {
  const sides = ["station", "csms"] as const;
  const command = program
    .command("import")
    .summary("read traces and logs of other tools into the store")
    .description(
      "Reads Open OCPP Trace JSONL, what `export` writes, other JSON lines, CSV with columns for " +
        "time, station, direction and message, and common text logs into the store (see " +
        "docs/operations/import.md). Importing a file again adds nothing.",
    )
    .argument("<file>", "the trace; - is standard input")
    .option("--station <id>", "the station of lines that do not name theirs")
    .addOption(
      new Option("--ocpp-version <version>", "without it, it is found out").choices(ocppVersions),
    )
    .addOption(
      new Option(
        "--sender <side>",
        "who sent what does not say; without it, it is guessed",
      ).choices(sides),
    )
    .addOption(
      new Option(
        "--view <side>",
        "whose log it is: what `in` and `received` mean; without it, the messages tell",
      ).choices(sides),
    )
    .addOption(
      new Option("--format <format>", "without it, the first line tells").choices(traceFormats),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap import csms.log --station CP-7
  ocpptap import trace.jsonl --data ./ocpptap-data
  zcat messages.csv.gz | ocpptap import - --store http://ocpptap:secret@clickhouse:8123/ocpptap`,
    );
  addConfigOptions(command, STORE_FLAGS).action(async (file: string, options: Options) => {
    const { config } = await loadConfigOf(command, io);
    const summary = await withFile(file, io, (path) =>
      withStore(config, "recorder", (opened) => importInto(opened, path, { config, options }, io)),
    );
    await print(io.stdout, reportOf(summary, config));
  });
}

/** Read twice, so standard input is kept on disk meanwhile. */
async function withFile<Result>(
  file: string,
  io: CliIo,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  if (file !== "-") return work(resolve(io.cwd, file));
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-import-"));
  try {
    const path = join(dir, "trace");
    await pipeline(io.stdin, createWriteStream(path), { signal: io.signal });
    return await work(path);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function importInto(
  { store, database }: OpenedStore,
  path: string,
  { config, options }: { readonly config: Config; readonly options: Options },
  io: CliIo,
): Promise<ImportSummary> {
  const open = () => bytesOf(path);
  const survey = await surveyTrace(open, options.format ?? null);
  await prepareStore(store, optionsOf(config, database), quiet);
  const bugs: string[] = [];
  const deps: ImportDeps = {
    insert: (insert) => store.insert(insert, io.signal),
    async known(instance) {
      const statement = "SELECT count() AS known FROM messages WHERE instance = {instance:String}";
      const [row] = await store.query<{ known: string }>(statement, { instance });
      return Number(row?.known ?? 0);
    },
    observe: (event) => {
      if (event.name === "bug" || event.name === "ruleDisabled") bugs.push(event.problem);
    },
    redact: await openRedact(config),
    nowUs: systemClock.nowUs,
    signal: io.signal,
    onProgress({ bytes, messages }) {
      if (!io.isTerminal) return;
      const percent = Math.floor((100 * bytes) / Math.max(1, survey.bytes));
      io.stderr.write(`\r${percent} %, ${messages} messages`);
    },
  };
  const { station = null, ocppVersion: version = null, sender = null } = options;
  const how = { station, version, sender, view: options.view ?? survey.view };
  const summary = await importTrace(open, survey, how, deps);
  if (io.isTerminal) await print(io.stderr, "\r");
  const [bug] = bugs;
  if (bug !== undefined) await print(io.stderr, `A rule failed and was left out: ${bug}\n`);
  return summary;
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield Buffer.from(chunk);
  } catch (thrown) {
    const problem = `${path} cannot be read: ${problemOf(thrown)}`;
    throw new OperationalError("USAGE", { problem }, { cause: thrown });
  }
}

function reportOf(summary: ImportSummary, config: Config): string {
  const { messages, known, stations, links, findings, unreadable, fromUs, toUs } = summary;
  const names = stations.length <= 5 ? stations.map(printable).join(", ") : `${stations.length}`;
  const { retentionDays } = config.record;
  const dayUs = 86_400_000_000;
  const isOld = fromUs !== null && fromUs < systemClock.nowUs() - retentionDays * dayUs;
  const lines = [
    `${plural(messages, "message")} of ${plural(links, "link")}; stations: ${names || "none"}.`,
    known === 0 ? "" : `${known} of them were in the store already.`,
    fromUs === null || toUs === null ? "" : `From ${isoFromUs(fromUs)} to ${isoFromUs(toUs)}.`,
    `Findings: ${plural(findings.error, "error")}, ${plural(findings.warning, "warning")}, ${plural(findings.note, "note")}.`,
    unreadable.lines === 0 ? "" : `${plural(unreadable.lines, "line")} could not be read:`,
    ...unreadable.first.map(({ line, problem }) => `  line ${line}: ${problem}.`),
    summary.backwards === 0
      ? ""
      : `Back in time: ${plural(summary.backwards, "line")}, with the time of the line before.`,
    summary.untimed === 0
      ? ""
      : `Without a time: ${plural(summary.untimed, "message")}, with today's.`,
    isOld ? `What is older than ${retentionDays} days goes soon: see record.retentionDays.` : "",
    messages === 0 ? "" : `Find them: ocpptap search instance:${summary.instance}`,
  ];
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}
