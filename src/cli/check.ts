/**
 * `ocpptap check [FILE|-]`: OCPP messages or a trace → findings, without a store or a network. The
 * file is read as it goes, so it may be of any size.
 */

import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { systemClock } from "../base/clock.ts";
import { OperationalError, problemOf } from "../base/errors.ts";
import type { Sender } from "../base/ids.ts";
import { printable } from "../base/printable.ts";
import { type CheckFinding, type CheckSummary, createCheck } from "../check/check.ts";
import { linesOf } from "../check/lines.ts";
import { plural } from "../findings/wording.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";
import { type CliIo, print } from "./io.ts";
import { jsonLine } from "./message-format.ts";
import type { Ended } from "./serve.ts";

type CheckOptions = {
  readonly sender?: Sender;
  readonly version?: OcppVersion;
  readonly strict?: true;
  readonly format: "text" | "json";
};

export function addCheckCommand(program: Command, io: CliIo, ended: Ended): void {
  program
    .command("check")
    .summary("check OCPP messages or a trace from a file, without a store")
    .description(
      "Checks OCPP messages, one a line: bare OCPP-J frames, what `export --format jsonl` writes, " +
        "or any JSON objects with a message, and a time, a direction and a station under common " +
        "names (see docs/operations/check.md). Lines stand in the order of time.",
    )
    .argument("[file]", "JSON lines; - or nothing is standard input", "-")
    .addOption(
      new Option(
        "--sender <side>",
        "who sent what does not say; without it, it is guessed",
      ).choices(["station", "csms"]),
    )
    .addOption(
      new Option("--version <version>", "the OCPP version; without it, it is found out").choices(
        ocppVersions,
      ),
    )
    .option("--strict", "exit 1 with warnings, too")
    .addOption(
      new Option("--format <format>", "text is for people; json is one document")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap check cp-17.jsonl
  ocpptap export station:CP-17 --from -1d | ocpptap check --strict
  echo '[2,"1","Hartbeat",{}]' | ocpptap check --version 1.6 --format json

Exit codes: 0 no errors, 1 errors (with --strict: or warnings), 2 used wrongly.`,
    )
    .action(async (file: string, options: CheckOptions) => {
      const { errors, warnings } = await checkFile(file, options, io);
      const isBad = errors > 0 || (options.strict === true && warnings > 0);
      ended(isBad ? 1 : 0);
    });
}

async function checkFile(file: string, options: CheckOptions, io: CliIo): Promise<CheckSummary> {
  const bugs: string[] = [];
  const check = createCheck(
    { sender: options.sender ?? null, version: options.version ?? null },
    {
      clock: systemClock,
      observe: (event) => {
        if (event.name === "bug" || event.name === "ruleDisabled") bugs.push(event.problem);
      },
    },
  );
  const write = options.format === "json" ? jsonWriter(io) : textWriter(io);
  for await (const line of linesOf(bytesOf(file, io))) {
    io.signal.throwIfAborted();
    await write.findings(check.take(line));
    const [bug] = bugs;
    if (bug !== undefined) throw new Error(`line ${line.number}: ${bug}`);
  }
  const summary = check.summary();
  await write.end(summary);
  return summary;
}

async function* bytesOf(file: string, io: CliIo): AsyncGenerator<Buffer> {
  const source = file === "-" ? io.stdin : createReadStream(resolve(io.cwd, file));
  try {
    for await (const chunk of source) yield Buffer.from(chunk);
  } catch (thrown) {
    const problem = `${file === "-" ? "Standard input" : file} cannot be read: ${problemOf(thrown)}`;
    throw new OperationalError("USAGE", { problem }, { cause: thrown });
  }
}

type Writer = {
  readonly findings: (findings: readonly CheckFinding[]) => Promise<void>;
  readonly end: (summary: CheckSummary) => Promise<void>;
};

function textWriter(io: CliIo): Writer {
  return {
    findings: (findings) => print(io.stdout, findings.map(textOf).join("")),
    end: ({ messages, errors, warnings, notes }) =>
      print(
        io.stdout,
        `${plural(messages, "message")}: ${plural(errors, "error")}, ` +
          `${plural(warnings, "warning")}, ${plural(notes, "note")}\n`,
      ),
  };
}

function textOf({ line, severity, rule, side, stationId, sentence, remedy }: CheckFinding): string {
  const of = [stationId, side ?? ""].filter((part) => part !== "").map(printable);
  const where = of.length === 0 ? "" : ` (${of.join(", ")})`;
  return `line ${line}: ${severity} ${rule}${where}\n  ${printable(sentence)}\n  ${remedy}\n`;
}

/** One document, written as it comes. */
function jsonWriter(io: CliIo): Writer {
  let isFirst = true;
  return {
    async findings(findings) {
      for (const finding of findings) {
        await print(io.stdout, `${isFirst ? '{"findings":[' : ","}\n${jsonLine(finding)}`);
        isFirst = false;
      }
    },
    end: (summary) =>
      print(io.stdout, `${isFirst ? '{"findings":[' : "\n"}],\n"summary":${jsonLine(summary)}}\n`),
  };
}
