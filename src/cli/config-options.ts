/**
 * The configuration's flags on a command, made from the schema, and the configuration that a
 * command line, the environment and a file amount to.
 */
import { type Command, Option } from "commander";
import { flagOf, SHORT_FLAGS } from "../config/derive.ts";
import { type ConfigList, type ConfigValue, settableFields } from "../config/fields.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { valueText } from "../config/print.ts";
import type { ConfigFlags } from "../config/sources.ts";
import type { CliIo } from "./io.ts";

const GROUP = "Configuration (file, OCPPTAP_… variables and these; see `ocpptap config print`):";

/** Flags that `--help` of a command shows; the others work all the same. */
export type Shown = "all" | readonly string[];

export function addConfigOptions(command: Command, shown: Shown): Command {
  add(command, new Option("--config <file>", "configuration file (YAML)"), shown);
  for (const field of settableFields) {
    const short = Object.entries(SHORT_FLAGS).find(([, path]) => path === field.path)?.[0];
    // The short name stands for both in the help.
    for (const flag of short === undefined ? [flagOf(field.path)] : [short, flagOf(field.path)]) {
      const option = optionOf(field, flag);
      if (short !== undefined && flag !== short) option.hideHelp();
      add(command, option, shown);
    }
  }
  return command;
}

function add(command: Command, option: Option, shown: Shown): void {
  const isShown = shown === "all" || shown.includes(option.long ?? "");
  if (!isShown) option.hideHelp();
  command.addOption(option.helpGroup(GROUP));
}

function optionOf(field: ConfigValue | ConfigList, flag: string): Option {
  const text = valueText(field, field.fallback);
  const ending = text === null || field.kind === "list" ? "" : ` (default: ${text})`;
  const description = field.description.replace(/\.$/, "") + ending;
  if (field.kind === "list") {
    const collect = (value: string, earlier: string[] | undefined) => [...(earlier ?? []), value];
    const argument = field.shorthand === null ? "<json>" : `<${field.shorthand}>`;
    return new Option(`${flag} ${argument}`, description).argParser(collect);
  }
  const isYesNo = field.type.startsWith("yes or no");
  return new Option(`${flag} ${isYesNo ? "[yes|no]" : "<value>"}`, description);
}

/** The configuration flags that were typed, by the name they were typed with. */
export function configFlagsOf(command: Command): ConfigFlags {
  const known = new Set([
    "--config",
    ...Object.keys(SHORT_FLAGS),
    ...settableFields.map((field) => flagOf(field.path)),
  ]);
  const flags: Record<string, string | boolean | readonly string[]> = {};
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== "cli") continue;
    const value: unknown = command.getOptionValue(name);
    if (!known.has(option.long ?? "")) continue;
    flags[option.long ?? ""] = Array.isArray(value)
      ? value.map(String)
      : typeof value === "boolean"
        ? value
        : String(value);
  }
  return flags;
}

export function loadConfigOf(command: Command, io: CliIo): Promise<LoadedConfig> {
  return loadConfig({ flags: configFlagsOf(command), env: io.env, cwd: io.cwd });
}
