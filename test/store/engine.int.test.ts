import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/client.ts";
import { encodeRows } from "../../src/store/encode.ts";
import { prepareStore } from "../../src/store/prepare.ts";
import { readStoreFile } from "../../src/store/store-file.ts";
import { forkEngine, startTestEngine, type TestEngine } from "../support/engine.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { messageRow } from "./rows.ts";

const deps = { observe: () => undefined };

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

/** A statement as anyone on this machine could send it. */
async function ask(statement: string, account?: { user: string; password: string }) {
  const headers: Record<string, string> =
    account === undefined
      ? {}
      : { "X-ClickHouse-User": account.user, "X-ClickHouse-Key": account.password };
  const url = engine.endpoint.recorder.url;
  const answer = await fetch(url, { method: "POST", body: statement, headers });
  return { status: answer.status, text: (await answer.text()).trim() };
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

describe("the embedded engine", () => {
  it("keeps its port and its passwords when it is started again", async () => {
    const before = await readStoreFile(engine.runDir);
    await engine.restart();
    expect(await readStoreFile(engine.runDir)).toEqual(before);
    expect((await ask("SELECT 1", engine.endpoint.recorder)).text).toBe("1");
  });

  it("tells its credentials to its owner alone", async () => {
    for (const file of ["store.json", "engine-users.xml", "engine-config.xml"]) {
      expect((await stat(join(engine.runDir, file))).mode & 0o777, file).toBe(0o600);
    }
    const { recorder, reader } = engine.endpoint;
    expect(recorder.password).not.toBe(reader.password);
    const users = await readFile(join(engine.runDir, "engine-users.xml"), "utf8");
    expect(users).not.toContain(recorder.password);
  });

  it("takes another port where its own is in use, and stores find it there", async () => {
    const moved: string[] = [];
    const store = openStore(engine.recorder, {
      observe: (event) => void (event.name === "storeMoved" && moved.push(event.url)),
    });
    onTestFinished(() => store.close());
    await prepareStore(store, { database: "ocpptap", retentionDays: 90 }, deps);
    const before = engine.endpoint.recorder.url;
    await engine.kill();
    await expect(store.query("SELECT 1")).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });

    const squatter = createServer((socket) => socket.destroy());
    squatter.listen(Number(new URL(before).port), "127.0.0.1");
    await once(squatter, "listening");
    onTestFinished(() => void squatter.close());
    await engine.restart();
    const after = engine.endpoint.recorder.url;
    expect(after).not.toBe(before);
    expect(await store.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(moved).toEqual([after]);
  });

  it("listens on loopback alone", async () => {
    const port = Number(new URL(engine.endpoint.recorder.url).port);
    const local = (await readFile("/proc/net/tcp", "utf8"))
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, address, , state]) => state === "0A" && address?.endsWith(hex(port)));
    expect(local.map(([, address]) => address)).toEqual([`0100007F:${hex(port)}`]);
  });

  it.each([
    "SELECT count() FROM numbers(10)",
    "SELECT * FROM system.tables",
    "SHOW DATABASES",
    "SYSTEM STOP LISTEN HTTP",
    "SYSTEM SHUTDOWN",
    "KILL QUERY WHERE 1",
    "CREATE TABLE ocpptap.x (a Int8) ENGINE = Memory",
    "CREATE TEMPORARY TABLE x (a Int8)",
    "INSERT INTO ocpptap.messages (seq) VALUES (1)",
    "SELECT * FROM ocpptap.messages",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT sleep(3)",
    "SELECT sleep(3) SETTINGS max_execution_time = 0",
    "SELECT length(range(100000000))",
  ])("does nothing for whoever has no password: %s", async (statement) => {
    expect((await ask(statement)).status).not.toBe(200);
    expect((await ask("SELECT 1", engine.endpoint.reader)).text).toBe("1");
  });

  it("knows its users by their passwords", async () => {
    const { reader } = engine.endpoint;
    expect((await ask("SELECT 1", { user: "recorder", password: "" })).status).toBe(403);
    expect((await ask("SELECT 1", { ...reader, user: "recorder" })).status).toBe(403);
  });

  it("is the only one on its directory", async () => {
    const place = { dir: join(engine.dir, "store"), runDir: engine.runDir };
    const second = forkEngine(place);
    await expect(second).rejects.toThrow(
      `DATA_DIR_IN_USE: OperationalError: Another ocpptap (store, pid ${engine.process.pid}) uses`,
    );
    expect((await ask("SELECT 1", engine.endpoint.recorder)).text).toBe("1");
    expect(await engine.recorder()).toEqual(engine.endpoint.recorder);
  });

  it("starts in a directory whatever its name", async () => {
    const dir = join(await tempDir(), `a b'"<&>;\` ü {x} $HOME %`);
    const place = { dir: join(dir, "store"), runDir: join(dir, "run") };
    const child = await forkEngine(place);
    const exit = once(child, "exit");
    expect((await readStoreFile(place.runDir))?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    child.kill("SIGKILL");
    await exit;
  });

  it("says so where it may not write", async () => {
    const file = join(await tempDir(), "file");
    await writeFile(file, "");
    const dir = join(file, "store");
    await expect(forkEngine({ dir, runDir: join(dir, "run") })).rejects.toThrow(
      "DATA_DIR_UNWRITABLE",
    );
  });

  it("is closed at once, with the exit code of success", async () => {
    const dir = await tempDir();
    const child = await forkEngine({ dir: join(dir, "store"), runDir: join(dir, "run") });
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  });

  it("ends when its parent is killed", async () => {
    const dir = await tempDir();
    const parent = fork(join(import.meta.dirname, "..", "support", "engine-parent.ts"));
    const exit = once(parent, "exit");
    parent.send({ dir: join(dir, "store"), runDir: join(dir, "run") });
    const [{ pid }] = (await once(parent, "message")) as [{ readonly pid: number }];
    expect(hasEnded(pid)).toBe(false);
    parent.kill("SIGKILL");
    await exit;
    await until(() => hasEnded(pid), "the engine has ended");
  });
});

