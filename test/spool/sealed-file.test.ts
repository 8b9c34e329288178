import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { realDisk } from "../../src/spool/disk.ts";
import { parseSealed, readSealed, writeSealed } from "../../src/spool/sealed-file.ts";
import { tempDir } from "../support/temp-dir.ts";

const sealed = {
  facts: { format: 1, note: "line\nfeeds\n" },
  sections: [
    { name: "messages", body: Buffer.from('["€"]\n["x"]\n') },
    { name: "empty", body: Buffer.alloc(0) },
    { name: "state", body: Buffer.from("…\n") },
  ],
};

it("gives back what was written", async () => {
  const path = join(await tempDir(), "intent-1");
  const bytes = await writeSealed(path, sealed, realDisk);
  expect((await readFile(path)).length).toBe(bytes);
  expect(await readSealed(path, realDisk)).toEqual(sealed);
});

it("is absent where there is none", async () => {
  expect(await readSealed(join(await tempDir(), "intent-1"), realDisk)).toBeNull();
});

it("believes nothing that was cut or altered", async () => {
  const path = join(await tempDir(), "intent-1");
  await writeSealed(path, sealed, realDisk);
  const bytes = await readFile(path);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      expect(parseSealed(bytes.subarray(0, at))).toBeNull();
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ flip;
      const parsed = parseSealed(altered);
      // The CRC's own digits may change their case.
      if (parsed !== null) expect(parsed).toEqual(sealed);
    }),
  );
  await writeFile(path, "");
  expect(await readSealed(path, realDisk)).toBeNull();
});
