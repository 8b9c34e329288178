import { readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parseBook, readBook, writeBook } from "../../src/fleet/book-file.ts";
import { tempDir } from "../support/temp-dir.ts";

it("a book is in its file as they were, and only its owner reads them", async () => {
  const file = join(await tempDir(), "fleet", "overrides.json");
  expect(await readBook(file, "overrides")).toEqual({ version: 0, texts: new Map() });
  const overrides = {
    version: 7,
    texts: new Map([
      ["__proto__", "{}"],
      ["é\n", '{"a":1}'],
    ]),
  };
  await Promise.all([writeBook(file, overrides), writeBook(file, overrides)]);
  expect(await readBook(file, "overrides")).toEqual(overrides);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(file))).toEqual(["overrides.json"]);
});

it("what cannot be read is told, and is not taken for nothing", async () => {
  const file = join(await tempDir(), "overrides.json");
  for (const text of ["", "{", "null", "[]", '{"version":1}', '{"version":1,"texts":[["a"]]}']) {
    writeFileSync(file, text);
    await expect(readBook(file, "overrides"), text).rejects.toMatchObject({
      code: "OVERRIDES_UNREADABLE",
    });
    expect(parseBook(text, "overrides"), text).toBeNull();
  }
  await expect(readBook(dirname(file), "faults")).rejects.toMatchObject({
    code: "FAULTS_UNREADABLE",
  });
});
