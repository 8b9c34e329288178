/**
 * `POST /api/check`: pasted text → findings, by the same check as the command's. Other requests
 * have their turn in between, and who goes away ends it.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { type CheckFinding, type CheckSummary, createCheck } from "../check/check.ts";
import { linesOf } from "../check/lines.ts";
import type { Observe } from "../observe/events.ts";
import { ocppVersions } from "../ocpp/versions.ts";
import { choiceOrNull, invalidRequest } from "./requests.ts";
import { checkRequestSchema } from "./schemas.ts";

type Asked = { readonly text: string; readonly sender: string; readonly version: string };
type Deps = { readonly clock: Clock; readonly observe: Observe; readonly signal: AbortSignal };

export async function checkText({ text, sender, version }: Asked, deps: Deps) {
  const options = {
    sender: choiceOrNull("sender", sender, ["station", "csms"] as const),
    version: choiceOrNull("version", version, ocppVersions),
  };
  const check = createCheck(options, deps);
  const findings: CheckFinding[] = [];
  for await (const line of linesOf([Buffer.from(text)])) {
    findings.push(...check.take(line).slice(0, limits.findingRowsMax - findings.length));
    if (line.number % limits.checkTurnLines > 0) continue;
    await nextTurn();
    if (deps.signal.aborted) break;
  }
  const summary: CheckSummary = check.summary();
  return { findings, summary };
}

/** `{ "text": … }`, or the text itself as text/plain. */
export function textOfBody(body: unknown): string {
  if (typeof body === "string") return body;
  const parsed = checkRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data.text;
  throw invalidRequest(
    "its body has no text",
    'Send { "text": "…" } as application/json, or the text itself as text/plain.',
  );
}
