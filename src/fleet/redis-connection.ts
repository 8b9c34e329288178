/**
 * The connection to Redis: one server, a primary that Sentinels know, or a cluster. Nothing waits
 * for a connection: without one every request fails at once, and it is made again with growing
 * pauses. What is sent and not answered in time fails with its connection, and is not sent again by
 * itself: its caller decides.
 */
import { readFile } from "node:fs/promises";
import { Cluster, Redis } from "ioredis";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import type { Failure } from "./backend.ts";
import { redisFailure, unansweredFailure } from "./redis-failure.ts";
import type { Script } from "./redis-scripts.ts";

export type RedisConfig = Config["redis"] & { readonly url: string };

export type RedisClient = Redis | Cluster;

export type Connection = {
  readonly redis: RedisClient;
  /** For people, without credentials. */
  readonly where: string;
  readonly prefix: string;
  /** The first connection is waited for; later none is. */
  readonly ask: <Answer>(work: () => Promise<Answer>) => Promise<Answer | Failure>;
  /** Atomically, on one key, given without the prefix. */
  readonly run: (script: Script, key: string, args: readonly Argument[]) => Promise<unknown>;
  /** What is wrong, as far as is known. */
  readonly failure: () => Failure;
};

type Argument = string | number;

export function connectRedis(config: RedisConfig, ca: string | null): Connection {
  const { url, prefix } = config;
  const redis = openClient(config, ca);
  let lastProblem: unknown = null;
  redis.on("error", (problem: unknown) => {
    lastProblem = problem;
  });
  redis.on("ready", () => {
    lastProblem = null;
  });
  const first = new Promise<void>((resolve) => {
    redis.once("ready", () => void reachNodes(redis).then(resolve));
    redis.once("close", resolve);
  });
  const failure = () => (lastProblem === null ? unansweredFailure : redisFailure(lastProblem));

  async function ask<Answer>(work: () => Promise<Answer>): Promise<Answer | Failure> {
    await first;
    if (redis.status !== "ready") return failure();
    try {
      return await work();
    } catch (thrown) {
      const isUnanswered = thrown instanceof Error && thrown.name === "MaxRetriesPerRequestError";
      return isUnanswered ? failure() : redisFailure(thrown);
    }
  }

  /** The server forgets its scripts when it starts again. */
  async function run(script: Script, key: string, args: readonly Argument[]) {
    const rest = [1, prefix + key, ...args];
    try {
      return await redis.call("EVALSHA", [script.sha, ...rest]);
    } catch (thrown) {
      if (!problemOf(thrown).startsWith("NOSCRIPT")) throw thrown;
      return await redis.call("EVAL", [script.lua, ...rest]);
    }
  }

  return { redis, where: `at ${withoutCredentials(url)}`, prefix, ask, run, failure };
}

/** Nodes of a cluster are connected to when they are first asked, which would then fail. */
export async function reachNodes(redis: RedisClient): Promise<void> {
  if (!(redis instanceof Cluster)) return;
  await Promise.allSettled(redis.nodes("master").map((node) => node.ping()));
}

/** Another client of the same servers: one that subscribes can do nothing else. */
export function openClient(config: RedisConfig, ca: string | null): RedisClient {
  const { mode, sentinelName, sentinelPassword } = config;
  const { hosts, user, password, db, isTls } = partsOf(config.url);
  const tls = isTls ? { tls: ca === null ? {} : { ca } } : {};
  const options = {
    ...tls,
    ...(user !== "" && { username: user }),
    ...(password !== "" && { password }),
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    socketTimeout: limits.stateRedisAnswerMs,
    connectTimeout: limits.stateRedisAnswerMs,
    connectionName: "ocpptap",
  };
  const single = {
    ...options,
    db,
    enableOfflineQueue: false,
    retryStrategy: pauseMs,
  };
  switch (mode) {
    case "single":
      return new Redis({ ...single, ...hosts[0] });
    case "sentinel":
      return new Redis({
        ...single,
        ...{ sentinels: [...hosts], name: sentinelName, sentinelRetryStrategy: pauseMs },
        ...(sentinelPassword !== undefined && { sentinelPassword }),
        sentinelCommandTimeout: limits.stateRedisAnswerMs,
        ...(isTls && { enableTLSForSentinelMode: true, sentinelTLS: tls.tls ?? {} }),
      });
    case "cluster":
      return new Cluster([...hosts], {
        redisOptions: options,
        enableOfflineQueue: false,
        clusterRetryStrategy: pauseMs,
        clusterNodeRetryStrategy: pauseMs,
        slotsRefreshTimeout: limits.stateRedisAnswerMs,
        // A failover is found by looking, not by sending once more what may have been done.
        ...{ retryDelayOnFailover: 0, retryDelayOnClusterDown: 0, retryDelayOnTryAgain: 0 },
      });
  }
}

function pauseMs(times: number): number {
  return Math.min(limits.stateRedialMsMin * 2 ** Math.min(times, 16), limits.stateRedialMsMax);
}

export async function readCa({ ca }: Pick<Config["redis"], "ca">): Promise<string | null> {
  return ca === undefined ? null : await readFile(ca, "utf8");
}

type Host = { readonly host: string; readonly port: number };

/** The schema has checked that it is a URL, of one host or several. */
function partsOf(url: string) {
  const [, scheme = "", credentials = "", hosts = "", path = ""] =
    /^(\w+):\/\/(?:(.*)@)?([^/@]*)(.*)$/.exec(url) ?? [];
  const { username, password } = new URL(`redis://${credentials}@host`);
  return {
    isTls: scheme === "rediss",
    hosts: hosts.split(",").map(hostOf),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    db: Number(path.replace("/", "")),
  };
}

function hostOf(text: string): Host {
  const { hostname, port } = new URL(`redis://${text}`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 6379 : Number(port) };
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/).*@/, "$1");
}
