/**
 * State in one SQLite file. In: groups of requests. Out: their answers, those of a group made
 * durable by one commit. Synchronous: it runs in a process of its own (`file-process.ts`).
 *
 * Safe against `kill -9` and loss of power: a write-ahead log, flushed at each commit. Several
 * processes may use the file at once: each group takes SQLite's write lock. A damaged or full file
 * gives answers, never an exception.
 */
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { limits } from "../base/limits.ts";
import type { Failure } from "./backend.ts";
import { fileFailure, isLocked, unavailable } from "./file-failure.ts";
import { type ChildAnswer, type FileRequest, fileIdOf, stateFileName } from "./file-messages.ts";
import { fileVersion, openTables, schema, type Tables, type Texts } from "./state-tables.ts";

export type StateFile = {
  /** One answer for each request, in their order. */
  readonly run: (requests: readonly FileRequest[]) => readonly ChildAnswer[];
  /** The documents of a name that was opened. */
  readonly read: (name: string) => Texts | Failure;
  /** Which file is open, see `fileIdOf`; null while none is. */
  readonly id: () => string | null;
  readonly close: () => void;
};

type Opened = { readonly db: DatabaseSync; readonly tables: Tables; readonly id: string };

/** Of SQLite; chosen at creation. */
const PAGE_BYTES = 4096;

export function createStateFile(
  dir: string,
  bytesMax: number = limits.stateFileBytesMax,
): StateFile {
  let opened: Opened | null = null;

  function failure(thrown: unknown): Failure {
    if (thrown instanceof Unsuitable) return thrown.failure;
    return fileFailure(thrown, opened !== null && isAtBound(opened.db, bytesMax));
  }

  /** All or none, in one commit. */
  function commit(requests: readonly FileRequest[], { db, tables }: Opened): ChildAnswer[] {
    db.exec("BEGIN IMMEDIATE");
    try {
      const answers = requests.map((request) => answerOf(request, tables));
      db.exec("COMMIT");
      return answers;
    } catch (thrown) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw thrown;
    }
  }

  function run(requests: readonly FileRequest[]): readonly ChildAnswer[] {
    try {
      opened ??= openFile(dir, bytesMax);
    } catch (thrown) {
      const answer = failure(thrown);
      return requests.map(() => answer);
    }
    try {
      return commit(requests, opened);
    } catch (thrown) {
      const answer = failure(thrown);
      // A damaged page or a write too large is the trouble of its own request alone.
      if (requests.length === 1 || isLocked(thrown)) return requests.map(() => answer);
      return requests.flatMap((request) => run([request]));
    }
  }

  return {
    run,
    read(name) {
      try {
        return opened?.tables.list(name) ?? unavailable("it is closed", "Open it again.");
      } catch (thrown) {
        return failure(thrown);
      }
    },
    id: () => opened?.id ?? null,
    close() {
      opened?.db.close();
      opened = null;
    },
  };
}

function answerOf(request: FileRequest, tables: Tables): ChildAnswer {
  switch (request.kind) {
    case "open":
      tables.open(request);
      return { kind: "opened" };
    case "store":
      return tables.store(request);
    case "probe":
      tables.probe();
      return { kind: "stored" };
  }
}

class Unsuitable extends Error {
  readonly failure: Failure;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.failure = unavailable(problem, remedy);
  }
}

/** Relays of one machine may find no file at the same time: one makes it, the others find it. */
function openFile(dir: string, bytesMax: number): Opened {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // A database of nothing, for its lock alone: it ends with the process that holds it.
  const turn = new DatabaseSync(join(dir, "opening.lock"), { timeout: limits.stateFileLockMs });
  try {
    turn.exec("BEGIN EXCLUSIVE");
    return openAlone(dir, bytesMax);
  } finally {
    turn.close();
  }
}

function openAlone(dir: string, bytesMax: number): Opened {
  const path = join(dir, stateFileName);
  // Readable by its owner only; what SQLite puts beside it is so as well.
  const fd = openSync(path, "a", 0o600);
  const found = fstatSync(fd, { bigint: true });
  closeSync(fd);
  // The log of a file that is gone would be taken for that of the new one.
  if (found.size === 0n)
    for (const ending of ["-wal", "-shm"]) rmSync(path + ending, { force: true });
  for (const each of [dir, dirname(dir)]) syncDir(each);
  const db = new DatabaseSync(path, { timeout: limits.stateFileLockMs, defensive: true });
  try {
    prepare(db, bytesMax);
    return { db, tables: openTables(db), id: fileIdOf(found) };
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function prepare(db: DatabaseSync, bytesMax: number): void {
  const mode = db.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
  if (mode !== "wal") {
    throw new Unsuitable("its file system has no shared memory", "Give a local one with --data.");
  }
  db.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA wal_autocheckpoint = ${limits.stateCheckpointPages};
    PRAGMA max_page_count = ${Math.floor(bytesMax / PAGE_BYTES)};
    BEGIN IMMEDIATE`);
  const version = db.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version === 0) db.exec(schema);
  db.exec("COMMIT");
  if (version !== 0 && version !== fileVersion) {
    const problem = `it has format version ${version}, which this version cannot read`;
    throw new Unsuitable(problem, "Use the ocpptap version that wrote it, or a newer one.");
  }
}

function isAtBound(db: DatabaseSync, bytesMax: number): boolean {
  try {
    const pages = Number(db.prepare("PRAGMA page_count").get()?.["page_count"]);
    // A write may need several pages at once.
    return (pages + limits.stateDocumentBytesMax / PAGE_BYTES) * PAGE_BYTES >= bytesMax;
  } catch {
    return false;
  }
}

/** Makes the new name last through a loss of power. */
function syncDir(dir: string): void {
  const fd = openSync(dir, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
