/**
 * Passwords checked off the relay's thread: hashing takes 60 ms of CPU on purpose, and charging
 * stations must not wait for it. Promised: so many at most wait, each no longer than a limit; a
 * thread that hangs or dies is replaced; links that are open notice nothing.
 */
import { Worker } from "node:worker_threads";
import { limits } from "../base/limits.ts";

export type PasswordQuestion = {
  readonly id: number;
  readonly hash: string;
  readonly password: Uint8Array;
};
export type PasswordAnswer = { readonly id: number; readonly isRight: boolean };

export type Checked = "right" | "wrong" | "busy";

export type PasswordCheck = {
  readonly check: (hash: string, password: Buffer) => Promise<Checked>;
  /** Whoever waits hears "busy". */
  readonly close: () => void;
};

type Waiting = PasswordQuestion & { readonly settle: (checked: Checked) => void };

export function openPasswordCheck(msMax: number = limits.passwordCheckMsMax): PasswordCheck {
  const queue: Waiting[] = [];
  let worker: Worker | null = null;
  let asked: Waiting | null = null;
  let timer: NodeJS.Timeout | undefined;
  let ids = 0;
  let isClosed = false;

  const settle = (checked: Checked) => {
    clearTimeout(timer);
    const settled = asked;
    asked = null;
    settled?.settle(checked);
    next();
  };
  const replace = () => {
    void worker?.removeAllListeners().terminate();
    worker = null;
    settle("busy");
  };
  const start = () => {
    const started = new Worker(threadFile);
    started.unref();
    started.on("message", (answer: PasswordAnswer) => {
      if (answer.id === asked?.id) settle(answer.isRight ? "right" : "wrong");
    });
    started.on("error", replace);
    started.on("exit", replace);
    return started;
  };
  const next = () => {
    if (asked !== null || isClosed) return;
    asked = queue.shift() ?? null;
    if (asked === null) return;
    const { id, hash, password } = asked;
    worker ??= start();
    timer = setTimeout(replace, msMax);
    worker.postMessage({ id, hash, password } satisfies PasswordQuestion);
  };

  return {
    check(hash, password) {
      if (isClosed || queue.length >= limits.passwordsWaitingMax) return Promise.resolve("busy");
      const { promise, resolve } = Promise.withResolvers<Checked>();
      ids += 1;
      queue.push({ id: ids, hash, password, settle: resolve });
      next();
      return promise;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      void worker?.removeAllListeners().terminate();
      for (const { settle: answer } of [asked, ...queue.splice(0)].filter(
        (each) => each !== null,
      )) {
        answer("busy");
      }
      asked = null;
    },
  };
}

/** As we run ourselves: from sources, or from what was built of them. */
const threadFile = new URL(
  import.meta.url.endsWith(".ts") ? "./password-thread.ts" : "./password-thread.js",
  import.meta.url,
);
