/**
 * Keeps one role running: a child process, started again with back-off when it ends. In: the role
 * and its configuration. Out: where it listens, once it is ready, and the failure of a start.
 */
import { type ChildProcess, fork } from "node:child_process";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { FromChild, ToChild } from "./protocol.ts";

export type RoleSpec<Config> = { readonly role: string; readonly config: Config };

export type KeeperDeps = {
  readonly observe: Observe;
  /** Module and arguments of a child; the role's name is appended. */
  readonly program: { readonly module: string; readonly args: readonly string[] };
};

export type Keeper = {
  readonly role: string;
  /** Resolves with the address of its first start; rejects where that failed. */
  readonly ready: Promise<string>;
  readonly pid: () => number | null;
  /** Tells the child to end, and kills it where it does not. */
  readonly close: () => Promise<void>;
};

export function keep<Config extends object>(spec: RoleSpec<Config>, deps: KeeperDeps): Keeper {
  const { role } = spec;
  const ready = Promise.withResolvers<string>();
  let { config } = spec;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let restartMs = 0;
  let isClosing = false;

  function start(): void {
    const startedAtMs = performance.now();
    child = fork(deps.program.module, [...deps.program.args, role], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("message", (message) => hear(parseFromChild(message)));
    child.on("error", ({ message: problem }) =>
      deps.observe({ name: "bug", role, where: "supervisor", problem }),
    );
    child.once("exit", (code, signal) => ended(signal ?? `exit code ${code}`, startedAtMs));
    tell(child, { kind: "start", config });
  }

  function hear(message: FromChild): void {
    if (message.kind === "ready") {
      config = { ...config, ...message.settled };
      ready.resolve(message.address);
      return;
    }
    const error = new OperationalError(message.code, message.details);
    const { code, message: problem, remedy } = error;
    deps.observe({ name: "operationFailed", role, code, problem, remedy });
    ready.reject(error);
  }

  function ended(how: string, startedAtMs: number): void {
    child = null;
    if (isClosing) return;
    if (performance.now() - startedAtMs > limits.restartResetMs) restartMs = 0;
    restartMs = Math.min(Math.max(restartMs * 2, limits.restartMsMin), limits.restartMsMax);
    deps.observe({ name: "childEnded", role, how, restartMs });
    timer = setTimeout(start, restartMs);
  }

  // Whoever does not await `ready` must not be ended by its rejection.
  ready.promise.catch(() => undefined);
  start();
  return {
    role,
    ready: ready.promise,
    pid: () => child?.pid ?? null,
    async close() {
      isClosing = true;
      if (timer !== null) clearTimeout(timer);
      if (child !== null) await stop(child);
    },
  };
}

function tell(child: ChildProcess, message: ToChild): void {
  // A child that died in the meantime is told nothing; its exit event says the rest.
  if (child.connected) child.send(message, () => undefined);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const killer = setTimeout(() => child.kill("SIGKILL"), limits.shutdownMsMax);
  tell(child, { kind: "stop" });
  await exit;
  clearTimeout(killer);
}

/** Children are our own program: their messages are trusted to have our shape. */
function parseFromChild(message: unknown): FromChild {
  return message as FromChild;
}
