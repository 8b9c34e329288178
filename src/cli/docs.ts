/**
 * The reference pages that are generated from the code, and the hidden command that writes them. A
 * test makes them again and compares, so that no page tells what is no longer so.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { errorCatalogue } from "../base/errors.ts";
import { configurationReference, sampleConfiguration } from "../config/reference.ts";
import { ruleGroups } from "../findings/catalogue.ts";
import type { RuleText, Side } from "../findings/rule.ts";
import { metricsReference } from "../observe/metrics-reference.ts";
import { listActions } from "../ocpp/reference/reference.ts";
import { type OcppVersion, ocppVersions } from "../ocpp/versions.ts";
import { type Field, fieldNames, fields, languageRules, payloadField } from "../query/fields.ts";
import { chartValues, chartValuesSchema } from "./chart.ts";
import { type CliIo, print } from "./io.ts";
import { limitsPage } from "./limits-reference.ts";
import { translationLines } from "./translation-reference.ts";

/** Path from the root of the repository → text. `commandLine` is the program's, for its help. */
export function generatedDocs(program: Command): ReadonlyMap<string, string> {
  return new Map([
    ["deploy/helm/ocpptap/values.schema.json", chartValuesSchema()],
    ["deploy/helm/ocpptap/values.yaml", chartValues()],
    ["docs/operations/limits.md", page("Limits", "src/base/limits", limitsPage())],
    ["docs/reference/command-line.md", commandLineReference(program)],
    ["docs/reference/configuration.md", configurationReference()],
    ["docs/reference/errors.md", errorsReference()],
    ["docs/reference/messages.md", messagesReference()],
    ["docs/reference/metrics.md", metricsReference()],
    ["docs/reference/ocpptap.yaml", sampleConfiguration()],
    ["docs/reference/findings.md", rulesReference()],
    ["docs/reference/search.md", searchReference()],
    [
      "docs/reference/translation.md",
      page("Translation of messages", "src/translate", translationLines()),
    ],
  ]);
}

export function addDocsCommand(program: Command, io: CliIo): void {
  program
    .command("docs", { hidden: true })
    .description("Writes the generated reference pages below the working directory.")
    .action(async () => {
      for (const [path, text] of generatedDocs(program)) {
        await mkdir(dirname(join(io.cwd, path)), { recursive: true });
        await writeFile(join(io.cwd, path), text);
        await print(io.stdout, `${path}\n`);
      }
    });
}

function page(title: string, origin: string, lines: readonly string[]): string {
  const note = `Generated from \`${origin}\` by \`npm run docs\`.`;
  return [`# ${title}`, "", note, "", ...lines].join("\n").trimEnd().concat("\n");
}

/** The help of every command, as a terminal of 100 columns shows it. */
export function commandLineReference(program: Command): string {
  const lines = commandsOf(program, "").flatMap(({ name, command }) => [
    `## ${name}`,
    "",
    "```text",
    helpOf(command).trimEnd(),
    "```",
    "",
  ]);
  return page("Command line", "src/cli", [
    "Exit codes: 0 done, 1 failed or something was found, 2 used wrongly (options, configuration,",
    "query). Errors are one sentence and a remedy on standard error; `--verbose` adds the stack.",
    "",
    ...lines,
  ]);
}

type Named = { readonly name: string; readonly command: Command };

function commandsOf(command: Command, prefix: string): readonly Named[] {
  const name = `${prefix}${command.name()}`;
  const children = command.createHelp().visibleCommands(command);
  const own = children.length > 0 && prefix !== "" ? [] : [{ name, command }];
  return [...own, ...children.flatMap((child) => commandsOf(child, `${name} `))];
}

