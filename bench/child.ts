/**
 * One process for each part of a benchmark, and orders between them: a few per second at most, so
 * that asking does not disturb what is measured. A child ends when its parent does.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { problemOf } from "../src/base/errors.ts";

/** Longest wait for one answer; the longest order takes seconds. */
const ANSWER_MS_MAX = 120_000;
const EXIT_MS_MAX = 10_000;

export type Child = {
  readonly pid: number;
  readonly ask: <Answer>(order: string, input?: unknown) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

export type ChildOptions = {
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
};

type Reply<Answer> = { readonly answer: Answer } | { readonly problem: string };
type Order = { readonly order: string; readonly input: unknown };

/** `file` lies in this folder and calls `obey`. */
export async function startChild(file: string, options: ChildOptions = {}): Promise<Child> {
  const process = fork(new URL(file, import.meta.url), [...(options.args ?? [])], {
    execArgv: [...(options.nodeOptions ?? [])],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await nextMessage(process, file);
  return {
    pid: process.pid ?? 0,
    async ask(order, input = null) {
      process.send({ order, input });
      const reply = parseReply<never>(await nextMessage(process, file));
      if ("problem" in reply) throw new Error(`${file}, ${order}: ${reply.problem}`);
      return reply.answer;
    },
    close: () => end(process),
  };
}

/** Both ends are files of this folder. */
function parseReply<Answer>(message: unknown): Reply<Answer> {
  return message as Reply<Answer>;
}

function parseOrder(message: unknown): Order {
  return message as Order;
}

function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const fail = (what: string) => reject(new Error(`${file} ${what}`));
  const onExit = (code: number | null) => fail(`ended with code ${code}`);
  const timer = setTimeout(() => fail(`did not answer in ${ANSWER_MS_MAX} ms`), ANSWER_MS_MAX);
  child.once("message", resolve);
  child.once("exit", onExit);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off("message", resolve);
    child.off("exit", onExit);
  });
}

/** Asks it to end, and sees to it. Works for any child process. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), EXIT_MS_MAX);
  child.kill("SIGTERM");
  await exited;
  clearTimeout(timer);
}

type Handlers = Readonly<Record<string, (input: never) => unknown>>;

/** In the child: answers orders one after the other, from now on. */
export function obey(handlers: Handlers, close: () => Promise<void> = async () => undefined): void {
  process.on("message", (message) => void handle(parseOrder(message), handlers));
  process.once("disconnect", () => process.exit());
  process.once("SIGTERM", () => void close().finally(() => process.exit()));
  process.send?.({ answer: "ready" });
}

async function handle({ order, input }: Order, handlers: Handlers): Promise<void> {
  try {
    const handler = handlers[order];
    if (handler === undefined) throw new Error(`there is no order ${order}`);
    const answer: unknown = await handler(parseInput(input));
    process.send?.({ answer: answer ?? null });
  } catch (thrown) {
    process.send?.({ problem: problemOf(thrown) });
  }
}

function parseInput(input: unknown): never {
  return input as never;
}
