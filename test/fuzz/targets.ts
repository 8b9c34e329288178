/** Every target, and where its module lies. */
import type { Target } from "./target.ts";
import { target as backend } from "./targets/backend.ts";
import { target as config } from "./targets/config.ts";
import { target as frames } from "./targets/frames.ts";
import { target as head } from "./targets/head.ts";
import { target as inflate } from "./targets/inflate.ts";
import { target as message } from "./targets/message.ts";
import { target as proxyHeader } from "./targets/proxy-header.ts";
import { target as query } from "./targets/query.ts";
import { target as redact } from "./targets/redact.ts";
import { target as rules } from "./targets/rules.ts";
import { target as secretFiles } from "./targets/secret-files.ts";
import { target as soap } from "./targets/soap.ts";
import { target as spool } from "./targets/spool.ts";
import { target as traces } from "./targets/traces.ts";
import { target as translation } from "./targets/translation.ts";

export const targets: readonly Target[] = [
  ...[frames, inflate, message, redact, spool, query, head, proxyHeader, soap],
  ...[config, secretFiles, traces, rules, translation, backend],
];

/** URL of the module that exports the target. */
export function moduleOf({ name }: Target): string {
  return new URL(`targets/${name}.ts`, import.meta.url).href;
}
