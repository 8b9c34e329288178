import { readdir, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  parseStoreFile,
  readStoreFile,
  storeFilePath,
  writeStoreFile,
} from "../../src/store/store-file.ts";
import { tempDir } from "../support/temp-dir.ts";

const file = {
  url: "http://127.0.0.1:4711",
  recorder: { user: "recorder", password: "a" },
  reader: { user: "reader", password: "b" },
  database: "ocpptap",
};

describe("run/store.json", () => {
  it("is read as it was written, by its owner alone", async () => {
    const dir = await tempDir();
    await writeStoreFile(dir, { ...file, url: "http://127.0.0.1:1" });
    await writeStoreFile(dir, file);
    expect(await readStoreFile(dir)).toEqual(file);
    expect((await stat(storeFilePath(dir))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(["store.json"]);
  });

  it("is null where there is none", async () => {
    expect(await readStoreFile(await tempDir())).toBeNull();
  });

  it("is null where it cannot be understood", async () => {
    const dir = await tempDir();
    await writeFile(storeFilePath(dir), '{"url":"http://127.0.0.1:1"');
    expect(await readStoreFile(dir)).toBeNull();
    expect(parseStoreFile(JSON.stringify({ ...file, reader: undefined }))).toBeNull();
    expect(parseStoreFile(JSON.stringify({ ...file, url: "somewhere" }))).toBeNull();
  });
});
