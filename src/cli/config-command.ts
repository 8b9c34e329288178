/** `ocpptap config print|check`. */
import { type Command, Option } from "commander";
import { configEntries } from "../config/print.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { jsonLine } from "./message-format.ts";
import { terminalWidth } from "./search.ts";
import { createTable } from "./table.ts";

export function addConfigCommand(program: Command, io: CliIo): void {
  const config = program
    .command("config")
    .summary("show or check the configuration")
    .description("Shows or checks the configuration that flags, variables and file amount to.")
    .helpCommand(false);

  const printing = config
    .command("print")
    .summary("every key with its value and where it came from")
    .description("Shows every key with its value and where it came from. Passwords are hidden.")
    .addOption(
      new Option("--format <format>", "how it is written")
        .choices(["table", "json"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap config print --config ocpptap.yaml
  OCPPTAP_SPOOL_BYTES_MAX=1GiB ocpptap config print --format json`,
    );
  addConfigOptions(printing, ["--config"]).action(async ({ format }: { format: string }) => {
    const entries = configEntries(await loadConfigOf(printing, io));
    if (format === "json") {
      const byKey = Object.fromEntries(entries.map(({ key, ...rest }) => [key, rest]));
      await print(io.stdout, `${jsonLine(byKey)}\n`);
      return;
    }
    const table = createTable(
      [{ title: "KEY" }, { title: "SOURCE", widthMax: 40 }, { title: "VALUE" }],
      terminalWidth(io),
    );
    const rows = entries.map(({ key, value, source }) => [key, source, value ?? "-"]);
    await print(io.stdout, table.lines(rows));
  });

  const checking = config
    .command("check")
    .summary("tell all faults at once")
    .description("Tells all faults of the configuration at once, or that there are none.")
    .addHelpText("after", "\nExample:\n  ocpptap config check --config ocpptap.yaml");
  addConfigOptions(checking, ["--config"]).action(async () => {
    const { config, file } = await loadConfigOf(checking, io);
    const named = file === null ? "" : ` ${file}`;
    await print(io.stdout, `The configuration${named} has no faults.\n`);
    if (config.upstream === undefined && config.routes.length === 0) {
      await print(io.stdout, "It names no CSMS: `serve` will want --upstream, or routes.\n");
    }
  });
}
