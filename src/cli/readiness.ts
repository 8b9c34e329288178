/** `ocpptap readiness`: what would break if 1.6 stations moved to a 2.0.1 CSMS, from the record. */
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { type Command, Option } from "commander";
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { QueryDeps } from "../query/reader.ts";
import { pageHead, reportHtml } from "../rehearse/html.ts";
import { type ReadinessRequest, readinessPages } from "../rehearse/readiness.ts";
import type { StationReadiness } from "../rehearse/report.ts";
import { rehearsalSettings } from "../rehearse/settings.ts";
import { type Summary, summaryOf } from "../rehearse/summary.ts";
import { stationText, summaryText } from "../rehearse/text.ts";
import type { Settings } from "../translate/settings.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { intoFile } from "./export.ts";
import { type CliIo, print } from "./io.ts";
import { wholeNumber } from "./numbers.ts";
import { type RangeOptions, requestOf, STORE_FLAGS, withReader } from "./search.ts";
import type { Ended } from "./serve.ts";

type Options = RangeOptions & {
  readonly station?: string;
  readonly route?: string;
  readonly format: "text" | "json" | "html";
  readonly out?: string;
  readonly limit: number;
};

type Report = {
  readonly stations: readonly StationReadiness[];
  readonly summary: Summary;
  /** There are more stations than the limit. */
  readonly isCut: boolean;
};

export function addReadinessCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("readiness")
    .summary("say what would break if stations moved to a 2.0.1 CSMS")
    .description(
      "Translates what 1.6 stations and their CSMS said, as recorded, for a CSMS of 2.0.1 that " +
        "accepts everything, and says of each station what is carried, changed, refused or not " +
        "known. Nothing is sent anywhere.",
    )
    .option("--from <time>", "not before: ISO 8601 (UTC), or relative like -7d (default: all)")
    .option("--to <time>", "before this time (default: now)")
    .option("--station <id>", "this station only, exactly")
    .option("--route <match>", "with the translation options of this route or shadow")
    .addOption(
      new Option("--csms <version>", "the new CSMS's version").choices(["2.0.1"]).default("2.0.1"),
    )
    .addOption(
      new Option("--format <format>", "text and html are for people; json is complete")
        .choices(["text", "json", "html"])
        .default("text"),
    )
    .option("-o, --out <file>", "a file instead of standard output")
    .option(
      "--limit <number>",
      "stations at most",
      wholeNumber(1, limits.readinessStationsMax),
      limits.readinessStationsMax,
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap readiness --from -14d
  ocpptap readiness --station CP-7
  ocpptap readiness --from -14d --format html --out readiness.html
  ocpptap readiness --format json | jq '.summary.reasons[] | select(.weight == "blocks")'

Exit codes: 0 all are ready, perhaps with remarks, 1 a station is not ready or unknown, 2 used
wrongly.`,
    );
  addConfigOptions(command, STORE_FLAGS).action(async (options: Options) => {
    const { config } = await loadConfigOf(command, io);
    const settings = rehearsalSettings(config, options.route ?? "");
    const { fromUs, toUs } = requestOf([], options);
    const request = { station: options.station ?? "", fromUs, toUs, limit: options.limit };
    const report = await withReader(config, io, (deps) => readAll(request, settings, { deps, io }));
    const consoleUrl = String(config.console.publicUrl ?? "").replace(/\/+$/, "");
    const madeAt = isoFromUs(Date.now() * 1_000);
    const write = (out: Writable) =>
      writeReport(report, { ...options, consoleUrl, madeAt, io }, out);
    await (options.out === undefined
      ? write(io.stdout)
      : intoFile(resolve(io.cwd, options.out), write));
    if (report.isCut) {
      await print(io.stderr, `Stopped at --limit ${options.limit}: there are more stations.\n`);
    }
    const { notReady, unknown } = report.summary.verdicts;
    ended(notReady + unknown === 0 ? 0 : 1);
  });
}

async function readAll(
  request: Omit<ReadinessRequest, "after">,
  settings: Settings,
  { deps, io }: { readonly deps: QueryDeps; readonly io: CliIo },
): Promise<Report> {
  const stations: StationReadiness[] = [];
  let isCut = false;
  for await (const page of readinessPages(request, settings, deps)) {
    stations.push(...page.stations);
    isCut = page.next !== null;
    if (io.isTerminal) await print(io.stderr, `\r${stations.length} stations`);
  }
  if (io.isTerminal) await print(io.stderr, "\n");
  return { stations, summary: summaryOf(stations), isCut };
}

type Written = Pick<Options, "format"> & {
  /** "" for none: then examples are no links. */
  readonly consoleUrl: string;
  readonly madeAt: string;
  readonly io: CliIo;
};

async function writeReport(
  { stations, summary }: Report,
  { format, consoleUrl, madeAt, io }: Written,
  out: Writable,
): Promise<void> {
  if (format === "json") {
    await print(out, `${JSON.stringify({ madeAt, summary, stations }, null, 2)}\n`);
    return;
  }
  if (format === "html") {
    const facts = { madeAt, version: io.app.version, consoleUrl };
    await print(out, pageHead(facts));
    for (const part of reportHtml(stations, summary, facts)) await print(out, part);
    return;
  }
  await print(out, summaryText(summary));
  for (const station of stations) await print(out, stationText(station));
}
