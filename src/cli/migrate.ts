/** `ocpptap migrate`: the schema of the store, brought to this version's. */
import type { Command } from "commander";
import { optionsOf } from "../store/migrate.ts";
import { prepareStore } from "../store/prepare.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { STORE_FLAGS } from "./search.ts";
import { withStore } from "./store-access.ts";

export function addMigrateCommand(program: Command, io: CliIo): void {
  const command = program
    .command("migrate")
    .summary("bring the store's schema to this version's")
    .description(
      "Brings the store's schema to this version's and checks that it can be relied on. `serve` does the same by itself.",
    )
    .addHelpText(
      "after",
      `
Example:
  ocpptap migrate --store http://ocpptap:secret@clickhouse:8123/ocpptap`,
    );
  addConfigOptions(command, STORE_FLAGS).action(async () => {
    const { config } = await loadConfigOf(command, io);
    await withStore(config, "recorder", async ({ store, database }) => {
      const options = optionsOf(config, database);
      const { steps, version } = await prepareStore(store, options, { observe: () => undefined });
      const done = steps === 0 ? "nothing had to be done" : `${steps} steps were applied`;
      await print(
        io.stdout,
        `The database ${database} at ${store.url()} has schema version ${version}; ${done}.\n`,
      );
    });
  });
}
