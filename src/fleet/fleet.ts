/**
 * The board in use: looked at every few seconds, and its loss and return told. In: the
 * configuration. Out: the board, who is on it, and beats for those who use it. Opening never fails,
 * and nothing waits for it.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import type { Observe } from "../observe/events.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { RunDir } from "../observe/run-dir.ts";
import type { Beat, Board, BoardHealth, BookName, Member } from "./board.ts";
import { bookFileIn } from "./book-file.ts";
import { createEmbeddedBoard } from "./embedded-board.ts";

export type Fleet = {
  readonly board: Board;
  /** From memory. */
  readonly health: () => BoardHealth;
  /** As last seen. */
  readonly members: () => readonly Member[];
  readonly onBeat: (listener: (beat: Beat) => void) => void;
  readonly close: () => Promise<void>;
};

export type FleetDeps = {
  readonly runDir: RunDir;
  readonly observe: Observe;
  readonly metrics: Pick<Metrics, "measure">;
};

export async function openFleet(config: Config, role: string, deps: FleetDeps): Promise<Fleet> {
  const me = { run: randomUUID(), instance: config.instance, role };
  return watch(await openBoard(config, me, deps), deps);
}

/** What a relay last knew of a book, for a start without Redis. */
export function bookFileOf(config: Pick<Config, "data" | "redis">, book: BookName): string {
  const dir = booksDirOf(config);
  return config.redis.url === undefined
    ? bookFileIn(dir, book)
    : join(dir, `${book}-of-redis.json`);
}

function booksDirOf({ data }: Pick<Config, "data">): string {
  return join(data, "fleet");
}

async function openBoard(config: Config, me: Member, deps: FleetDeps): Promise<Board> {
  const { redis } = config;
  const { url } = redis;
  if (url === undefined) {
    const socket = deps.runDir.socketOf("board");
    const { observe } = deps;
    return createEmbeddedBoard(me, { socket, dir: booksDirOf(config), observe });
  }
  // 25 MB of memory that nobody else needs.
  const { createRedisBoard } = await import("./redis-board.ts");
  const { readCa } = await import("./redis-connection.ts");
  return createRedisBoard(me, { ...redis, url }, await readCa(redis));
}

function watch(board: Board, { observe, metrics }: FleetDeps): Fleet {
  const listeners: ((beat: Beat) => void)[] = [];
  const { where } = board;
  let health: BoardHealth = { isWell: false, detail: `${where}: not yet reached` };
  let members: readonly Member[] = [];
  let isTold = false;
  let isBusy = false;
  metrics.measure("boardReady", () => (health.isWell ? 1 : 0));
  metrics.measure("boardMembers", () => members.length);

  function lost(): void {
    const problem = board.problem();
    if (!isTold || health.isWell) observe({ name: "boardLost", where, problem });
    isTold = true;
    const detail = `what instances share, ${where}, cannot be had: ${problem}`;
    health = { isWell: false, detail };
  }
  async function beat(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    const seen = board.isReady() ? await board.beat() : null;
    isBusy = false;
    if (seen === null) {
      lost();
      return;
    }
    ({ members } = seen);
    if (!health.isWell) observe({ name: "boardFound", where, members: members.length });
    isTold = true;
    health = { isWell: true, detail: `shared ${where}` };
    for (const listener of listeners) listener(seen);
  }
  const timer = setInterval(() => void beat(), limits.boardBeatMs).unref();
  board.onReady(() => void beat());
  return {
    board,
    health: () => (board.isReady() || !health.isWell ? health : { ...health, isWell: false }),
    members: () => members,
    onBeat: (listener) => void listeners.push(listener),
    async close() {
      clearInterval(timer);
      await board.close();
    },
  };
}
