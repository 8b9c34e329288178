/** `ocpptap erase`: a person's token out of the store, and a report of what was and what stays. */

import type { Command } from "commander";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { createHashToken, openRecordKey } from "../config/record-key.ts";
import type { Config } from "../config/schema.ts";
import { plural } from "../findings/wording.ts";
import { type ErasePlan, eraseToken, planErasure, spellingsOf } from "../store/erase.ts";
import { clusterOf, layoutOf } from "../store/layout.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import { STORE_FLAGS } from "./search.ts";
import { withStore } from "./store-access.ts";

type EraseFlags = {
  readonly token: string;
  readonly station?: string;
  readonly dryRun?: boolean;
};

export function addEraseCommand(program: Command, io: CliIo): void {
  const command = program
    .command("erase")
    .summary("remove a person's token from the store")
    .description(
      "Removes a token (idTag, idToken, eMAID) from everything in the store: payloads, columns, findings, transactions, and what stations told of the customer. Rows stay, with asterisks in its place. The comparison ignores case and finds whole words only.",
    )
    .requiredOption("--token <value>", "the idTag, idToken or eMAID")
    .option("--station <id>", "only in rows of this station")
    .option("--dry-run", "say what would be changed, and change nothing")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap erase --token 04A2B3C4 --dry-run
  ocpptap erase --token DE-ABC-C12345678-X --station CP-7`,
    );
  addConfigOptions(command, STORE_FLAGS).action(async (flags: EraseFlags) => {
    const { config } = await loadConfigOf(command, io);
    await erase(config, flags, io);
  });
}

async function erase(config: Config, flags: EraseFlags, io: CliIo): Promise<void> {
  const values = await valuesOf(config, flags.token);
  await withStore(config, "recorder", async ({ store, database }) => {
    const layout = layoutOf({ database, cluster: clusterOf(config.store) });
    const options = { layout, values, station: flags.station ?? null };
    const plan = await planErasure(store, options);
    if (flags.dryRun === true) {
      await print(io.stdout, `${planText(plan, "would be changed")}Nothing was changed.\n`);
      return;
    }
    const onProgress = (sentence: string) => {
      if (io.isTerminal) io.stderr.write(`${sentence}\n`);
    };
    const left = await eraseToken(store, options, { signal: io.signal, onProgress });
    if (left.length > 0) {
      const tables = left.map(({ table, rows }) => `${plural(rows, "row")} of ${table}`).join(", ");
      throw new OperationalError("ERASE_INCOMPLETE", { tables });
    }
    await print(io.stdout, `${planText(plan, "were changed")}${STAYS}`);
  });
}

/** A record may have the token as it is, and as its hash. */
async function valuesOf(config: Config, token: string): Promise<readonly string[]> {
  const { length } = token;
  if (length < limits.eraseTokenCharsMin || length > limits.eraseTokenCharsMax) {
    throw new OperationalError("ERASE_TOKEN_UNFIT", {
      least: limits.eraseTokenCharsMin,
      most: limits.eraseTokenCharsMax,
    });
  }
  const spellings = spellingsOf(token);
  if (!config.record.hashIdTokens) return spellings;
  return [...spellings, createHashToken(await openRecordKey(config))(token)];
}

function planText({ tables, customerMessages }: ErasePlan, what: string): string {
  if (tables.length === 0 && customerMessages === 0) return "No row of the store has this token.\n";
  const lines = tables.map(({ table, rows }) => `${table}: ${plural(rows, "row")} ${what}`);
  if (customerMessages > 0) {
    lines.push(
      `messages: ${plural(customerMessages, "message")} with customer information ${what}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

const STAYS = `Searched again: the store does not have it any more. Not touched, and why:
- spool segments that the recorder has not read yet; run this again when its lag is 0
- open transactions, which the recorder writes once more when they end; then run this again
- translation state: the station and its CSMS still use the token
- backups, exports, alerts that were sent: they are no longer ocpptap's
- messages that are no text, in base64
`;
