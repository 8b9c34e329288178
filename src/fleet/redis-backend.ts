/**
 * State on a Redis server. Nothing waits for a connection: without one every request fails at once,
 * and the connection is made again with growing pauses. What is sent and not answered in time fails
 * with its connection; should the server run it later after all, its number tells that it is late.
 */
import { Redis } from "ioredis";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import {
  type Backend,
  type Failure,
  lostProblem,
  type OpenAnswer,
  type StoreAnswer,
  sizeProblem,
  staleProblem,
} from "./backend.ts";
import { parseDocuments } from "./documents.ts";
import { redisFailure, unansweredFailure } from "./redis-failure.ts";
import { openScript, type Script, storeScript } from "./redis-scripts.ts";

const KEY_PREFIX = "ocpptap:state:";
const PROBE_KEY = "ocpptap:probe";
const bounds = {
  documentsMax: limits.stateDocumentsMax,
  bytesMax: limits.stateNameBytesTotalMax,
};

export function createRedisBackend(url: string): Backend {
  const { redis, ask, run } = connect(url);
  return {
    where: `at ${withoutCredentials(url)}`,
    open: ({ name, token }) =>
      ask(async (): Promise<OpenAnswer> => {
        const documents = await parseDocuments(textsOf(await run(openScript, name, [token])));
        return documents === null ? notOurs : { kind: "opened", documents };
      }),
    store: ({ name, token, seq, stored, changes }) =>
      ask(async () => {
        const args: (string | number)[] = [token, seq, stored];
        args.push(bounds.documentsMax, bounds.bytesMax);
        for (const [key, value] of changes) args.push(key, value ?? "");
        return answerOf(await run(storeScript, name, args));
      }),
    probe: () =>
      ask(async () => {
        await redis.set(PROBE_KEY, "1", "PX", limits.stateProbeMs);
        return { kind: "stored" } as const;
      }),
    async close() {
      redis.disconnect();
    },
  };
}

/** Fails at once without a connection, and makes it again with growing pauses. */
function connect(url: string) {
  const redis = new Redis(url, {
    // What was not answered is not sent again by itself: its caller decides.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    socketTimeout: limits.stateRedisAnswerMs,
    connectTimeout: limits.stateRedisAnswerMs,
    connectionName: "ocpptap",
    retryStrategy: (times) =>
      Math.min(limits.stateRedialMsMin * 2 ** Math.min(times, 16), limits.stateRedialMsMax),
  });
  let lastProblem: unknown = null;
  redis.on("error", (problem: unknown) => {
    lastProblem = problem;
  });
  redis.on("ready", () => {
    lastProblem = null;
  });
  /** The first connection is waited for, others are not. */
  const first = new Promise<void>((resolve) => {
    redis.once("ready", resolve);
    redis.once("close", resolve);
  });

  async function ask<Answer>(work: () => Promise<Answer>): Promise<Answer | Failure> {
    await first;
    if (redis.status !== "ready") {
      return lastProblem === null ? unansweredFailure : redisFailure(lastProblem);
    }
    try {
      return await work();
    } catch (thrown) {
      const isUnanswered = thrown instanceof Error && thrown.name === "MaxRetriesPerRequestError";
      if (!isUnanswered) return redisFailure(thrown);
      return lastProblem === null ? unansweredFailure : redisFailure(lastProblem);
    }
  }

  /** The server forgets its scripts when it starts again. */
  async function run(script: Script, name: string, args: readonly (string | number)[]) {
    const rest = [1, KEY_PREFIX + name, ...args];
    try {
      return await redis.call("EVALSHA", [script.sha, ...rest]);
    } catch (thrown) {
      if (!problemOf(thrown).startsWith("NOSCRIPT")) throw thrown;
      return await redis.call("EVAL", [script.lua, ...rest]);
    }
  }

  return { redis, ask, run };
}

/** Field and value in turn; documents have a `=` before their key. */
function* textsOf(reply: unknown): Iterable<readonly [string, string]> {
  const fields = Array.isArray(reply) ? reply.map(String) : [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [field = "", value = ""] = fields.slice(at, at + 2);
    if (field.startsWith("=")) yield [field.slice(1), value];
  }
}

function answerOf(reply: unknown): StoreAnswer {
  const [outcome, documents, bytes] = Array.isArray(reply) ? reply : [];
  switch (outcome) {
    case "stored":
    case "taken":
      return { kind: outcome };
    case "limit": {
      const problem = sizeProblem({ documents: Number(documents), bytes: Number(bytes) }, bounds);
      return { kind: "limit", problem: problem ?? "too much" };
    }
    case "stale":
      return { kind: "failed", code: "STATE_UNAVAILABLE", problem: staleProblem, remedy: AGAIN };
    case "lost":
      return { kind: "failed", code: "STATE_DAMAGED", problem: lostProblem, remedy: KEEP };
    default:
      return notOurs;
  }
}

const AGAIN = "It is tried again.";
const KEEP =
  "Make Redis keep its data (appendonly yes, noeviction); docs/operations/state.md says what is lost.";

const notOurs: Failure = {
  kind: "failed",
  code: "STATE_DAMAGED",
  problem: "what it has under a name of ocpptap was not written by ocpptap",
  remedy: "Another program uses the same keys: give ocpptap a database of its own.",
};

function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
