/** `ocpptap call`: one call to a connected station, beside its CSMS, by way of a running console. */
import type { Command } from "commander";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";
import type { CommandAnswer, CommandError } from "../console/command-contract.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { askConsole, consoleUrlOf } from "./console-call.ts";
import { type CliIo, print } from "./io.ts";
import { wholeNumber } from "./numbers.ts";
import type { Ended } from "./serve.ts";

type CallOptions = {
  readonly timeout?: number;
  readonly force?: boolean;
  readonly url?: string;
  readonly json?: boolean;
};

export function addCallCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("call")
    .summary("send a call to a connected station")
    .description(
      "Sends one call to a connected station, beside its CSMS, and shows the answer, which the " +
        "CSMS does not see. Needs a running console, the role operator, and a route with " +
        "`commands`.",
    )
    .argument("<station>", "its id, exactly")
    .argument("<action>", "e.g. TriggerMessage")
    .argument("[payload]", "JSON object", "{}")
    .option(
      "--timeout <ms>",
      "to the answer (default: what the route says)",
      wholeNumber(limits.operatorCallMsMin, limits.operatorCallMsMax),
    )
    .option("--force", "send it though the schema of the station's version does not allow it")
    .option("--json", "show the console's whole answer")
    .option("--url <url>", "of a console elsewhere, e.g. https://ocpptap.example")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap call CP-7 TriggerMessage '{"requestedMessage":"StatusNotification"}'
  ocpptap call CP-7 GetConfiguration '{"key":["HeartbeatInterval"]}'
  ocpptap call CP-7 GetLog "$(cat get-log.json)" --timeout 60000

Exit codes: 0 the station answered with a result, 1 with an error or not at all, 2 used wrongly.`,
    );
  addConfigOptions(command, ["--config", "--console", "--token-file"]).action(
    async (stationId: string, action: string, payload: string, options: CallOptions) => {
      const { config } = await loadConfigOf(command, io);
      const url = options.url?.replace(/\/$/, "") ?? consoleUrlOf(config);
      const { timeout: timeoutMs, force = false, json = false } = options;
      const body = {
        action,
        payload: payloadIn(payload),
        ...(timeoutMs !== undefined && { timeoutMs }),
      };
      const path = `/api/stations/${encodeURIComponent(stationId)}/commands${force ? "?force" : ""}`;
      const asked = { url, method: "POST", path, body, signal: io.signal } as const;
      const told = await askConsole(asked, config.console.tokenFile ?? null);
      // The console is of our own version: what it sends has the contract's shape.
      const answer = told as CommandAnswer;
      await print(io.stdout, `${json ? JSON.stringify(answer) : textOf(answer)}\n`);
      if (answer.error !== null) ended(1);
    },
  );
}

function payloadIn(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new OperationalError("USAGE", {
      problem: `The payload is not JSON: ${problemOf(thrown)}`,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new OperationalError("USAGE", { problem: "The payload is not a JSON object" });
}

/** The payload of a result, or the error, and where both messages are in the record. */
function textOf({ answer, error, text, linkId, seq, answerSeq, latencyMs }: CommandAnswer): string {
  const result = answer === null ? text : JSON.stringify(answer, null, 2);
  const said = error === null ? result : errorText(error);
  const where = `link ${linkId}, messages ${seq} and ${answerSeq}, ${Math.round(latencyMs)} ms`;
  return [...said.split("\n"), where].map(printable).join("\n");
}

function errorText({ code, description, details }: CommandError): string {
  const described = description === "" ? code : `${code}: ${description}`;
  return details === null ? described : `${described} ${JSON.stringify(details)}`;
}
