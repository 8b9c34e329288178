/** Judges messages by the schemas of npm `ocpp-rpc`: an oracle that is not ours. */
import { createRequire } from "node:module";
import type { OcppVersion } from "../../src/ocpp/versions.ts";
import type { TrafficEntry } from "../../src/simulate/traffic.ts";

type Validator = { readonly validate: (schemaId: string, payload: unknown) => boolean };

const require = createRequire(import.meta.url);
const validators = require("ocpp-rpc/lib/standard-validators.js") as readonly (Validator & {
  readonly subprotocol: string;
})[];

/** What is wrong with the messages by their version's schemas; empty for nothing. */
export function schemaFaults(entries: readonly TrafficEntry[], version: OcppVersion): string[] {
  const validator = validators.find(({ subprotocol }) => subprotocol === `ocpp${version}`);
  if (validator === undefined) throw new Error(`no schemas for ${version}`);
  return entries.flatMap((entry) => {
    if (entry.type === "callError") return [];
    if (entry.type === "malformed" || entry.action === null) return [`malformed: ${entry.text}`];
    const message = JSON.parse(entry.text) as unknown[];
    const [call, result] = version === "2.1" ? ["Request", "Response"] : [".req", ".conf"];
    const suffix = entry.type === "call" ? call : result;
    try {
      validator.validate(`urn:${entry.action}${suffix}`, message[entry.type === "call" ? 3 : 2]);
      return [];
    } catch (thrown) {
      return [`${entry.action}${suffix}: ${String(thrown)} in ${entry.text}`];
    }
  });
}
