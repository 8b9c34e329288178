/**
 * `ocpptap simulate station|csms`: the simulated peers on their own, for load and for trying a
 * route.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";
import type { Address } from "../config/schema.ts";
import { parseAddress } from "../config/units.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";
import {
  type CsmsCommand,
  runSimulatedCsms,
  runSimulatedDay,
  runSimulatedStations,
} from "../simulate/standalone.ts";
import { usageError } from "./failure.ts";
import { type CliIo, print, ReaderGone } from "./io.ts";
import { positiveNumber, wholeNumber } from "./numbers.ts";

type StationOptions = {
  readonly url: string;
  readonly stations: number;
  readonly versions?: readonly [OcppVersion, ...OcppVersion[]];
  readonly prefix?: string;
  readonly rate?: number;
  readonly pace?: number;
  readonly seed?: string;
  readonly password?: string;
  readonly deflate?: boolean;
  readonly faulty?: boolean;
  readonly awkward?: boolean;
};

type DayOptions = {
  readonly url: string;
  readonly stations: number;
  readonly sessions: number;
  readonly within: number;
  readonly prefix?: string;
  readonly seed: string;
};

type CsmsOptions = {
  readonly listen: Address;
  readonly duplicate?: NonNullable<CsmsCommand["duplicate"]>;
  readonly station?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
};

export function addSimulateCommand(program: Command, io: CliIo): void {
  const simulate = program
    .command("simulate")
    .summary("simulated stations, or a simulated CSMS, on their own")
    .description("Runs simulated stations, or a simulated CSMS, until ctrl-C.")
    .helpCommand(false);
  addStation(simulate, io);
  addDay(simulate, io);
  addCsms(simulate, io);
}

function addStation(simulate: Command, io: CliIo): void {
  simulate
    .command("station")
    .alias("stations")
    .summary("stations that boot, charge and meter")
    .description("Runs simulated stations that boot, charge one car after the other and meter.")
    .requiredOption("--url <url>", "where they connect; each appends its identity", stationUrl)
    .option("--stations <number>", "how many", wholeNumber(1, limits.linksMax), 1)
    .option("--versions <list>", "OCPP versions, e.g. 1.6,2.0.1 (default: mixed)", versions)
    .option("--prefix <text>", "identities are this and a number")
    .option("--rate <number>", "calls a second of all of them, about", positiveNumber)
    .option("--pace <number>", "how much faster than real their time runs", positiveNumber)
    .option("--seed <text>", "the same seed gives the same stations")
    .option("--password <text>", "of Basic authentication")
    .option("--deflate", "offer permessage-deflate")
    .option("--faulty", "every tenth shows typical faults")
    .option("--awkward", "1.6 stations have the habits of those in the field")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap simulate station --url ws://127.0.0.1:9000/ocpp
  ocpptap simulate station --url ws://127.0.0.1:9000/ocpp --stations 200 --rate 100 --faulty`,
    )
    .action(async ({ deflate, faulty, awkward, ...options }: StationOptions) => {
      await running(io, (signal, write) =>
        runSimulatedStations({
          ...options,
          ...(deflate === true && { perMessageDeflate: true }),
          ...(faulty === true && { isFaulty: true }),
          ...(awkward === true && { isAwkward: true }),
          signal,
          write,
        }),
      );
    });
}

function addDay(simulate: Command, io: CliIo): void {
  simulate
    .command("day")
    .summary("a day of awkward 1.6 stations, then it ends")
    .description(
      "Lives a day of a fleet of 1.6 stations: sessions, also offline ones that are told later, power cuts, storms of reconnections, and the habits of stations in the field. Ends when all of it was told; the CSMS's ledger can be compared with the last line.",
    )
    .requiredOption("--url <url>", "where they connect; each appends its identity", stationUrl)
    .option("--stations <number>", "how many", wholeNumber(1, limits.linksMax), 50)
    .option("--sessions <number>", "of all of them", wholeNumber(1, 1_000_000), 200)
    .option("--within <seconds>", "how long the day takes", positiveNumber, 60)
    .option("--prefix <text>", "identities are this and a number")
    .option("--seed <text>", "the same seed gives the same day", "day")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap simulate csms --strict                           in one terminal
  ocpptap serve --config translate.yaml                    with a route of mode translate
  ocpptap simulate day --url ws://127.0.0.1:9000/ocpp --stations 50 --sessions 200`,
    )
    .action(async ({ within, ...options }: DayOptions) => {
      await running(io, (signal, write) =>
        runSimulatedDay({ ...options, dayMs: within * 1000, signal, write }),
      );
    });
}

function addCsms(simulate: Command, io: CliIo): void {
  simulate
    .command("csms")
    .summary("a CSMS that accepts every station")
    .description("Runs a simulated CSMS that answers every call and sends a command after a boot.")
    .option("--listen <address>", "[HOST:]PORT; port 0 picks a free one", listenAddress, {
      host: "127.0.0.1",
      port: 9100,
    })
    .addOption(
      new Option("--duplicate <what>", "a station that connects a second time is …").choices([
        "replace",
        "refuse",
        "allow",
      ]),
    )
    .option("--station <id=password>", "only these, with Basic authentication; repeat", passwords)
    .option("--strict", "hold 2.0.1 stations to the letter, tell violations, keep a ledger")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap simulate csms --listen 9100
  ocpptap serve --upstream ws://127.0.0.1:9100/ocpp        in front of it, in another terminal
  ocpptap simulate csms --station CP-1=secret --duplicate refuse
  ocpptap simulate csms --strict                           behind a translated route`,
    )
    .action(async ({ listen, duplicate, station, strict }: CsmsOptions) => {
      const command = {
        ...listen,
        ...(duplicate === undefined ? {} : { duplicate }),
        ...(station === undefined ? {} : { passwords: station }),
        ...(strict === true && { strict: { isCosting: true } }),
      };
      await running(io, (signal, write) => runSimulatedCsms({ ...command, signal, write }));
    });
}

/** Ends with the signal, and when nobody reads what it says any more. */
async function running(
  io: CliIo,
  run: (signal: AbortSignal, write: (line: string) => void) => Promise<void>,
): Promise<void> {
  const unread = new AbortController();
  const write = (line: string) => {
    print(io.stdout, `${printable(line)}\n`).catch(() => unread.abort());
  };
  await run(AbortSignal.any([io.signal, unread.signal]), write);
  if (unread.signal.aborted) throw new ReaderGone();
}

function stationUrl(text: string): string {
  const protocol = URL.parse(text)?.protocol;
  if (protocol === "ws:" || protocol === "wss:") return text;
  throw usageError(`--url "${text}" is not a ws:// or wss:// URL, e.g. ws://127.0.0.1:9000/ocpp`);
}

function versions(text: string): readonly OcppVersion[] {
  return text.split(",").map((name) => {
    const version = ocppVersions.find((known) => known === name.trim());
    if (version !== undefined) return version;
    throw new InvalidArgumentError(`Versions are ${ocppVersions.join(", ")}.`);
  });
}

function listenAddress(text: string): Address {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new InvalidArgumentError("Write PORT or HOST:PORT.");
}

function passwords(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, id, password] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (id !== undefined && password !== undefined) return { ...earlier, [id]: password };
  throw new InvalidArgumentError("Write ID=PASSWORD.");
}
