/**
 * Keeps one role running: a child process, started again with back-off when it ends, and killed
 * when it hangs. In: the role and its configuration. Out: where it listens, once it is ready, and
 * the failure of a start.
 */
import { type ChildProcess, fork } from "node:child_process";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { type Answers, awaitAnswers } from "./answers.ts";
import { countEnds } from "./ends.ts";
import type { FromChild, ToChild } from "./protocol.ts";
import { type Pulse, type PulseLimits, takePulse } from "./pulse.ts";

export type RoleSpec<Config> = {
  readonly role: string;
  readonly config: Config;
  /** Of Node.js, for its process. */
  readonly nodeOptions?: readonly string[];
  /** A role that is ready before this one starts, which takes over what that settled on. */
  readonly after?: string;
  /** How long it may take to end, beside what every role may. Unit: ms. */
  readonly drainMs?: (config: Config) => number;
};

export type KeeperDeps = {
  readonly observe: Observe;
  /** Module and arguments of a child; the role's name is appended. */
  readonly program: { readonly module: string; readonly args: readonly string[] };
  readonly pulse?: PulseLimits;
};

export type Keeper<Config> = {
  readonly role: string;
  /** Resolves with the address of its first start; rejects where that failed. */
  readonly ready: Promise<string>;
  /** What its first start settled on; rejects like `ready`. */
  readonly settled: Promise<object>;
  readonly pid: () => number | null;
  /** It runs, and answers; or is starting. */
  readonly isAlive: () => boolean;
  /** What has gone wrong with it, in words; empty for nothing. */
  readonly troubles: () => string;
  /** Whether the child could take this over. Rejects where not; nothing has changed then. */
  readonly prepare: (change: Changing<Config>) => Promise<void>;
  readonly discard: () => void;
  /** What was prepared counts. Resolves when it does, at the latest with the child's end. */
  readonly commit: () => Promise<void>;
  /** Of what is started from now on. */
  readonly change: (change: Changing<Config>) => void;
  /** Tells the child to end in its order, and starts it again at once. */
  readonly again: () => Promise<void>;
  /** Tells the child to end, and kills it where it does not. */
  readonly close: () => Promise<void>;
};

/** A configuration → the one that is to count. */
export type Changing<Config> = (config: Config) => Config;

/** `before`: what the role that it comes after settles on. */
export function keep<Config extends object>(
  spec: RoleSpec<Config>,
  deps: KeeperDeps,
  before: Promise<object> | null = null,
): Keeper<Config> {
  const first = createFirstStart();
  const answers = awaitAnswers(spec.role);
  const life = createLife(spec, deps, { first, answers });
  const { config, running } = life;
  let isClosing = false;
  let isTurning = false;
  if (before === null) life.start();
  else {
    void before.then((settled) => {
      config.now = { ...config.now, ...settled };
      if (!isClosing) life.start();
    }, first.failed);
  }
  return {
    ...{ role: spec.role, ready: first.ready, settled: first.settled },
    ...takeOver<Config>(() => {
      const child = running();
      return child === null ? null : { child, config: config.now };
    }, answers),
    ...{ pid: () => running()?.pid ?? null, isAlive: life.isAlive, troubles: life.troubles },
    change(change) {
      config.now = change(config.now);
    },
    async again() {
      if (isClosing || isTurning) return;
      isTurning = true;
      await life.end();
      isTurning = false;
      if (!isClosing) life.start();
    },
    async close() {
      isClosing = true;
      await life.end();
    },
  };
}

type LifeDeps = {
  readonly first: ReturnType<typeof createFirstStart>;
  readonly answers: Answers;
};

