/**
 * Keeps the roles of one machine running: one child process each, started again with back-off when
 * it ends. In: the roles with their configuration. Out: events, and the addresses they settled on.
 *
 * A role that cannot start for the first time (port in use, data directory locked) fails the whole,
 * because its user is watching and can act; once it has been ready it is only ever restarted.
 */
import { type ChildProcess, fork } from "node:child_process";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { FromChild, ToChild } from "./protocol.ts";

export type RoleSpec<Config> = {
  readonly role: string;
  readonly config: Config;
};

export type Supervision = {
  /** Address of each role, once all have been ready. Rejects with the first role's failure. */
  readonly ready: Promise<ReadonlyMap<string, string>>;
  readonly pidOf: (role: string) => number | null;
  /** Ends the children one after the other, in the order given to `supervise`. */
  readonly close: () => Promise<void>;
};

type Deps = {
  readonly observe: Observe;
  /** Module and arguments of a child; the role's name is appended. */
  readonly program: { readonly module: string; readonly args: readonly string[] };
};

type Child<Config> = {
  readonly spec: RoleSpec<Config>;
  config: Config;
  process: ChildProcess | null;
  address: string | null;
  restartMs: number;
  startedAtMs: number;
  timer: NodeJS.Timeout | null;
};

export function supervise<Config extends object>(
  specs: readonly RoleSpec<Config>[],
  deps: Deps,
): Supervision {
  let isClosing = false;
  const settled = Promise.withResolvers<ReadonlyMap<string, string>>();
  const children = new Map<string, Child<Config>>();

  function start(child: Child<Config>): void {
    child.timer = null;
    child.startedAtMs = performance.now();
    const childProcess = fork(deps.program.module, [...deps.program.args, child.spec.role], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.process = childProcess;
    childProcess.on("message", (message) => hear(child, parseFromChild(message)));
    childProcess.on("error", (error) => deps.observe(childProblem(child.spec.role, error)));
    childProcess.once("exit", (code, signal) => ended(child, signal ?? `exit code ${code}`));
    tell(childProcess, { kind: "start", config: child.config });
  }

  function hear(child: Child<Config>, message: FromChild): void {
    if (message.kind === "ready") {
      child.address = message.address;
      child.config = { ...child.config, ...message.settled };
      const addresses = [...children.values()].map((each) => each.address);
      if (addresses.every((address) => address !== null)) settled.resolve(addressesOf(children));
      return;
    }
    const error = new OperationalError(message.code, message.details);
    deps.observe({
      name: "operationFailed",
      role: child.spec.role,
      code: error.code,
      problem: error.message,
      remedy: error.remedy,
    });
    if (child.address === null) settled.reject(error);
  }

  function ended(child: Child<Config>, how: string): void {
    child.process = null;
    if (isClosing) return;
    if (performance.now() - child.startedAtMs > limits.restartResetMs) child.restartMs = 0;
    child.restartMs = Math.min(
      Math.max(child.restartMs * 2, limits.restartMsMin),
      limits.restartMsMax,
    );
    const { restartMs } = child;
    deps.observe({ name: "childEnded", role: child.spec.role, how, restartMs });
    child.timer = setTimeout(() => start(child), restartMs);
  }

  for (const spec of specs) {
    const child: Child<Config> = {
      spec,
      config: spec.config,
      process: null,
      address: null,
      restartMs: 0,
      startedAtMs: 0,
      timer: null,
    };
    children.set(spec.role, child);
    start(child);
  }
  // Whoever does not await `ready` must not be ended by its rejection.
  settled.promise.catch(() => undefined);

  return {
    ready: settled.promise,
    pidOf: (role) => children.get(role)?.process?.pid ?? null,
    async close() {
      isClosing = true;
      for (const child of children.values()) if (child.timer !== null) clearTimeout(child.timer);
      for (const child of children.values()) await stop(child.process);
    },
  };
}

function addressesOf(children: ReadonlyMap<string, { readonly address: string | null }>) {
  return new Map([...children].map(([role, child]) => [role, child.address ?? ""]));
}

function tell(childProcess: ChildProcess, message: ToChild): void {
  // A child that died in the meantime is told nothing; its exit event says the rest.
  if (childProcess.connected) childProcess.send(message, () => undefined);
}

async function stop(childProcess: ChildProcess | null): Promise<void> {
  if (childProcess === null || hasEnded(childProcess)) return;
  const exit = new Promise<void>((resolve) => childProcess.once("exit", () => resolve()));
  const killer = setTimeout(() => childProcess.kill("SIGKILL"), limits.shutdownMsMax);
  tell(childProcess, { kind: "stop" });
  await exit;
  clearTimeout(killer);
}

function hasEnded(childProcess: ChildProcess): boolean {
  return childProcess.exitCode !== null || childProcess.signalCode !== null;
}

function childProblem(role: string, error: Error) {
  return { name: "bug", role, where: "supervisor", problem: error.message } as const;
}

/** Children are our own program: their messages are trusted to have our shape. */
function parseFromChild(message: unknown): FromChild {
  return message as FromChild;
}
