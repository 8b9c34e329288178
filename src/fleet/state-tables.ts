/** The tables of the state file and what is done with them, within a commit that others begin. */
import type { DatabaseSync } from "node:sqlite";
import { limits } from "../base/limits.ts";
import {
  type Change,
  lostProblem,
  type OpenRequest,
  type StoreAnswer,
  type StoreRequest,
  sizeProblem,
  staleProblem,
} from "./backend.ts";

/** The number of the format, in the file's `user_version`. */
export const fileVersion = 1;

/** `token`, `seq`: see `backend.ts`. `documents`, `bytes`: totals of the name. */
export const schema = `
  CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL,
    seq INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE documents (
    name INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE probe (id INTEGER PRIMARY KEY, tries INTEGER NOT NULL) STRICT;
  PRAGMA user_version = ${fileVersion};
`;

export type Texts = readonly (readonly [key: string, value: string])[];

export type Tables = {
  readonly open: (request: OpenRequest) => void;
  readonly list: (name: string) => Texts;
  readonly store: (request: StoreRequest) => StoreAnswer;
  readonly probe: () => void;
};

type Row = Readonly<Record<string, unknown>>;

export function openTables(db: DatabaseSync): Tables {
  const take = db.prepare(
    `INSERT INTO names (name, token, seq, documents, bytes) VALUES (?, ?, 0, 0, 0)
     ON CONFLICT (name) DO UPDATE SET token = excluded.token, seq = 0`,
  );
  const list = db.prepare(
    "SELECT key, value FROM documents WHERE name = (SELECT id FROM names WHERE name = ?)",
  );
  const find = db.prepare("SELECT id, token, seq, documents, bytes FROM names WHERE name = ?");
  const size = db.prepare(
    `SELECT octet_length(key) + octet_length(value) AS bytes FROM documents
     WHERE name = ? AND key = ?`,
  );
  const put = db.prepare(
    `INSERT INTO documents (name, key, value) VALUES (?, ?, ?)
     ON CONFLICT (name, key) DO UPDATE SET value = excluded.value`,
  );
  const remove = db.prepare("DELETE FROM documents WHERE name = ? AND key = ?");
  const total = db.prepare("UPDATE names SET seq = ?, documents = ?, bytes = ? WHERE id = ?");
  const probe = db.prepare(
    "INSERT INTO probe VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET tries = tries + 1",
  );

  /** What the name would have in all. */
  function totalsAfter(id: number, row: Row, changes: readonly Change[]) {
    let [documents, bytes] = [Number(row["documents"]), Number(row["bytes"])];
    for (const [key, value] of changes) {
      const old = size.get(id, key)?.["bytes"];
      if (old !== undefined) {
        documents -= 1;
        bytes -= Number(old);
      }
      if (value === null) continue;
      documents += 1;
      bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
    }
    return { documents, bytes };
  }

  return {
    open: ({ name, token }) => void take.run(name, token),
    list: (name) => list.all(name).map(({ key, value }) => [String(key), String(value)] as const),
    store({ name, token, seq, stored, changes }) {
      const row = find.get(name);
      if (row === undefined || (row["token"] === token && Number(row["seq"]) < stored)) {
        return { ...lost };
      }
      if (row["token"] !== token) return { kind: "taken" };
      if (Number(row["seq"]) >= seq) return { ...stale };
      const id = Number(row["id"]);
      const totals = totalsAfter(id, row, changes);
      const problem = sizeProblem(totals, {
        documentsMax: limits.stateDocumentsMax,
        bytesMax: limits.stateNameBytesTotalMax,
      });
      if (problem !== null) return { kind: "limit", problem };
      for (const [key, value] of changes) {
        if (value === null) remove.run(id, key);
        else put.run(id, key, value);
      }
      total.run(seq, totals.documents, totals.bytes, id);
      return { kind: "stored" };
    },
    probe: () => void probe.run(),
  };
}

const lost = {
  kind: "failed",
  code: "STATE_DAMAGED",
  problem: lostProblem,
  remedy: "Somebody has replaced or restored the file; stations are read anew as they reconnect.",
} as const;

const stale = {
  kind: "failed",
  code: "STATE_UNAVAILABLE",
  problem: staleProblem,
  remedy: "It is tried again.",
} as const;
