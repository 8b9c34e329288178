/**
 * State in a file on this machine, seen from the process that uses it. A child has the file open;
 * when it ends, what it was asked has failed, and a new one is started for what comes later. Never
 * two at once, and not in quick succession.
 */
import { limits } from "../base/limits.ts";
import type { Backend, Failure, OpenAnswer, StoreAnswer } from "./backend.ts";
import { parseDocuments } from "./documents.ts";
import { type FileChild, startFileChild } from "./file-child.ts";
import { unavailable } from "./file-failure.ts";
import type { ChildAnswer, FileRequest, Text } from "./file-messages.ts";

const AGAIN = "It is started again by itself; look at the log lines before this one.";

export function createFileBackend(
  dir: string,
  bytesMax: number = limits.stateFileBytesMax,
): Backend {
  let child: FileChild | null = null;
  let startedMs = Number.NEGATIVE_INFINITY;
  let lastProblem = "";
  let isClosed = false;

  function start(): FileChild {
    startedMs = performance.now();
    return startFileChild({ dir, bytesMax }, (problem) => {
      child = null;
      lastProblem = problem;
    });
  }
  async function ask(request: FileRequest, texts: Text[] = []): Promise<ChildAnswer> {
    if (isClosed) return unavailable("it is closed", "Open it again.");
    if (child === null && performance.now() - startedMs < limits.stateRestartMs) {
      return unavailable(lastProblem, AGAIN);
    }
    child ??= start();
    return child.ask(request, texts);
  }

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
      return answer.kind === "opened" ? notOurs : answer;
    },
    async probe() {
      const answer = await ask({ kind: "probe" });
      return answer.kind === "stored" || answer.kind === "failed" ? answer : notOurs;
    },
    async close() {
      isClosed = true;
      await child?.close();
    },
  };
}

const notOurs: Failure = {
  kind: "failed",
  code: "STATE_DAMAGED",
  problem: "a document is not JSON",
  remedy: "Move the file away; docs/operations/state.md says how, and what is lost.",
};
