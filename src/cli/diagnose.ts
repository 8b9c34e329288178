/** `ocpptap diagnose STATION`: the five questions of a troubleshooter, answered from the record. */
import { type Command, Option } from "commander";
import { OperationalError } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { type Answer, diagnose } from "../query/diagnosis/diagnosis.ts";
import { readStations } from "../query/stations.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { wrapped } from "./prose.ts";
import { STORE_FLAGS, withReader } from "./search.ts";
import type { Ended } from "./serve.ts";

type DiagnoseOptions = { readonly format: "text" | "json" };

export function addDiagnoseCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("diagnose")
    .summary("say why a station does not charge")
    .description(
      "Answers from the record: is the station communicating, is it faulting, why did its last " +
        "session fail to start, why did it stop, and what limit was set last.",
    )
    .argument("<station>", "the station's id, exactly")
    .addOption(
      new Option("--format <format>", "text is for people; json is what the API gives")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap diagnose CP-7
  ocpptap diagnose CP-7 --format json | jq '.questions[] | select(.verdict == "error")'

Exit codes: 0 nothing is wrong, 1 a verdict is error or warning, 2 used wrongly.`,
    );
  addConfigOptions(command, STORE_FLAGS).action(
    async (station: string, { format }: DiagnoseOptions) => {
      const { config } = await loadConfigOf(command, io);
      const questions = await withReader(config, io, async (deps) => {
        const [known] = await readStations(station, deps);
        if (known !== undefined) return diagnose(station, deps);
        throw new OperationalError("NOT_FOUND", {
          what: `station ${printable(station)} in the record`,
          remedy: "Ids are compared exactly, upper and lower case; `ocpptap search` shows them.",
        });
      });
      await print(
        io.stdout,
        format === "json" ? `${JSON.stringify({ questions }, null, 2)}\n` : textOf(questions, io),
      );
      const isWell = questions.every(({ verdict }) => verdict === "ok" || verdict === "unknown");
      ended(isWell ? 0 : 1);
    },
  );
}

const marks = { ok: "ok     ", warning: "warning", error: "ERROR  ", unknown: "unknown" } as const;

function textOf(questions: readonly Answer[], io: CliIo): string {
  const width = io.isTerminal ? Math.max(40, io.stdout.columns ?? 100) : 100;
  return questions
    .map(({ question, answer, verdict, evidence }) => {
      const rests = evidence.map(({ linkId, seq }) => `link:${linkId} seq ${seq}`);
      const lines = [
        `${marks[verdict]}  ${question}`,
        ...wrapped(printable(answer), width - 9).map((line) => `         ${line}`),
        ...rests.slice(0, 3).map((ref) => `         see ${ref}`),
      ];
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}