function helpOf(command: Command): string {
  let text = "";
  const output = command.configureOutput();
  command.configureOutput({
    ...output,
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  command.configureOutput(output);
  return text;
}

export function errorsReference(): string {
  const lines = Object.entries(errorCatalogue).flatMap(([code, entry]) => [
    `## ${code}`,
    "",
    entry.sentence,
    "",
    `**What to do:** ${entry.remedy}`,
    "",
    entry.isRetryable ? "Trying again later can succeed.\n" : "Trying again changes nothing.\n",
  ]);
  return page("Errors", "src/base/errors.ts", [
    "Words in braces stand for the actual values. The code is stable; the wording is not.",
    "",
    ...lines,
  ]);
}

export function rulesReference(): string {
  const lines = ruleGroups.flatMap(({ title, introduction, rules }) => [
    `## ${title}`,
    "",
    introduction,
    "",
    "| rule | severity | what it finds |",
    "|---|---|---|",
    ...rules.map(({ text }) => `| [${text.id}](#${text.id}) | ${text.severity} | ${text.title} |`),
    "",
    ...rules.flatMap(({ text }) => ruleSection(text)),
  ]);
  return page("Findings", "src/findings/rules", [
    "What ocpptap notices by itself. A finding names the messages it rests on, who is at fault and",
    "what to do. An **error** breaks charging or the protocol now; a **warning** will hurt, or a",
    "strict peer may refuse it; a **note** is worth knowing. A single finding may differ from its",
    "rule in severity and side, where the case at hand says so.",
    "",
    ...lines,
  ]);
}

function ruleSection({ id, title, ...text }: RuleText): readonly string[] {
  const usually = sides[text.side];
  return [
    `### ${id}`,
    "",
    `**${title}.** Severity: ${text.severity}. Usually at fault: ${usually}.`,
    "",
    text.explanation,
    "",
    `**What to do:** ${text.remedy}`,
    "",
    ...(text.clause === "" ? [] : [`Standard: ${text.clause}.`, ""]),
  ];
}

const sides = {
  station: "the station",
  csms: "the CSMS",
  network: "the network between them",
  ours: "ocpptap",
} satisfies Record<Side, string>;

/** 2.1 has all of 2.0.1, so only what it adds is listed again. */
export function messagesReference(): string {
  const lines = ocppVersions.flatMap((version) => [
    `## OCPP ${version}`,
    "",
    ...(version === "2.1" ? ["Everything of 2.0.1, and:", ""] : []),
    "| action | sent by | belongs to | purpose |",
    "|---|---|---|---|",
    ...messageRows(version),
    "",
  ]);
  return page("Messages", "src/ocpp/reference", [
    "The actions of each version. `ocpptap explain ACTION` tells the fields of one, what they mean",
    "and what goes wrong with it; `ocpptap explain VALUE` tells what a value means.",
    "",
    ...lines,
  ]);
}

function messageRows(version: OcppVersion): readonly string[] {
  return listActions(version)
    .filter(({ versions }) => version !== "2.1" || !versions.includes("2.0.1"))
    .map(
      ({ action, senders, block, purpose }) =>
        `| ${action} | ${senders.join(" or ")} | ${block} | ${purpose} |`,
    );
}

export function searchReference(): string {
  const rows = fieldNames.map((name) => {
    const field: Field = fields[name];
    const values = field.kind === "choice" ? field.values.join(" ") : unitOf(field);
    return rowOf([`\`${name}:\``, field.description, values, field.examples]);
  });
  const { name, description, examples } = payloadField;
  return page("Search language", "src/query/fields.ts", [
    "Console, command line and API use the same one.",
    "",
    ...languageRules.map((rule) => `- ${rule}`),
    "",
    "| field | meaning | values | examples |",
    "|---|---|---|---|",
    ...rows,
    rowOf([`\`${name}.\``, description, "", examples]),
    "",
    "Example: `station:CP-7* action:StatusNotification payload.status:Faulted -payload.errorCode:NoError`",
  ]);
}

function unitOf(field: Field): string {
  if (field.kind !== "number") return "text";
  return field.unit === "" ? "number" : `number of ${field.unit}`;
}

type Cells = readonly [name: string, text: string, values: string, examples: readonly string[]];

function rowOf([name, text, values, examples]: Cells): string {
  const shown = examples.map((example) => `\`${example}\``).join(" ");
  return `| ${[name, text, values, shown].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
