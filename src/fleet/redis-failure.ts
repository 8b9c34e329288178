/** What Redis or the way to it says → an answer with a sentence and a remedy. */
import { problemOf } from "../base/errors.ts";
import { redactUrls } from "../config/redact.ts";
import type { Failure } from "./backend.ts";

/** The first word of an error reply (https://redis.io/docs/latest/develop/reference/protocol-spec). */
const remedies: Readonly<Record<string, string>> = {
  OOM: "Give Redis more memory (maxmemory), and set maxmemory-policy to noeviction.",
  READONLY: "Name the primary in redis.url; this is a replica of it.",
  MISCONF: "Redis cannot save its data: mend its disk, see its log.",
  NOREPLICAS: "Bring its replicas back; Redis is configured to write only with them.",
  NOAUTH: "Give user and password in redis.url: redis://user:password@host:6379/0.",
  WRONGPASS: "Correct user and password in redis.url.",
  NOPERM: "Grant the user of redis.url what docs/operations/state.md lists.",
  LOADING: "Redis is starting; it is tried again.",
  BUSY: "A script of somebody else blocks Redis; it is tried again.",
  MOVED: "It is a node of a cluster: set redis.mode to cluster.",
};

const UNTRUSTED = "Name the PEM file of its CA in redis.ca, or mend its certificate.";
const UNREACHABLE = "Check redis.url and that Redis runs; it is tried again.";

export function redisFailure(thrown: unknown): Failure {
  const problem = redactUrls(sentence(problemOf(thrown)));
  const code = /^[A-Z]+(?= )/.exec(problem)?.[0] ?? "";
  if (code === "WRONGTYPE") {
    const remedy = "Another program uses the same keys: give ocpptap a database of its own.";
    return { kind: "failed", code: "STATE_DAMAGED", problem, remedy };
  }
  const known = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  const remedy = known ?? (/certificate/i.test(problem) ? UNTRUSTED : UNREACHABLE);
  return { kind: "failed", code: "STATE_UNAVAILABLE", problem, remedy };
}

export const unansweredFailure: Failure = {
  kind: "failed",
  code: "STATE_UNAVAILABLE",
  problem: "the connection ended before its answer",
  remedy: UNREACHABLE,
};

/** One line, without a full stop: the catalogue's sentence has its own. */
function sentence(text: string): string {
  const [line = ""] = text.split("\n");
  if (/^Socket timeout/.test(line)) return "it did not answer in time";
  return line.trim().replace(/\.$/, "");
}
