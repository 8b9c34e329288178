/** `ocpptap compare`: the answers of two CSMSs, the stations' own and the one of a shadow. */
import { type Command, Option } from "commander";
import { systemClock } from "../base/clock.ts";
import { type CsmsComparison, compareCsmss } from "../query/comparison/comparison.ts";
import { parseTime } from "../query/time.ts";
import { comparisonText } from "./compare-text.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { type RangeOptions, STORE_FLAGS, terminalWidth, withReader } from "./search.ts";
import type { Ended } from "./serve.ts";

type CompareOptions = RangeOptions & {
  readonly station: string;
  readonly replay: string;
  readonly format: "text" | "json";
};

export function addCompareCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("compare")
    .summary("compare the answers of a shadow's CSMS with those of the stations' own")
    .description(
      "Compares, action by action, what the CSMS of the stations answered with what the CSMS of a " +
        "shadow did: statuses, decisions about tokens, intervals, errors, missing answers, latency.",
    )
    .option("--from <time>", "not before: ISO 8601 (UTC), or relative like -2h (default: -24h)")
    .option("--to <time>", "before this time (default: now)")
    .option("--station <id>", "only of this station: its exact id", "")
    .option(
      "--replay <instance>",
      "what this replay played, as it named itself; then all times",
      "",
    )
    .addOption(
      new Option("--format <format>", "text is for people; json is what the API gives")
        .choices(["text", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ocpptap compare --from -7d
  ocpptap compare --station CP-7 --format json | jq '.differences[] | select(.severity == "error")'

Exit codes: 0 compared, and nothing differs; 1 something differs, or nothing was compared; 2 used
wrongly.`,
    );
  addConfigOptions(command, STORE_FLAGS).action(async (options: CompareOptions) => {
    const { station, replay, format } = options;
    const nowUs = systemClock.nowUs();
    const timeOf = (name: "from" | "to") => {
      const text = options[name];
      return text === undefined ? null : parseTime(text, `--${name}`, nowUs);
    };
    const request = { station, replay, fromUs: timeOf("from"), toUs: timeOf("to") };
    const { config } = await loadConfigOf(command, io);
    const found = await withReader(config, io, (deps) => compareCsmss(request, deps));
    const json = () => `${JSON.stringify(found, null, 2)}\n`;
    const width = terminalWidth(io);
    await print(io.stdout, format === "json" ? json() : comparisonText(found, width));
    ended(isWell(found) ? 0 : 1);
  });
}

function isWell({ pairs, differing }: CsmsComparison): boolean {
  return pairs > 0 && differing === 0;
}
