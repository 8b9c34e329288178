/**
 * Whatever ended a command → one sentence and a remedy on standard error, and the exit code: 0
 * done, 1 failed or found something, 2 used wrongly. A stack only when asked for.
 */
import { CommanderError } from "commander";
import { OperationalError, problemOf } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { redactUrls } from "../config/redact.ts";
import { ReaderGone } from "./io.ts";

export type Failure = { readonly exitCode: number; readonly text: string };

/** What the person who typed the command can mend there. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  "USAGE",
  "CONFIG_INVALID",
  "CONFIG_UNREADABLE",
  "NO_UPSTREAM",
  "QUERY_INVALID",
  "REQUEST_INVALID",
]);

export function failureOf(thrown: unknown, isVerbose: boolean): Failure {
  if (thrown instanceof ReaderGone) return { exitCode: 0, text: "" };
  if (thrown instanceof CommanderError) {
    // Help and version were asked for and written; where a command is missing its help was.
    if (thrown.exitCode === 0) return { exitCode: 0, text: "" };
    if (thrown.code === "commander.help") return { exitCode: 2, text: "" };
    return failureOf(usageError(problemOfCommander(thrown)), false);
  }
  const stack = isVerbose ? `${stackOf(thrown)}\n` : "";
  if (thrown instanceof OperationalError) {
    const sentence = linesOf(thrown.message);
    const text = `ocpptap: ${sentence}\n${linesOf(thrown.remedy)}\n${stack}`;
    return { exitCode: USAGE_CODES.has(thrown.code) ? 2 : 1, text };
  }
  const hint = isVerbose ? "" : "Run it again with --verbose and report what it prints.\n";
  const sentence = `ocpptap: This is a bug: ${linesOf(problemOf(thrown))}\n`;
  return { exitCode: 1, text: sentence + hint + stack };
}

/** `problem` without a full stop. */
export function usageError(problem: string): OperationalError {
  return new OperationalError("USAGE", { problem });
}

function problemOfCommander(error: CommanderError): string {
  const [line = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const first = line.replace(/\.$/, "");
  const suggestion = /^\(Did you mean (.+)\?\)$/.exec(rest.join(" ").trim())?.[1];
  const sentence = first.charAt(0).toUpperCase() + first.slice(1);
  const isQuery = /option '-[^-]/.test(first);
  if (suggestion !== undefined) return `${sentence}; perhaps ${suggestion} was meant`;
  return isQuery ? `${sentence}; write -- before a query that begins with a dash` : sentence;
}

/** Line breaks are ours; everything else may hold a peer's text. */
function linesOf(text: string): string {
  return redactUrls(text).split("\n").map(printable).join("\n");
}

function stackOf(thrown: unknown): string {
  const stacks: string[] = [];
  let error: unknown = thrown;
  // A chain of causes that loops is nobody's, but costs nothing to survive.
  for (let depth = 0; error instanceof Error && depth < 10; depth++) {
    stacks.push(linesOf(error.stack ?? String(error)));
    error = error.cause;
  }
  return stacks.join("\nCaused by: ");
}
