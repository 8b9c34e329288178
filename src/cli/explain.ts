/** `ocpptap explain [WORD]`: what an action, a value or a field of OCPP means. Needs no store. */
import { type Command, Option } from "commander";
import { OperationalError } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { type Explanation, explain } from "../ocpp/reference/explain.ts";
import { type ActionSummary, listActions } from "../ocpp/reference/reference.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";
import { explanationText } from "./explain-text.ts";
import { type CliIo, print } from "./io.ts";
import { createTable } from "./table.ts";

type ExplainOptions = {
  readonly ocppVersion?: OcppVersion;
  readonly format: "text" | "json";
};

/** Where the text does not go to a terminal. */
const WIDTH_DEFAULT = 100;

export function addExplainCommand(program: Command, io: CliIo): void {
  program
    .command("explain")
    .summary("what an action, a value or a field of OCPP means")
    .description(
      "Explains a word out of a message: an action with all its fields, a value such as Faulted, an " +
        "error code, an enumeration or a field. Without a word, lists all actions.",
    )
    .argument("[word]", "e.g. BootNotification, SuspendedEV, NotImplemented, meterStop")
    .addOption(
      new Option("--ocpp-version <version>", "only what this version says").choices(ocppVersions),
    )
    .addOption(
      new Option("--format <format>", "text is for people; json is complete")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap explain StartTransaction
  ocpptap explain TransactionEvent --ocpp-version 2.0.1
  ocpptap explain EVDisconnected
  ocpptap explain --format json | jq -r '.[].action'`,
    )
    .action(async (word: string | undefined, { ocppVersion, format }: ExplainOptions) => {
      const version = ocppVersion ?? null;
      const found = word === undefined ? listActions(version) : explanationOf(word, version);
      if (format === "json") await print(io.stdout, `${JSON.stringify(found, null, 2)}\n`);
      else if ("word" in found) await print(io.stdout, explanationText(found, widthOf(io)));
      else await print(io.stdout, listed(found, io));
    });
}

function widthOf(io: CliIo): number {
  return io.isTerminal ? (io.stdout.columns ?? WIDTH_DEFAULT) : WIDTH_DEFAULT;
}

function explanationOf(word: string, version: OcppVersion | null): Explanation {
  const explained = explain(word, version);
  if (explained.kind === "found") return explained.explanation;
  const { problem, nearest } = explained.unexplained;
  const meant = nearest === null ? "" : `; perhaps ${nearest} was meant`;
  throw new OperationalError("USAGE", { problem: printable(`There is ${problem}${meant}`) });
}

function listed(actions: readonly ActionSummary[], io: CliIo): string {
  const titles = ["ACTION", "VERSIONS", "SENT BY", "PURPOSE"];
  const table = createTable(
    titles.map((title) => ({ title })),
    io.isTerminal ? widthOf(io) : null,
  );
  return table.lines(
    actions.map(({ action, versions, senders, purpose }) => [
      action,
      versions.join(" "),
      senders.join(" or "),
      purpose,
    ]),
  );
}
