/**
 * The command line: arguments and the world in, an exit code out (0 done, 1 failed or found
 * something, 2 used wrongly). Nothing here ends the process, and nothing is written but through
 * what is injected.
 */
import { PassThrough } from "node:stream";
import { Command } from "commander";
import { addAlertsCommand } from "./alerts.ts";
import { addCallCommand } from "./call.ts";
import { addCheckCommand } from "./check.ts";
import { addCompareCommand } from "./compare.ts";
import { addConfigCommand } from "./config-command.ts";
import { addDiagnoseCommand } from "./diagnose.ts";
import { addDocsCommand, generatedDocs } from "./docs.ts";
import { addEraseCommand } from "./erase.ts";
import { addExplainCommand } from "./explain.ts";
import { addExportCommand } from "./export.ts";
import { failureOf } from "./failure.ts";
import { addFaultsCommand } from "./faults.ts";
import { addImportCommand } from "./import.ts";
import { type CliIo, print } from "./io.ts";
import { addMigrateCommand } from "./migrate.ts";
import { addPlanCommand } from "./plan.ts";
import { addReadinessCommand } from "./readiness.ts";
import { addReplayCommand } from "./replay.ts";
import { addRulesCommand } from "./rules.ts";
import { addSearchCommand } from "./search.ts";
import { addDemoCommand, addServeCommand, type Ended } from "./serve.ts";
import { addSimulateCommand } from "./simulate.ts";
import { addTailCommand } from "./tail.ts";

const INTERRUPTED = { exitCode: 1, text: "ocpptap: Interrupted before it was done.\n" };

/** `argv` without the interpreter and the script. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  // A reader that has gone is told by the write that fails; without a listener it would be fatal.
  io.stdout.on("error", () => undefined);
  io.stderr.on("error", () => undefined);
  let exitCode = 0;
  const help = { out: [], err: [] };
  const ended = (code: number) => {
    exitCode = code;
  };
  const program = createProgram(io, { help, ended });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (thrown) {
    const failure = io.signal.aborted ? INTERRUPTED : failureOf(thrown, isVerbose(argv));
    const told = [
      print(io.stdout, help.out.join("")),
      print(io.stderr, help.err.join("") + failure.text),
    ];
    // Who does not read what is wrong cannot be told that either.
    await Promise.allSettled(told);
    return failure.exitCode;
  }
}

type ProgramDeps = {
  readonly ended: Ended;
  /** Collects what commander writes. */
  readonly help: { readonly out: string[]; readonly err: string[] };
};

export function createProgram(io: CliIo, { help, ended }: ProgramDeps): Command {
  const program = new Command("ocpptap")
    .description("A transparent, protocol-aware proxy and flight recorder for OCPP.")
    .exitOverride()
    // `check` has a --version of its own.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => void help.out.push(text),
      writeErr: (text) => void help.err.push(text),
      // Faults are told by `failure.ts`, in one way for all.
      outputError: () => undefined,
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
    })
    .version(io.app.version, "--version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .addHelpText(
      "after",
      `
Examples:
  ocpptap serve --upstream wss://csms.example/ocpp
  ocpptap tail station:CP-7
  ocpptap search 'station:CP-7 type:callError' --from -2h

Each command has --help with examples. Exit codes: 0 done, 1 failed, 2 used wrongly.`,
    );
  addServeCommand(program, io, ended);
  addDemoCommand(program, io, ended);
  addSearchCommand(program, io);
  addTailCommand(program, io);
  addDiagnoseCommand(program, io, ended);
  addCallCommand(program, io, ended);
  addCompareCommand(program, io, ended);
  addReadinessCommand(program, io, ended);
  addReplayCommand(program, io, ended);
  addPlanCommand(program, io, ended);
  addExportCommand(program, io);
  addImportCommand(program, io);
  addCheckCommand(program, io, ended);
  addRulesCommand(program, io);
  addExplainCommand(program, io);
  addSimulateCommand(program, io);
  addAlertsCommand(program, io, ended);
  addFaultsCommand(program, io);
  addConfigCommand(program, io);
  addMigrateCommand(program, io);
  addEraseCommand(program, io);
  addDocsCommand(program, io);
  for (const command of withChildren(program)) {
    command.option("--verbose", "with a failure, also show where in the program it came from");
  }
  return program;
}

/** The generated pages: path from the root of the repository → text. */
export function referencePages(): ReadonlyMap<string, string> {
  const unused = () => Promise.reject(new Error("a page is written, nothing runs"));
  const io: CliIo = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    cwd: "/",
    isTerminal: false,
    signal: new AbortController().signal,
    ...{ onHangup: () => undefined, serviceManager: {} },
    app: { version: "", serve: unused, demo: unused },
  };
  return generatedDocs(createProgram(io, { help: { out: [], err: [] }, ended: () => undefined }));
}

function withChildren(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withChildren)];
}

function isVerbose(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).includes("--verbose");
}
