import { readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parseOverrides, readOverrides, writeOverrides } from "../../src/fleet/overrides-file.ts";
import { tempDir } from "../support/temp-dir.ts";

it("overrides are in the file as they were, and only its owner reads them", async () => {
  const file = join(await tempDir(), "fleet", "overrides.json");
  expect(await readOverrides(file)).toEqual({ version: 0, texts: new Map() });
  const overrides = {
    version: 7,
    texts: new Map([
      ["__proto__", "{}"],
      ["é\n", '{"a":1}'],
    ]),
  };
  await Promise.all([writeOverrides(file, overrides), writeOverrides(file, overrides)]);
  expect(await readOverrides(file)).toEqual(overrides);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(file))).toEqual(["overrides.json"]);
});

it("what cannot be read is told, and is not taken for nothing", async () => {
  const file = join(await tempDir(), "overrides.json");
  for (const text of ["", "{", "null", "[]", '{"version":1}', '{"version":1,"texts":[["a"]]}']) {
    writeFileSync(file, text);
    await expect(readOverrides(file), text).rejects.toMatchObject({ code: "OVERRIDES_UNREADABLE" });
    expect(parseOverrides(text), text).toBeNull();
  }
  await expect(readOverrides(dirname(file))).rejects.toMatchObject({
    code: "OVERRIDES_UNREADABLE",
  });
});
