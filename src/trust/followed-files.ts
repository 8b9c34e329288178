/**
 * Files of certificates, keys and passwords that are replaced while we run, by cert-manager,
 * certbot or a person. Looked at by their size, time and inode, because a watch does not survive
 * what Kubernetes does (a symbolic link is turned round). Promised: a change is taken over whole or
 * not at all, and told; files that cannot be used leave in force what was read before.
 */
import { stat } from "node:fs/promises";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";

export type Followed = {
  /** For people: which files, and what for. */
  readonly what: string;
  readonly files: readonly string[];
  /** Rejects, or throws, where they cannot be used; nothing has changed then. */
  readonly read: () => Promise<void>;
};

/** Read for another configuration, and not in force yet. */
export type PreparedFiles = {
  readonly followed: readonly Followed[];
  readonly commit: () => void;
};

export type FollowedFiles = {
  /** Reads at once what has changed. Never rejects. */
  readonly reload: () => Promise<void>;
  readonly close: () => void;
};

type State = { readonly source: Followed; read: string; seen: string };

export async function followFiles(
  sources: readonly Followed[],
  observe: Observe,
  lookMs: number = limits.trustFilesLookMs,
): Promise<FollowedFiles> {
  const states: State[] = [];
  for (const source of sources) {
    const stamp = await stampOf(source.files);
    states.push({ source, read: stamp, seen: stamp });
  }
  let looking: Promise<void> = Promise.resolve();

  const look = async (isSettled: boolean) => {
    for (const state of states) {
      const stamp = await stampOf(state.source.files);
      const isStill = stamp === state.seen || !isSettled;
      state.seen = stamp;
      if (stamp === state.read || !isStill) continue;
      state.read = stamp;
      await take(state.source, observe);
    }
  };
  const queue = (isSettled: boolean) => {
    looking = looking.then(() => look(isSettled));
    return looking;
  };
  const timer = setInterval(() => void queue(true), lookMs);
  timer.unref();
  return { reload: () => queue(false), close: () => clearInterval(timer) };
}

async function take({ what, read }: Followed, observe: Observe): Promise<void> {
  try {
    await read();
    observe({ name: "trustFilesRead", what });
  } catch (thrown) {
    observe({ name: "trustFilesUnusable", what, problem: problemOf(thrown) });
  }
}

/** A file that is missing has a stamp, too. */
async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map((file) =>
    stat(file, { bigint: true }).then(
      ({ mtimeNs, size, ino }) => `${mtimeNs} ${size} ${ino}`,
      () => "missing",
    ),
  );
  return (await Promise.all(stamps)).join("\n");
}
