/**
 * `ocpptap replay`: a recorded day of stations, played to another CSMS. In: the record or a trace,
 * where it is played and how. Out: what that CSMS answered differently; exit 1 where it did.
 */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { systemClock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { REPLAY_PREFIX } from "../query/comparison/comparison.ts";
import { parseTime } from "../query/time.ts";
import type { Range } from "../query/windows.ts";
import { openFileDay } from "../rehearse/playback/file-day.ts";
import { realPace } from "../rehearse/playback/pace.ts";
import {
  type Playback,
  type PlaybackDeps,
  type PlaybackProgress,
  type PlaybackRequest,
  playDay,
} from "../rehearse/playback/playback.ts";
import type { RecordedDay } from "../rehearse/playback/recorded.ts";
import { openStaging } from "../rehearse/playback/staging.ts";
import { openStoreDay } from "../rehearse/playback/store-day.ts";
import { openRedact } from "../roles/privacy.ts";
import { addConfigOptions, configFlagsOf } from "./config-options.ts";
import { usageError } from "./failure.ts";
import { type CliIo, print } from "./io.ts";
import { positiveNumber, wholeNumber } from "./numbers.ts";
import { allowanceOf, isWithin, playbackText } from "./replay-text.ts";
import { type RangeOptions, STORE_FLAGS, terminalWidth, withReader } from "./search.ts";
import type { Ended } from "./serve.ts";
import { withStore } from "./store-access.ts";

type Options = RangeOptions & {
  readonly station?: string;
  readonly upstream?: string;
  readonly file?: string;
  readonly speed: number;
  readonly rate: number;
  readonly translate?: "2.0.1";
  readonly route?: string;
  readonly credentials?: string;
  readonly ca?: string;
  readonly ownCsms?: boolean;
  readonly keepTimestamps?: boolean;
  readonly freshTransactions?: boolean;
  readonly playHidden?: boolean;
  readonly compareOnly?: string;
  readonly allow?: string;
  readonly record: boolean;
  readonly format: "text" | "json";
};

/** What is played where no time is given. */
const DAY_US = 86_400_000_000;

export function addReplayCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("replay")
    .summary("play a recorded day of stations to another CSMS, and compare")
    .description(
      "Plays what stations said, as recorded, to the CSMS given with --upstream, and compares its " +
        "answers with the recorded ones (see docs/operations/replay.md). Nothing reaches a station.",
    )
    .option("--station <ids>", "which: ids with * and ?, several with commas between")
    .option(
      "--from <time>",
      "not before: ISO 8601 (UTC), or relative like -2d (default: a day before --to)",
    )
    .option("--to <time>", "before this time (default: now)")
    .option(
      "--file <trace>",
      "out of a trace of JSON lines instead of the store; nothing is recorded then",
    );
  addHowOptions(command);
  command.addHelpText(
    "after",
    `
Examples:
  ocpptap replay --station 'CP-7*' --from -1d --upstream wss://staging.example/ocpp --speed 20
  ocpptap replay --station CP-7 --from 2026-11-20 --to 2026-11-21 --translate 2.0.1 \\
    --upstream wss://new-csms.example/{station} --credentials staging.yaml --allow interval,slower
  ocpptap replay --file day.jsonl --upstream ws://127.0.0.1:9100/ocpp --speed 100 --format json

Exit codes: 0 compared, and nothing differs that is not allowed; 1 something differs, nothing was
compared, or it was stopped or failed before its end; 2 used wrongly.`,
  );
  addConfigOptions(command, [...STORE_FLAGS, "--upstream"]).action(async (options: Options) => {
    const { "--upstream": upstream, ...flags } = configFlagsOf(command);
    if (typeof upstream !== "string") throw usageError("Say with --upstream where it is played to");
    const { config } = await loadConfig({ flags, env: io.env, cwd: io.cwd });
    const playback = await replay({ config, options, upstream }, io);
    const width = terminalWidth(io);
    const json = () => `${JSON.stringify(playback, null, 2)}\n`;
    await print(io.stdout, options.format === "json" ? json() : playbackText(playback, width));
    ended(isWithin(playback, allowanceOf(options.allow)) ? 0 : 1);
  });
}

