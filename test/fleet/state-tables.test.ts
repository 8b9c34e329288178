import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Change } from "../../src/fleet/backend.ts";
import { fileVersion, openTables, schema } from "../../src/fleet/state-tables.ts";

function tablesOf() {
  const db = new DatabaseSync(":memory:");
  db.exec(schema);
  return { db, tables: openTables(db) };
}

it("a name's totals are those of its documents, whatever was stored and removed", () => {
  const key = fc.constantFrom('"a"', '"é"', '"🔌"', '"__proto__"');
  const value = fc.option(fc.constantFrom("1", '"long"', '"€"'), { nil: null });
  const changes = fc.uniqueArray(fc.tuple(key, value), { selector: ([each]) => each });
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 8 }), (writes: (readonly Change[])[]) => {
      const { db, tables } = tablesOf();
      tables.open({ name: '"S"', token: "t" });
      writes.forEach((each, index) => {
        const request = { name: '"S"', token: "t", seq: index + 1, stored: index, changes: each };
        expect(tables.store(request)).toEqual({ kind: "stored" });
      });
      const texts = tables.list('"S"');
      const bytes = texts.reduce((sum, [k, v]) => sum + Buffer.byteLength(k + v), 0);
      const totals = db.prepare("SELECT documents, bytes FROM names").get();
      expect({ ...totals }).toEqual({ documents: texts.length, bytes });
      db.close();
    }),
    { numRuns: 50 },
  );
});

it("a probe writes one row, however often", () => {
  const { db, tables } = tablesOf();
  for (let i = 0; i < 3; i += 1) tables.probe();
  expect(
    db
      .prepare("SELECT tries FROM probe")
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([{ tries: 3 }]);
  expect(db.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: fileVersion });
});
