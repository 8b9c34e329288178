import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeExport } from "../../src/cli/export.ts";
import { tempDir } from "../support/temp-dir.ts";
import { message } from "./messages.ts";
import { world } from "./world.ts";

async function* pages(count: number) {
  for (let page = 0; page < count; page++) {
    yield [message({ seq: page * 2 + 1 }), message({ seq: page * 2 + 2 })];
  }
}

async function* failing() {
  yield [message()];
  throw new Error("the store went away");
}

describe("export", () => {
  it("writes every page to standard output", async () => {
    const { io, stdout, stderr } = world();
    await writeExport(pages(3), { format: "jsonl", limit: 100 }, io);
    const seqs = stdout.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(stderr.text).toBe("");
  });

  it("writes a file, with progress on a terminal only", async () => {
    const cwd = await tempDir();
    const { io, stdout, stderr } = world({ cwd, isTerminal: true });
    await writeExport(pages(2), { format: "csv", output: "out.csv", limit: 100 }, io);
    const lines = (await readFile(join(cwd, "out.csv"), "utf8")).trimEnd().split("\r\n");
    expect(lines).toHaveLength(5);
    expect(stdout.text).toBe("");
    expect(stderr.text).toBe("\r2 messages\r4 messages\r4 messages in out.csv\n");
    const pipe = world({ cwd });
    await writeExport(pages(2), { format: "csv", output: "out.csv", limit: 100 }, pipe.io);
    expect(pipe.stderr.text).toBe("");
  });

  it("says when the limit cut it", async () => {
    const { io, stdout, stderr } = world();
    await writeExport(pages(3), { format: "jsonl", limit: 3 }, io);
    expect(stdout.text.trimEnd().split("\n")).toHaveLength(3);
    expect(stderr.text).toBe("Stopped at --limit 3: there are more.\n");
  });

  it("leaves no half file behind", async () => {
    const cwd = await tempDir();
    const { io } = world({ cwd });
    const writing = writeExport(failing(), { format: "jsonl", output: "o.jsonl", limit: 9 }, io);
    await expect(writing).rejects.toThrow("the store went away");
    expect(await readdir(cwd)).toEqual([]);
  });

  it("says that a file cannot be written", async () => {
    const { io } = world({ cwd: await tempDir() });
    const options = { format: "jsonl", output: "missing/o.jsonl", limit: 9 } as const;
    await expect(writeExport(pages(1), options, io)).rejects.toMatchObject({
      code: "OUTPUT_UNWRITABLE",
    });
  });
});
