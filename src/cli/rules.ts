/** `ocpptap rules [ID]`: the catalogue as a table, or one rule in full. Needs no store. */
import { type Command, Option } from "commander";
import { OperationalError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { ruleText, ruleTexts } from "../findings/catalogue.ts";
import type { RuleText } from "../findings/rule.ts";
import { type CliIo, print } from "./io.ts";
import { createTable } from "./table.ts";

type RulesOptions = { readonly format: "table" | "json" };

export function addRulesCommand(program: Command, io: CliIo): void {
  program
    .command("rules")
    .summary("the rules that findings come from, or one of them in full")
    .description("Lists all rules; with an id, says what the rule means and what to do about it.")
    .argument("[id]", "the rule's id, e.g. call-timeout")
    .addOption(
      new Option("--format <format>", "table is for people; json is complete")
        .choices(["table", "json"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap rules
  ocpptap rules call-timeout
  ocpptap rules --format json | jq -r '.[].id'`,
    )
    .action(async (id: string | undefined, { format }: RulesOptions) => {
      const width = io.isTerminal ? (io.stdout.columns ?? 100) : null;
      const found = id === undefined ? ruleTexts : ruleOf(id);
      if (format === "json") await print(io.stdout, `${JSON.stringify(found, null, 2)}\n`);
      else await print(io.stdout, "id" in found ? inFull(found) : listed(found, width));
    });
}

function ruleOf(id: string): RuleText {
  const found = ruleText(id);
  if (found !== null) return found;
  const ids = ruleTexts.map((rule) => rule.id);
  const near = nearest(id, ids);
  const meant = near === null ? "" : `; perhaps ${near} was meant`;
  throw new OperationalError("USAGE", { problem: `There is no rule '${id}'${meant}` });
}

function listed(rules: readonly RuleText[], width: number | null): string {
  const titles = ["ID", "SEVERITY", "SIDE", "TITLE"];
  const table = createTable(
    titles.map((title) => ({ title })),
    width,
  );
  return table.lines(rules.map(({ id, severity, side, title }) => [id, severity, side, title]));
}

function inFull(rule: RuleText): string {
  const { id, title, severity, side, clause, explanation, remedy } = rule;
  const facts = `Severity: ${severity}. Usually the side of: ${side}.`;
  const rests = clause === "" ? [] : ["", `Clause: ${clause}.`];
  const lines = [`${id}: ${title}`, facts, "", explanation, "", `What to do: ${remedy}`, ...rests];
  return `${lines.join("\n")}\n`;
}
