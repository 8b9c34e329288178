/**
 * State in a file on this machine, seen from the process that uses it: a child has the file open.
 * One that ends, gives no answer in time, or whose file was moved away fails what is under way, and
 * a new one is started for what comes later; never two at once.
 */
import { type ChildProcess, fork } from "node:child_process";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Backend, Failure, OpenAnswer, StoreAnswer } from "./backend.ts";
import { parseDocuments } from "./documents.ts";
import { unavailable } from "./file-failure.ts";
import { type FileRequest, stateFileName } from "./state-file.ts";

/** To the child. */
export type FileMessage = { readonly id: number; readonly request: FileRequest };

type Text = readonly [key: string, value: string];

/** From the child: documents of a name come in parts before the answer. */
export type FileReply =
  | { readonly id: number; readonly part: Text[] }
  | { readonly id: number; readonly answer: { readonly kind: "opened" } | StoreAnswer };

type Asked = {
  readonly askedMs: number;
  readonly texts: Text[];
  readonly settle: (answer: Answer) => void;
};
type Answer = { readonly kind: "opened" } | StoreAnswer;

type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  /** Set: it is being ended, and why. */
  reason: string | null;
};

const program = fileURLToPath(
  new URL(`./file-process${extname(import.meta.filename)}`, import.meta.url),
);

export function createFileBackend(
  dir: string,
  bytesMax: number = limits.stateFileBytesMax,
): Backend {
  const asked = new Map<number, Asked>();
  let running: Running | null = null;
  let startedMs = Number.NEGATIVE_INFINITY;
  let lastProblem = "";
  let nextId = 1;
  let isClosed = false;
  let fileId: string | null = null;
  let watch: NodeJS.Timeout | null = null;

  function start(): Running {
    const child = fork(program, [dir, String(bytesMax)], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const over = Promise.withResolvers<void>();
    const mine: Running = { child, ended: over.promise, reason: null };
    const end = (how: string): void => {
      over.resolve();
      if (running !== mine) return;
      running = null;
      clearInterval(watch ?? undefined);
      lastProblem = mine.reason ?? `its process ended (${how})`;
      for (const { settle } of takeAll()) settle(unavailable(lastProblem, RESTART_REMEDY));
    };
    child.on("error", (problem) => end(problemOf(problem)));
    child.on("exit", (code, signal) => end(signal ?? `exit code ${code}`));
    child.on("message", (replies) => {
      for (const reply of parseReplies(replies)) handle(reply);
    });
    startedMs = performance.now();
    fileId = null;
    watch = setInterval(() => void look(mine), limits.stateFileLookMs).unref();
    return mine;
  }

  function takeAll(): readonly Asked[] {
    const all = [...asked.values()];
    asked.clear();
    return all;
  }

  /** SIGKILL, because a file that was moved must not be tidied up under its old name. */
  function kill(mine: Running, reason: string): void {
    mine.reason ??= reason;
    mine.child.kill("SIGKILL");
    for (const { settle } of takeAll()) settle(unavailable(reason, RESTART_REMEDY));
  }

  /** Is it stuck, and is its file still there? */
  async function look(mine: Running): Promise<void> {
    const [oldest] = asked.values();
    if (oldest !== undefined && performance.now() - oldest.askedMs > limits.stateAnswerMs) {
      return kill(mine, `there was no answer within ${limits.stateAnswerMs} ms`);
    }
    const found = await fileIdOf(join(dir, stateFileName));
    if (mine.reason !== null || running !== mine || found === null) return;
    if (fileId !== null && found !== fileId) kill(mine, "its file was moved away or replaced");
    fileId ??= found === MISSING ? null : found;
  }

  function handle(reply: FileReply): void {
    const one = asked.get(reply.id);
    if (one === undefined) return;
    if ("part" in reply) {
      for (const text of reply.part) one.texts.push(text);
      return;
    }
    asked.delete(reply.id);
    one.settle(reply.answer);
  }

  function ask(request: FileRequest, texts: Text[] = []): Promise<Answer> {
    if (isClosed) return Promise.resolve(unavailable("it is closed", "Open it again."));
    if (running === null && performance.now() - startedMs < limits.stateRestartMs) {
      return Promise.resolve(unavailable(lastProblem, RESTART_REMEDY));
    }
    running ??= start();
    const { child, reason } = running;
    if (reason !== null) return Promise.resolve(unavailable(reason, RESTART_REMEDY));
    return new Promise((settle) => {
      const id = nextId++;
      asked.set(id, { askedMs: performance.now(), texts, settle });
      const message: FileMessage = { id, request };
      // Its end is told by `exit`.
      child.send(message, undefined, undefined, () => undefined);
    });
  }

  const isStored = (answer: Answer): answer is StoreAnswer => answer.kind !== "opened";
  return {
    where: `in ${dir}`,
    async open(request): Promise<OpenAnswer> {
      const texts: Text[] = [];
      const answer = await ask({ kind: "open", ...request }, texts);
      if (answer.kind === "failed") return answer;
      const documents = answer.kind === "opened" ? await parseDocuments(texts) : null;
      return documents === null ? notOurs : { kind: "opened", documents };
    },
    async store(request): Promise<StoreAnswer> {
      const answer = await ask({ kind: "store", ...request });
      return isStored(answer) ? answer : notOurs;
    },
    async probe() {
      const answer = await ask({ kind: "probe" });
      return answer.kind === "stored" || answer.kind === "failed" ? answer : notOurs;
    },
    async close() {
      isClosed = true;
      const last = running;
      if (last === null) return;
      if (last.child.connected) last.child.disconnect();
      const overdue = setTimeout(() => last.child.kill("SIGKILL"), limits.stateCloseMs);
      await last.ended;
      clearTimeout(overdue);
    },
  };
}

const RESTART_REMEDY = "It is started again by itself; look at the log lines before this one.";

const notOurs: Failure = {
  kind: "failed",
  code: "STATE_DAMAGED",
  problem: "a document is not JSON",
  remedy: "Move the file away; docs/operations/state.md says how, and what is lost.",
};

const MISSING = "missing";

/** Which file a path leads to; null where that cannot be found out. */
async function fileIdOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}/${ino}`;
  } catch (thrown) {
    return systemCodeOf(thrown) === "ENOENT" ? MISSING : null;
  }
}

/** The child is our own program: its messages are trusted to have our shape. */
function parseReplies(replies: unknown): readonly FileReply[] {
  return replies as readonly FileReply[];
}
