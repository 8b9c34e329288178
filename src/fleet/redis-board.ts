/**
 * The board on Redis: a key with an end for each station, a sorted set of the processes, a hash for
 * each book, and its channels. Two connections, because one that subscribes can do nothing else.
 * Requests go in groups, and no key is ever searched for.
 */
import { limits } from "../base/limits.ts";
import { type Failure, isFailure } from "./backend.ts";
import {
  type Beat,
  type Board,
  type BookTexts,
  type BookVersions,
  bookEntriesMax,
  bookNames,
  type Holding,
  inboxOf,
  type Member,
  parseHolding,
  parseMember,
  textOfHolding,
} from "./board.ts";
import { createChannels } from "./channels.ts";
import {
  beatScript,
  claimScript,
  keepScript,
  releaseScript,
  writeScript,
} from "./redis-board-scripts.ts";
import {
  type Connection,
  connectRedis,
  openClient,
  type RedisClient,
  type RedisConfig,
  reachNodes,
} from "./redis-connection.ts";
import type { Script } from "./redis-scripts.ts";

const MEMBERS = "members";

/** Many scripts in one go; null for each that failed. */
type RunMany = (
  script: Script,
  calls: readonly (readonly [key: string, ...args: string[]])[],
) => Promise<readonly unknown[] | null>;

export function createRedisBoard(me: Member, config: RedisConfig, ca: string | null): Board {
  const connection = connectRedis(config, ca);
  const { redis, where, prefix, ask, run, failure } = connection;
  const subscriber = subscribe(openClient(config, ca), prefix);
  const runMany = createRunMany(connection);
  const lasting = [String(limits.holdingMs)];
  const holdingsOf = async (script: Script, mine: readonly Holding[], rest: readonly string[]) => {
    const calls = mine.map((each) => [stationKey(each.key), textOfHolding(each), ...rest] as const);
    const replies = await runMany(script, calls);
    return (
      replies?.map((reply, index) => {
        const found = parseHolding(mine[index]?.key ?? "", reply);
        return found === null || found.run === me.run ? null : found;
      }) ?? null
    );
  };
  async function beat(): Promise<Beat | null> {
    const isEchoed = subscriber.expectEcho(inboxOf(me.run));
    return orNull(
      await ask(async () => {
        const settings = [limits.boardMemberMs, limits.boardMembersMax];
        const [listed, versions] = await Promise.all([
          run(beatScript, MEMBERS, [JSON.stringify(me), ...settings]),
          Promise.all(bookNames.map((book) => redis.hget(prefix + book, "version"))),
          redis.publish(prefix + inboxOf(me.run), ECHO),
        ]);
        if (!(await isEchoed)) return null;
        const members = Array.isArray(listed) ? listed.map(parseMember) : [];
        return { members: members.filter((each) => each !== null), versions: versionsOf(versions) };
      }),
    );
  }

  return {
    ...{ kind: "redis", where, me, beat },
    isReady: () => redis.status === "ready" && subscriber.isReady(),
    problem: () => failure().problem,
    onReady(listener) {
      subscriber.onReady(listener);
      redis.on("ready", async () => {
        await reachNodes(redis);
        if (subscriber.isReady()) listener();
      });
    },
    claim: (mine) => holdingsOf(claimScript, mine, lasting),
    keep: (mine) => holdingsOf(keepScript, mine, lasting),
    async release(mine) {
      await holdingsOf(releaseScript, mine, []);
    },
    async holderOf(key) {
      const reply = await ask(async () => [await redis.get(prefix + stationKey(key))] as const);
      return isFailure(reply) ? undefined : parseHolding(key, reply[0]);
    },
    publish: async (channel, text) =>
      !isFailure(await ask(() => redis.publish(prefix + channel, text))),
    listen: subscriber.listen,
    async write(book, name, text) {
      const args = [`=${name}`, text ?? "", bookEntriesMax[book]];
      return orNull(await ask(async () => Number(await run(writeScript, book, args))));
    },
    async read(book) {
      const reply = await ask(async () => await redis.hgetall(prefix + book));
      return isFailure(reply) ? null : textsOf(reply);
    },
    async close() {
      redis.disconnect();
      subscriber.close();
    },
  };
}

/** In the order of `bookNames`. */
function versionsOf(answers: readonly (string | null)[]): BookVersions {
  const known = bookNames.map((name, index) => [name, Number(answers[index] ?? 0)]);
  return Object.fromEntries(known) as BookVersions;
}

function textsOf(hash: Readonly<Record<string, string>>): BookTexts {
  const fields = Object.entries(hash).filter(([field]) => field.startsWith("="));
  return {
    version: Number(hash["version"] ?? 0),
    texts: new Map(fields.map(([field, text]) => [field.slice(1), text])),
  };
}

function orNull<Answer>(answer: Answer): Exclude<Answer, Failure> | null {
  return isFailure(answer) ? null : (answer as Exclude<Answer, Failure>);
}

/** Keys are any text; Redis takes any. */
function stationKey(key: string): string {
  return `at:${key}`;
}

/** A group goes in one write; in a cluster each to its node. */
function createRunMany({ ask, run }: Pick<Connection, "ask" | "run">): RunMany {
  return async (script, calls) => {
    const answer = await ask(async () => {
      // All are written in this turn of the event loop, and the kernel sends them together.
      const settled = await Promise.allSettled(
        calls.map(([key, ...args]) => run(script, key, args)),
      );
      const failed = settled.find((each) => each.status === "rejected");
      if (failed !== undefined) throw failed.reason;
      return settled.map((each) => (each.status === "fulfilled" ? each.value : null));
    });
    return isFailure(answer) ? null : answer;
  };
}

/** What a process tells itself, to see that its channels work. */
const ECHO = "echo";

function subscribe(redis: RedisClient, prefix: string) {
  const channels = createChannels();
  const readyListeners: (() => void)[] = [];
  let isReady = false;
  let echoed: (() => void) | null = null;
  redis.on("error", () => undefined);
  redis.on("close", () => {
    isReady = false;
  });
  redis.on("ready", async () => {
    try {
      await Promise.all(channels.names().map((name) => redis.subscribe(prefix + name)));
      isReady = true;
      for (const listener of readyListeners) listener();
    } catch {
      // It closed meanwhile, and says so.
    }
  });
  redis.on("message", (channel: string, text: string) => {
    if (text === ECHO) echoed?.();
    else if (text.length <= limits.liveShareChars * 2)
      channels.tell(channel.slice(prefix.length), text);
  });

  return {
    isReady: () => isReady,
    onReady: (listener: () => void) => void readyListeners.push(listener),
    listen(channel: string, listener: (text: string) => void) {
      const isNew = channels.add(channel, listener);
      if (isNew && redis.status === "ready") void redis.subscribe(prefix + channel).catch(ignored);
      return () => {
        const isLast = channels.remove(channel, listener);
        if (isLast && redis.status === "ready") {
          void redis.unsubscribe(prefix + channel).catch(ignored);
        }
      };
    },
    /** False: what is published does not arrive, though Redis answers; it is begun anew. */
    expectEcho(channel: string): Promise<boolean> {
      if (!isReady) return Promise.resolve(false);
      if (!channels.names().includes(channel)) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          redis.disconnect(true);
          resolve(false);
        }, limits.stateRedisAnswerMs);
        echoed = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
    },
    close: () => redis.disconnect(),
  };
}

function ignored(): void {
  // The connection closed meanwhile: all channels are taken up again with the next one.
}
