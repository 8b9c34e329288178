import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { withStore } from "../../src/cli/store-access.ts";
import { loadConfig } from "../../src/config/load.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { serveStatus } from "../../src/observe/status.ts";
import { freeze } from "../../src/store/encode.ts";
import { messageRow } from "../query/rows.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

const NOW_US = Date.now() * 1000;
let store: TestStore;
let url: string;

beforeAll(async () => {
  store = await startTestStore();
  const { url: http, user, password, database } = store.engine.endpoint.reader;
  url = `${http.replace("://", `://${user}:${password}@`)}/${database}`;
  const messages = Array.from({ length: 2_500 }, (_, at) =>
    messageRow({
      seq: at + 1,
      receivedAtUs: NOW_US - 3_600e6 + at * 1_000_000,
      stationId: parseStationId(at % 2 === 0 ? "CP-even" : "CP-odd"),
    }),
  );
  const rows = { messages, links: [], findings: [], gaps: [], transactions: [] };
  for (const insert of freeze(rows, "test:1:0")) await store.recorder.insert(insert);
});
afterAll(() => store.close());

/** As while `serve` runs on the engine's data directory. */
async function serving() {
  const status = await serveStatus({
    runDir: await openRunDir(store.engine.dir),
    role: "store",
    health: () => ({ ready: true, detail: "" }),
    metrics: createMetrics("store"),
  });
  onTestFinished(() => status.close());
}

describe("a command on the store", () => {
  it("searches a server, newest first", async () => {
    const { run, stdout, stderr } = world();
    const code = await run("search", "station:CP-odd", "--store", url, "--format", "jsonl");
    expect(stderr.text).toBe("");
    expect(code).toBe(0);
    const seqs = stdout.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(Array.from({ length: 100 }, (_, at) => 2_500 - 2 * at));
  });

  it("searches the embedded store of a running serve, by its data directory", async () => {
    await serving();
    const { run, stdout } = world();
    const argv = ["station:CP-even", "--data", store.engine.dir, "--limit", "1"];
    expect(await run("search", ...argv, "--order", "oldest")).toBe(0);
    expect(stdout.text.split("\n")).toHaveLength(3);
    expect(stdout.text).toContain("CP-even");
  });

  it("bounds by times, also relative ones", async () => {
    const { run, stdout } = world();
    const argv = ["--from", "-50m", "--to", "-49m", "--store", url, "--format", "jsonl"];
    expect(await run("search", ...argv)).toBe(0);
    expect(stdout.text.trimEnd().split("\n").length).toBeGreaterThan(55);
    expect(stdout.text.trimEnd().split("\n").length).toBeLessThan(62);
  });

  it("exports everything, oldest first, each once", async () => {
    const cwd = await tempDir();
    const { run } = world({ cwd });
    expect(await run("export", "--store", url, "--output", "all.jsonl")).toBe(0);
    const lines = (await readFile(join(cwd, "all.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(
      Array.from({ length: 2_500 }, (_, at) => at + 1),
    );
  });

  it("migrates, and again without anything to do", async () => {
    await serving();
    const { run, stdout, stderr } = world();
    expect(await run("migrate", "--data", store.engine.dir)).toBe(0);
    expect(stderr.text).toBe("");
    expect(stdout.text).toMatch(/has schema version \d+; nothing had to be done\.\n$/);
  });

  it("closes the store, also when the work fails", async () => {
    const { config } = await loadConfig({ flags: { "--store": url }, env: {}, cwd: "/" });
    const failing = withStore(config, "reader", async ({ database, store: opened }) => {
      expect(database).toBe("ocpptap");
      expect(await opened.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
      throw new Error("the work failed");
    });
    await expect(failing).rejects.toThrow("the work failed");
  });
});
