/** `ocpptap serve` and `demo`. */
import { type Command, Option } from "commander";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { type Role, roles } from "../config/roles.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import type { CliIo } from "./io.ts";
import { positiveNumber, wholeNumber } from "./numbers.ts";

/** What a command ended with, for those that decide it themselves. */
export type Ended = (exitCode: number) => void;

export function addServeCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("serve")
    .summary("relay stations to their CSMS, record, explain, serve the console")
    .description(
      "Relays stations to their CSMS untouched, records every message, and serves the console.",
    )
    .addOption(new Option("--only <role>", "run one role in this process").choices(roles))
    .addHelpText(
      "after",
      `
Examples:
  ocpptap serve --upstream wss://csms.example/ocpp
  ocpptap serve --upstream wss://csms.example/ocpp --listen 0.0.0.0:9000 --data /var/lib/ocpptap
  ocpptap serve --config ocpptap.yaml --store http://ocpptap:secret@clickhouse:8123/ocpptap
  ocpptap serve --config ocpptap.yaml --only relay

Stations connect to ws://HOST:9000/<anything>/<station>; the console is on http://127.0.0.1:9001.`,
    );
  addConfigOptions(command, "all").action(async ({ only }: { readonly only?: Role }) => {
    const load = async () => {
      const { config } = await loadConfigOf(command, io);
      const isRelaying = only === undefined || only === "relay";
      if (isRelaying && config.upstream === undefined && config.routes.length === 0) {
        throw new OperationalError("NO_UPSTREAM");
      }
      return config;
    };
    const { signal, onHangup, serviceManager } = io;
    const options = { only: only ?? null, signal, reload: { load, onHangup }, serviceManager };
    ended(await io.app.serve(await load(), options));
  });
}

type DemoCommand = {
  readonly stations?: number;
  readonly rate?: number;
  readonly seed?: string;
};

export function addDemoCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("demo")
    .summary("the same in front of a simulated CSMS and fleet")
    .description(
      "Serves in front of a simulated CSMS and a simulated fleet with typical faults, to look around.",
    )
    .option(
      "--stations <number>",
      "well-behaved stations, beside those with faults (default: 20)",
      wholeNumber(0, limits.linksMax),
    )
    .option("--rate <number>", "calls a second of all of them, about", positiveNumber)
    .option("--seed <text>", "the same seed gives the same stations")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap demo
  ocpptap demo --stations 500 --rate 200 --data /tmp/ocpptap-demo`,
    );
  addConfigOptions(command, ["--config", "--data", "--listen", "--console", "--store"]).action(
    async (options: DemoCommand) => {
      const { config } = await loadConfigOf(command, io);
      const { stations = null, rate = null, seed = null } = options;
      ended(await io.app.demo(config, { stations, rate, seed, signal: io.signal }));
    },
  );
}
