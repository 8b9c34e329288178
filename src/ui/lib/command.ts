/** Words about calls of operators: what may be called, what came back. */
import type { CommandAnswer, CommandRoute } from "../../console/command-contract.ts";

/** Of these, those that some route permits. */
export function permittedOf(
  actions: readonly string[],
  routes: readonly CommandRoute[],
): readonly string[] {
  const named = routes.flatMap((route) => route.actions);
  return named.includes("*") ? actions : actions.filter((action) => named.includes(action));
}

/** The answer's payload, or its error, for reading. */
export function answerText({ answer, error, text }: CommandAnswer): string {
  if (error !== null) return JSON.stringify(error.details ?? {}, null, 2);
  return answer === null ? text : JSON.stringify(answer, null, 2);
}

export function answerWords({ error, latencyMs }: CommandAnswer): string {
  const ms = Math.round(latencyMs);
  if (error === null) return `answered in ${ms} ms`;
  const { code, description } = error;
  return `answered in ${ms} ms with the error ${code}${description === "" ? "" : ` (${description})`}`;
}
