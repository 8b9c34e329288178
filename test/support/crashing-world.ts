/**
 * A disk and a store that end, as `kill -9` ends them, at a chosen step: from then on nothing this
 * process began is carried out or answered. The store really deduplicates by token, and survives.
 */
import { OperationalError } from "../../src/base/errors.ts";
import { type Disk, type DiskFile, realDisk } from "../../src/spool/disk.ts";
import type { FrozenInsert, TableName } from "../../src/store/rows.ts";
import { type Row, rowsOf } from "./recording.ts";

export type TokenStore = {
  readonly insert: (insert: FrozenInsert) => Promise<void>;
  readonly rows: (table: TableName) => Row[];
  readonly count: (table: TableName) => number;
  /** Every attempt, also repeated ones. */
  readonly attempts: () => number;
  isDown: boolean;
};

export function createTokenStore(): TokenStore {
  const byToken = new Map<string, FrozenInsert>();
  let attempts = 0;
  const store: TokenStore = {
    isDown: false,
    async insert(insert) {
      attempts += 1;
      if (store.isDown) {
        throw new OperationalError("STORE_UNREACHABLE", { url: "test", problem: "down" });
      }
      const known = byToken.get(insert.token);
      if (known === undefined) byToken.set(insert.token, insert);
      else if (!known.body.equals(insert.body)) throw new Error(`token ${insert.token} used twice`);
    },
    count: (table) =>
      [...byToken.values()].reduce((sum, one) => sum + (one.table === table ? one.rows : 0), 0),
    rows: (table) => rowsOf([...byToken.values()], table),
    attempts: () => attempts,
  };
  return store;
}

export type World = {
  readonly disk: Disk;
  readonly insert: TokenStore["insert"];
  readonly isOver: () => boolean;
  readonly steps: () => number;
};

/** `at`: the step that is the last; carried out or not, but never answered. Null: none. */
export function createWorld(
  store: TokenStore,
  end: { readonly at: number; readonly isCarriedOut: boolean } | null,
): World {
  let steps = 0;
  let isOver = false;
  const never = () => new Promise<never>(() => undefined);

  async function step<Value>(work: () => Promise<Value>): Promise<Value> {
    if (isOver) return never();
    steps += 1;
    if (steps === end?.at) {
      isOver = true;
      if (end.isCarriedOut) await work();
      return never();
    }
    const value = await work();
    return isOver ? never() : value;
  }
  /** Not a step of its own: it changes nothing. */
  const look = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const value = isOver ? never() : await work();
    return isOver ? never() : value;
  };

  const fileOf = (file: DiskFile): DiskFile => ({
    write: (buffer, span) => step(() => file.write(buffer, span)),
    read: (buffer, span) => look(() => file.read(buffer, span)),
    // Nothing here ends the machine, so nothing needs to reach the platter.
    sync: async () => undefined,
    close: () => file.close(),
  });
  const disk: Disk = {
    create: async (path) => fileOf(await step(() => realDisk.create(path))),
    openToRead: async (path) => fileOf(await look(() => realDisk.openToRead(path))),
    list: (dir) => look(() => realDisk.list(dir)),
    sizeOf: (path) => look(() => realDisk.sizeOf(path)),
    rename: (from, to) => step(() => realDisk.rename(from, to)),
    unlink: (path) => step(() => realDisk.unlink(path)),
    makeDir: (dir) => look(() => realDisk.makeDir(dir)),
    syncDir: async () => undefined,
  };
  return {
    disk,
    insert: (insert) => step(() => store.insert(insert)),
    isOver: () => isOver,
    steps: () => steps,
  };
}