describe("an engine that is killed", () => {
  it("has every row that it acknowledged, once", { timeout: 120_000 }, async () => {
    const ROUNDS = 6;
    const ROWS = 200;
    const own = await startTestEngine();
    onTestFinished(() => own.close());
    const store = openStore(own.recorder, deps);
    onTestFinished(() => store.close());
    await prepareStore(store, { database: "ocpptap", retentionDays: 90 }, deps);

    const insertOf = (batch: number) => ({
      table: "messages" as const,
      rows: ROWS,
      body: encodeRows(
        "messages",
        Array.from({ length: ROWS }, (_, row) => messageRow({ seq: batch * ROWS + row })),
      ),
      token: `kill:${batch}`,
    });
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const target = acknowledged + 10 + round * 3;
      let killed: Promise<void> | null = null;
      for (;;) {
        // The kill lands somewhere within the inserts that follow.
        if (acknowledged >= target) killed ??= own.kill();
        const isDone = await store.insert(insertOf(acknowledged)).then(
          () => true,
          () => false,
        );
        if (!isDone) break;
        acknowledged++;
      }
      await killed;
      await own.restart();
      const [row] = await store.query<{ n: string; u: string }>(
        "SELECT count() AS n, uniqExact(seq) AS u FROM messages",
      );
      // What was not acknowledged may be there as well; sending it again must not double it.
      expect(Number(row?.u)).toBeGreaterThanOrEqual(acknowledged * ROWS);
      expect(row?.n).toBe(row?.u);
    }
    await store.insert(insertOf(acknowledged));
    const [row] = await store.query<{ n: string; u: string }>(
      "SELECT count() AS n, uniqExact(seq) AS u FROM messages",
    );
    expect(row).toEqual({ n: String((acknowledged + 1) * ROWS), u: row?.n });
    expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS * 10);
  });
});

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
