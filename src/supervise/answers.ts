/**
 * A child's answers to a new configuration, awaited. Promised: nothing is awaited for longer than
 * `limits.reloadMsMax`, or beyond the child's end: what is started after that has the
 * configuration that counts then.
 */
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { FromChild } from "./protocol.ts";

export type Answers = {
  readonly hear: (message: FromChild) => void;
  readonly gone: () => void;
  /** Rejects with why it cannot, or RELOAD_LATE. */
  readonly prepared: () => Promise<void>;
  readonly committed: () => Promise<void>;
};

type Waiting = {
  readonly kind: "prepared" | "committed";
  readonly done: (error: OperationalError | null) => void;
};

export function awaitAnswers(role: string, msMax: number = limits.reloadMsMax): Answers {
  let waiting: Waiting | null = null;

  function wait(kind: Waiting["kind"]): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error: OperationalError | null) => {
        clearTimeout(timer);
        waiting = null;
        if (error === null) resolve();
        else reject(error);
      };
      const late = () => done(new OperationalError("RELOAD_LATE", { role, ms: msMax }));
      const timer = setTimeout(late, msMax);
      waiting?.done(null);
      waiting = { kind, done };
    });
  }

  return {
    hear(message) {
      if (message.kind === waiting?.kind) waiting.done(null);
      if (message.kind !== "unprepared" && message.kind !== "failed") return;
      waiting?.done(new OperationalError(message.code, message.details));
    },
    gone: () => waiting?.done(null),
    prepared: () => wait("prepared"),
    committed: () => wait("committed"),
  };
}
