import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readConfigFile } from "../../src/config/file.ts";
import { tempDir } from "../support/temp-dir.ts";

async function read(content: string | Buffer) {
  const cwd = await tempDir();
  await writeFile(join(cwd, "c.yaml"), content);
  return readConfigFile("c.yaml", cwd);
}

it("knows the line of every key, in maps and lists", async () => {
  const file = await read("a:\n  b: 1\nlist:\n  - x: 1\n  - y: 2\n    z: 3\n");
  const lineOf = (...path: PropertyKey[]) => file.sourceOf(path).text;
  expect(lineOf("a", "b")).toBe("c.yaml:2");
  expect(lineOf("list", 1)).toBe("c.yaml:5");
  expect(lineOf("list", 1, "z")).toBe("c.yaml:6");
  expect(lineOf("list", 1, "missing")).toBe("c.yaml:5");
  expect(lineOf("a", "b", "deeper")).toBe("c.yaml:2");
  expect(file.values).toEqual({ a: { b: 1 }, list: [{ x: 1 }, { y: 2, z: 3 }] });
});

it("takes an empty file for an empty configuration", async () => {
  expect((await read("# nothing\n")).values).toEqual({});
});

it("refuses what is no text", async () => {
  await expect(read(Buffer.from([0xff, 0xfe, 0x00]))).rejects.toMatchObject({
    code: "CONFIG_UNREADABLE",
  });
});
