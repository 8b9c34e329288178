/** `ocpptap faults`: faults on purpose, by the API of a running console. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";
import type { FaultState, FaultsAnswer } from "../console/fault-contract.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { askConsole, consoleUrlOf } from "./console-call.ts";
import { type CliIo, print } from "./io.ts";
import { positiveNumber, wholeNumber } from "./numbers.ts";

const TIMES_MAX = 1_000_000;
const MINUTES_MAX = limits.faultMsMax / 60_000;

type SetOptions = {
  readonly station: string;
  readonly sender: "station" | "csms";
  readonly type?: string;
  readonly action?: string;
  readonly every?: number;
  readonly probability?: number;
  readonly count?: number;
  readonly does: object;
  readonly for: number;
};

export function addFaultsCommand(program: Command, io: CliIo): void {
  const faults = program
    .command("faults")
    .summary("disturb messages of a test bench's station on purpose")
    .description(
      "Faults on purpose, where a route has `faults: true`: see docs/operations/faults-on-purpose.md. Needs a running console.",
    );
  addListCommand(faults, io);
  addSetCommand(faults, io);
  addRemoveCommand(faults, io);
}

function addListCommand(faults: Command, io: CliIo): void {
  const list = faults.command("list").summary("what is set").description("Lists what is set.");
  withConsole(list).action(async () => {
    const { faults: all } = await ask<FaultsAnswer>(list, io, { path: "/api/faults" });
    if (all.length === 0) await print(io.stdout, "No fault is set.\n");
    for (const fault of all) await print(io.stdout, lineOf(fault));
  });
}

function addSetCommand(faults: Command, io: CliIo): void {
  const set = faults
    .command("set")
    .summary("set a fault, or another one under its name")
    .description("Sets a fault for one station; open links have it from their next message on.")
    .argument("<name>", "what it is called")
    .requiredOption("--station <id>", "the station's exact identity")
    .addOption(
      new Option("--sender <who>", "whose messages")
        .choices(["station", "csms"])
        .default("station"),
    )
    .addOption(
      new Option("--type <type>", "only these").choices(["call", "callResult", "callError"]),
    )
    .option("--action <pattern>", "only of this action; * stands for any characters")
    .option("--every <number>", "only one in so many", wholeNumber(1, TIMES_MAX))
    .option("--probability <number>", "only with this probability", positiveNumber)
    .option("--count <number>", "so often at most", wholeNumber(1, TIMES_MAX))
    .requiredOption("--does <json>", "what is done, as the API takes it", parseDoes)
    .option(
      "--for <minutes>",
      "it ends by itself after so many minutes",
      wholeNumber(1, MINUTES_MAX),
      60,
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap faults set slow --station CP-7 --action Heartbeat --does '{"kind":"delay","ms":5000}'
  ocpptap faults set no --station CP-7 --sender csms --action Reset --does '{"kind":"answer","error":{"code":"InternalError"}}'
  ocpptap faults set lost --station CP-7 --probability 0.1 --does '{"kind":"drop"}' --for 480`,
    );
  withConsole(set).action(async (name: string, options: SetOptions) => {
    const { for: lasts, station, sender, does, type, action, every, probability, count } = options;
    const until = new Date(Date.now() + lasts * 60_000).toISOString();
    const which = { station, sender, type, action, every, probability, count };
    const body = { ...which, does, until };
    const fault = await ask<FaultState>(set, io, { path: pathOf(name), method: "PUT", body });
    await print(io.stdout, lineOf(fault));
  });
}

function addRemoveCommand(faults: Command, io: CliIo): void {
  const remove = faults
    .command("remove")
    .summary("remove a fault")
    .description("Removes a fault; what it held goes on.")
    .argument("<name>", "what it is called");
  withConsole(remove).action(async (name: string) => {
    const fault = await ask<FaultState>(remove, io, { path: pathOf(name), method: "DELETE" });
    await print(io.stdout, `Removed: ${lineOf(fault)}`);
  });
}

function withConsole(command: Command): Command {
  command.option("--url <url>", "of a console elsewhere, e.g. https://ocpptap.example");
  return addConfigOptions(command, ["--config", "--console", "--token-file"]);
}

type Asked = { readonly path: string; readonly method?: "PUT" | "DELETE"; readonly body?: object };

async function ask<Answer>(command: Command, io: CliIo, asked: Asked): Promise<Answer> {
  const { config } = await loadConfigOf(command, io);
  const { url } = command.opts<{ readonly url?: string }>();
  const consoleUrl = url?.replace(/\/$/, "") ?? consoleUrlOf(config);
  const { tokenFile = null } = config.console;
  const call = { url: consoleUrl, method: "GET", signal: io.signal, ...asked } as const;
  // The console is of our own version: what it sends has the contract's shape.
  return (await askConsole(call, tokenFile)) as Answer;
}

const pathOf = (name: string) => `/api/faults/${encodeURIComponent(name)}`;

function lineOf({ name, fault, what, setBy }: FaultState): string {
  const text = `${name}: ${fault.station}: ${what}; until ${fault.until}, set by ${setBy}`;
  return `${printable(text)}\n`;
}

function parseDoes(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('It is JSON such as {"kind":"drop"}.');
}
