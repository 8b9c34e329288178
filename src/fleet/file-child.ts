/**
 * The child that has the state file open (`file-process.ts`), as its parent sees it: requests in,
 * answers out. It is ended where it gives no answer in time, and where its file was moved away; by
 * then all that it was asked has failed.
 */
import { type ChildProcess, fork } from "node:child_process";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { unavailable } from "./file-failure.ts";
import {
  type ChildAnswer,
  type FileMessage,
  type FileReply,
  type FileRequest,
  fileIdOf,
  type NameReply,
  stateFileName,
  type Text,
} from "./file-messages.ts";

export type FileChild = {
  /** Adds the documents of an opened name to `texts`. */
  readonly ask: (request: FileRequest, texts: Text[]) => Promise<ChildAnswer>;
  /** After what it was asked, and at most `limits.stateCloseMs` later. */
  readonly close: () => Promise<void>;
};

type Asked = {
  readonly askedMs: number;
  readonly texts: Text[];
  readonly settle: (answer: ChildAnswer) => void;
};

const AGAIN = "It is started again by itself; look at the log lines before this one.";

const program = fileURLToPath(
  new URL(`./file-process${extname(import.meta.filename)}`, import.meta.url),
);

/** `ended`: once, when the process is gone. */
export function startFileChild(
  { dir, bytesMax }: { readonly dir: string; readonly bytesMax: number },
  ended: (problem: string) => void,
): FileChild {
  const asked = createAsked();
  const over = Promise.withResolvers<void>();
  let heardMs = performance.now();
  /** Set: it is being ended, and why. */
  let reason: string | null = null;

  const child: ChildProcess = fork(program, [dir, String(bytesMax)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const post = createPost(child);
  const watch = watchFile(join(dir, stateFileName), () => {
    end("its file was moved away or replaced");
  });
  const stuck = setInterval(() => {
    // By the next look it would be too late.
    const waitMs = limits.stateAnswerMs - limits.stateFileLookMs;
    // Large documents of others before it are no reason.
    if (Math.min(asked.oldestMs(), performance.now() - heardMs) < waitMs) return;
    end(`there was no answer within ${waitMs} ms`);
  }, limits.stateFileLookMs).unref();
  child.on("error", (problem) => {
    if (child.pid === undefined) gone(problemOf(problem));
  });
  child.on("exit", (code, signal) => gone(signal ?? `exit code ${code}`));
  child.on("message", (replies) => {
    heardMs = performance.now();
    for (const reply of parseReplies(replies)) {
      if ("file" in reply) watch.expect(reply.file);
      else asked.settle(reply);
    }
  });

  /** SIGKILL: SQLite would tidy up under the names of the file, which may be another's by now. */
  function end(why: string): void {
    reason ??= why;
    child.kill("SIGKILL");
    asked.fail(reason);
  }
  function gone(how: string): void {
    clearInterval(stuck);
    watch.stop();
    reason ??= `its process ended (${how})`;
    asked.fail(reason);
    over.resolve();
    ended(reason);
  }

  return {
    ask(request, texts) {
      if (reason !== null) return Promise.resolve(unavailable(reason, AGAIN));
      return new Promise((resolve) => {
        post.add({ id: asked.add(texts, resolve), request });
      });
    },
    async close() {
      post.send();
      if (child.connected) child.disconnect();
      const overdue = setTimeout(() => child.kill("SIGKILL"), limits.stateCloseMs);
      await over.promise;
      clearTimeout(overdue);
    },
  };
}

/** Those of one turn of the event loop go together: they are one group there, too. */
function createPost(child: ChildProcess) {
  let messages: FileMessage[] = [];
  function send(): void {
    if (messages.length === 0) return;
    const together = messages;
    messages = [];
    // A channel that is closed is told by `exit`.
    child.send(together, undefined, undefined, () => undefined);
  }
  return {
    send,
    add(message: FileMessage): void {
      messages.push(message);
      if (messages.length === 1) setImmediate(send);
    },
  };
}

function createAsked() {
  const asked = new Map<number, Asked>();
  let lastId = 0;
  return {
    add(texts: Text[], settle: Asked["settle"]): number {
      lastId += 1;
      asked.set(lastId, { askedMs: performance.now(), texts, settle });
      return lastId;
    },
    /** How long the oldest has waited; 0 for none. */
    oldestMs(): number {
      const [oldest] = asked.values();
      return oldest === undefined ? 0 : performance.now() - oldest.askedMs;
    },
    settle(reply: NameReply): void {
      const one = asked.get(reply.id);
      if (one === undefined) return;
      if ("part" in reply) {
        for (const text of reply.part) one.texts.push(text);
        return;
      }
      asked.delete(reply.id);
      one.settle(reply.answer);
    },
    fail(problem: string): void {
      const all = [...asked.values()];
      asked.clear();
      for (const one of all) one.settle(unavailable(problem, AGAIN));
    },
  };
}

/** Calls when the path leads to another file than the expected one, or to none. */
function watchFile(path: string, changed: () => void) {
  let expected: string | null = null;
  const timer = setInterval(async () => {
    const found = await fileAt(path);
    if (expected !== null && found !== null && found !== expected) changed();
  }, limits.stateFileLookMs).unref();
  return {
    expect(file: string | null) {
      expected = file;
    },
    stop() {
      expected = null;
      clearInterval(timer);
    },
  };
}

/** Null where that cannot be found out. */
async function fileAt(path: string): Promise<string | null> {
  try {
    return fileIdOf(await stat(path, { bigint: true }));
  } catch (thrown) {
    return systemCodeOf(thrown) === "ENOENT" ? "none" : null;
  }
}

/** The child is our own program: its messages are trusted to have our shape. */
function parseReplies(replies: unknown): readonly FileReply[] {
  return replies as readonly FileReply[];
}