function addHowOptions(command: Command): void {
  command
    .option("--speed <factor>", "from 0.1 to 100 times as fast", speed, 1)
    .option(
      "--rate <calls>",
      "calls of all stations in a second, at most",
      wholeNumber(1, limits.playbackCallsPerSecondMax),
      limits.playbackCallsPerSecond,
    )
    .addOption(
      new Option("--translate <version>", "1.6 stations to a CSMS of this version").choices([
        "2.0.1",
      ]),
    )
    .option("--route <match>", "with the translation options of this route or shadow")
    .option("--credentials <file>", "YAML, for each station `id: { user, password }`")
    .option("--ca <file>", "PEM: the authorities of a wss:// CSMS, instead of the system's")
    .option("--own-csms", "play to a CSMS that the configuration relays stations to")
    .option("--keep-timestamps", "leave times as they were recorded")
    .option("--fresh-transactions", "new ids for 2.x transactions, to play a day twice")
    .option("--play-hidden", "play calls of which something was hidden as they were recorded")
    .option("--compare-only <actions>", "compare these alone, with commas between")
    .option("--allow <differences>", "exit 0 all the same: kinds, Action:kind, or severities")
    .option("--no-record", "do not write what was played into the store")
    .addOption(
      new Option("--format <format>", "text is for people")
        .choices(["text", "json"])
        .default("text"),
    );
}

function speed(text: string): number {
  const value = positiveNumber(text);
  const { playbackSpeedMin: min, playbackSpeedMax: max } = limits;
  if (value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Write a number from ${min} to ${max}.`);
}

type Asked = { readonly config: Config; readonly options: Options; readonly upstream: string };

async function replay({ config, options, upstream }: Asked, io: CliIo): Promise<Playback> {
  const { file, credentials, ca } = options;
  const where = {
    ...{ upstream, route: options.route ?? "", isOwnAllowed: options.ownCsms === true },
    credentials: credentials === undefined ? null : resolve(io.cwd, credentials),
    ca: ca === undefined ? null : resolve(io.cwd, ca),
  };
  const staging = await openStaging(where, config);
  const redact = await openRedact(config);
  const play = async (day: RecordedDay, insert: PlaybackDeps["insert"]) => {
    try {
      if (day.stations.length === 0) throw usageError("Nothing of these stations was found there");
      const telling = progressOn(io);
      const { signal } = io;
      const how = { day, insert, redact, clock: systemClock, pace: realPace, signal };
      const played = await playDay(requestOf(options), { ...staging, ...how, onProgress: telling });
      if (io.isTerminal) await print(io.stderr, "\n");
      return played;
    } finally {
      await day.close();
    }
  };
  const range = rangeOf(options);
  const stations = (options.station ?? "").split(",").filter((each) => each !== "");
  if (file !== undefined) {
    const path = resolve(io.cwd, file);
    return play(await openFileDay({ path, range, stations: orAll(stations) }), null);
  }
  if (stations.length === 0) throw usageError("Say with --station whose day is played");
  return withReader(config, io, async (deps) => {
    const day = await openStoreDay({ stations, range }, deps);
    if (!options.record) return play(day, null);
    return withStore(config, "recorder", ({ store }) => play(day, (each) => store.insert(each)));
  });
}

function orAll(stations: readonly string[]): readonly string[] {
  return stations.length === 0 ? ["*"] : stations;
}

/** Of a trace everything counts, unless times are given. */
function rangeOf({ from, to, file }: Options): Range {
  const nowUs = systemClock.nowUs();
  const isFile = file !== undefined;
  const timeOf = (text: string | undefined, name: string) =>
    text === undefined ? null : parseTime(text, name, nowUs);
  const toUs = timeOf(to, "--to") ?? (isFile ? Number.MAX_SAFE_INTEGER : nowUs);
  return { fromUs: timeOf(from, "--from") ?? (isFile ? 0 : toUs - DAY_US), toUs };
}

function requestOf(options: Options): PlaybackRequest {
  const only = options.compareOnly?.split(",") ?? null;
  return {
    instance: `${REPLAY_PREFIX}${randomUUID().slice(0, 8)}`,
    ...{ speed: options.speed, callsPerSecond: options.rate },
    isTranslated: options.translate !== undefined,
    keepsTimes: options.keepTimestamps === true,
    hasFreshTransactions: options.freshTransactions === true,
    playsHidden: options.playHidden === true,
    only: only === null ? null : new Set(only),
  };
}

function progressOn(io: CliIo): (progress: PlaybackProgress) => void {
  return ({ sent, messages, stations, stationsDone }) => {
    if (!io.isTerminal) return;
    const done = `${stationsDone} of ${stations} stations done`;
    io.stderr.write(`\r${sent} calls played of ${messages} recorded messages, ${done}`);
  };
}