/** One child after the other, until it is told to end. */
function createLife<Config extends object>(
  spec: RoleSpec<Config>,
  deps: KeeperDeps,
  { first, answers }: LifeDeps,
) {
  const { role } = spec;
  const config = { now: spec.config };
  const ends = countEnds();
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let pulse: Pulse | null = null;
  let isEnding = false;

  function start(): void {
    isEnding = false;
    const atMs = performance.now();
    const started = startChild(spec, deps, {
      onMessage: hear,
      onSilent(silentMs) {
        deps.observe({ name: "childHung", role, silentMs });
        ends.hung();
        started.child.kill("SIGKILL");
      },
      onEnd: (how) => ended(how, performance.now() - atMs),
    });
    ({ child, pulse } = started);
    tell(child, { kind: "start", config: config.now });
  }

  function hear(message: FromChild): void {
    pulse?.heard();
    answers.hear(message);
    if (message.kind === "failed") first.failed(toldFailure(role, message, deps));
    if (message.kind !== "ready") return;
    config.now = { ...config.now, ...message.settled };
    first.worked(message);
  }

  function ended(how: string, livedMs: number): void {
    child = null;
    pulse?.stop();
    answers.gone();
    if (isEnding) return;
    const { restartMs, times } = ends.ended(how, livedMs);
    deps.observe({ name: "childEnded", role, how, restartMs });
    if (times >= limits.childLoopsMin) deps.observe({ name: "childLoops", role, how, times });
    timer = setTimeout(start, restartMs);
  }

  return {
    ...{ config, start },
    running: () => child,
    isAlive: () => child !== null && pulse?.isSteady() === true,
    troubles: () => ends.told(role),
    /** Until it is started again. */
    async end(): Promise<void> {
      isEnding = true;
      pulse?.stop();
      if (timer !== null) clearTimeout(timer);
      if (child !== null) await stop(child, spec.drainMs?.(config.now) ?? 0);
    },
  };
}

type Taking<Config> = Pick<Keeper<Config>, "prepare" | "discard" | "commit">;

/** `running`: null where it does not; then it gets what counts when it is started. */
function takeOver<Config>(
  running: () => { readonly child: ChildProcess; readonly config: Config } | null,
  answers: Answers,
): Taking<Config> {
  return {
    async prepare(change) {
      const now = running();
      if (now === null) return;
      tell(now.child, { kind: "prepare", config: change(now.config) });
      await answers.prepared();
    },
    discard() {
      const now = running();
      if (now !== null) tell(now.child, { kind: "discard" });
    },
    async commit() {
      const now = running();
      if (now === null) return;
      tell(now.child, { kind: "commit" });
      await answers.committed();
    },
  };
}

function toldFailure(
  role: string,
  { code, details }: FromChild & { readonly kind: "failed" },
  { observe }: KeeperDeps,
): OperationalError {
  const error = new OperationalError(code, details);
  const { message: problem, remedy } = error;
  observe({ name: "operationFailed", role, code, problem, remedy });
  return error;
}

function startChild(
  { role, nodeOptions = [] }: Pick<RoleSpec<object>, "role" | "nodeOptions">,
  { observe, program, pulse: rates }: KeeperDeps,
  on: {
    readonly onMessage: (message: FromChild) => void;
    readonly onSilent: (ms: number) => void;
    readonly onEnd: (how: string) => void;
  },
): { readonly child: ChildProcess; readonly pulse: Pulse } {
  const child = fork(program.module, [...program.args, role], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [...process.execArgv, ...nodeOptions],
  });
  const asking = { ask: () => tell(child, { kind: "ask" }), onSilent: on.onSilent };
  const pulse = takePulse(asking, rates);
  child.on("message", (message) => on.onMessage(parseFromChild(message)));
  child.on("error", ({ message: problem }) =>
    observe({ name: "bug", role, where: "supervisor", problem }),
  );
  child.once("exit", (code, signal) => on.onEnd(signal ?? `exit code ${code}`));
  return { child, pulse };
}

function createFirstStart() {
  const ready = Promise.withResolvers<string>();
  const settled = Promise.withResolvers<object>();
  // Whoever does not await them must not be ended by their rejection.
  ready.promise.catch(() => undefined);
  settled.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    settled: settled.promise,
    worked(told: FromChild & { readonly kind: "ready" }) {
      settled.resolve(told.settled);
      ready.resolve(told.address);
    },
    failed(error: unknown) {
      settled.reject(error);
      ready.reject(error);
    },
  };
}

function tell(child: ChildProcess, message: ToChild): void {
  // A child that died in the meantime is told nothing; its exit event says the rest.
  if (child.connected) child.send(message, () => undefined);
}

async function stop(child: ChildProcess, drainMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const killer = setTimeout(() => child.kill("SIGKILL"), drainMs + limits.shutdownMsMax);
  tell(child, { kind: "stop" });
  await exit;
  clearTimeout(killer);
}

/** Children are our own program: their messages are trusted to have our shape. */
function parseFromChild(message: unknown): FromChild {
  return message as FromChild;
}
