/** How commands reach a console: where it is, and the token that they show it. */
import { readFile } from "node:fs/promises";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { consoleTlsOf } from "../config/tls.ts";
import { formatAddress } from "../config/units.ts";

/** What is bound to all addresses of this machine is reached at its loopback. */
export function consoleUrlOf({ console }: Pick<Config, "console">): string {
  const { address } = console;
  const own: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const scheme = consoleTlsOf(console) === null ? "http" : "https";
  return `${scheme}://${formatAddress({ ...address, host: own[address.host] ?? address.host })}`;
}

/** Read at every call, so that a token may be changed while a command runs. */
export async function bearerOf(
  tokenFile: string | null,
): Promise<Readonly<Record<string, string>>> {
  if (tokenFile === null) return {};
  const unusable = (problem: string) =>
    new OperationalError("TOKEN_UNUSABLE", { name: "this command", file: tokenFile, problem });
  let token: string;
  try {
    token = (await readFile(tokenFile, "utf8")).trim();
  } catch (thrown) {
    throw unusable(problemOf(thrown));
  }
  const isToken = /^[\x21-\x7e]+$/.test(token) && token.length <= limits.tokenCharsMax;
  if (!isToken) throw unusable("it does not hold one token and nothing else");
  return { authorization: `Bearer ${token}` };
}
