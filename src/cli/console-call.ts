/** How commands reach a console: where it is, the token that they show it, and what it says. */
import { readFile } from "node:fs/promises";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { consoleTlsOf } from "../config/tls.ts";
import { formatAddress } from "../config/units.ts";
import type { ErrorAnswer } from "../console/contract.ts";

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

export type ConsoleCall = {
  /** `http://127.0.0.1:9001` */
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Sent as JSON; absent: none. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
};

/** What it answers, as JSON; rejects with its own sentence, or with why it cannot be reached. */
export async function askConsole(call: ConsoleCall, tokenFile: string | null): Promise<unknown> {
  const { url, method, path, body, signal } = call;
  const headers = { ...(await bearerOf(tokenFile)), "x-ocpptap": "1" };
  const json = { ...headers, "content-type": "application/json" };
  let response: Response;
  try {
    const sent = body === undefined ? { headers } : { headers: json, body: JSON.stringify(body) };
    response = await fetch(`${url}${path}`, { method, signal, ...sent });
  } catch (thrown) {
    const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
    const details = { url, problem: problemOf(cause) };
    throw new OperationalError("CONSOLE_UNREACHABLE", details, { cause: thrown });
  }
  const told: unknown = await response.json().catch(() => ({}));
  if (response.ok) return told;
  const { error } = (typeof told === "object" && told !== null ? told : {}) as Partial<ErrorAnswer>;
  const problem = (error?.sentence ?? `it answered ${response.status}`).replace(/\.$/, "");
  const remedy = error?.remedy ?? "Name its address with --console HOST:PORT.";
  throw new OperationalError("CONSOLE_REFUSED", { url, problem, remedy });
}
