/**
 * State on a Redis server. What is not answered in time fails with its connection; should the
 * server run it later after all, its number tells that it is late.
 */
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
import { connectRedis, type RedisConfig } from "./redis-connection.ts";
import { openScript, storeScript } from "./redis-scripts.ts";

const bounds = {
  documentsMax: limits.stateDocumentsMax,
  bytesMax: limits.stateNameBytesTotalMax,
};

export function createRedisBackend(config: RedisConfig, ca: string | null = null): Backend {
  const { redis, ask, run, where, prefix } = connectRedis(config, ca);
  const keyOf = (name: string) => `state:${name}`;
  return {
    where,
    open: ({ name, token }) =>
      ask(async (): Promise<OpenAnswer> => {
        const documents = await parseDocuments(
          textsOf(await run(openScript, keyOf(name), [token])),
        );
        return documents === null ? notOurs : { kind: "opened", documents };
      }),
    store: ({ name, token, seq, stored, changes }) =>
      ask(async () => {
        const args: (string | number)[] = [token, seq, stored];
        args.push(bounds.documentsMax, bounds.bytesMax);
        for (const [key, value] of changes) args.push(key, value ?? "");
        return answerOf(await run(storeScript, keyOf(name), args));
      }),
    probe: () =>
      ask(async () => {
        await redis.set(`${prefix}probe`, "1", "PX", limits.stateProbeMs);
        return { kind: "stored" } as const;
      }),
    async close() {
      redis.disconnect();
    },
  };
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
