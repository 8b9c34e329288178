import { link, mkdir, readdir, stat } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMetrics } from "../../src/observe/metrics.ts";
import { locateRunDir, openRunDir } from "../../src/observe/run-dir.ts";
import { askHealth, askStatus, serveStatus } from "../../src/observe/status.ts";
import { tempDir } from "../support/temp-dir.ts";

async function serve(dataDir: string, more: Partial<Parameters<typeof serveStatus>[0]> = {}) {
  const server = await serveStatus({
    runDir: await openRunDir(dataDir),
    role: "relay",
    health: () => ({ ready: true, detail: "on ws://127.0.0.1:1" }),
    metrics: createMetrics("relay"),
    ...more,
  });
  onTestFinished(() => server.close());
  return server;
}

describe("a role's status", () => {
  it("is told over a socket that only its user can open", async () => {
    const dataDir = await tempDir();
    const { socket } = await serve(dataDir);
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, "run"))).mode & 0o777).toBe(0o700);
    const runDir = await locateRunDir(dataDir);
    expect(await askHealth(runDir, "relay")).toEqual({
      role: "relay",
      pid: process.pid,
      ready: true,
      detail: "on ws://127.0.0.1:1",
    });
    const metrics = await askStatus(runDir, "relay", "/metrics");
    expect(metrics).toMatchObject({ kind: "answer", status: 200 });
    expect(metrics.kind === "answer" && metrics.body).toContain(
      'ocpptap_role_ready{role="relay"} 1',
    );
  });

  it("answers 503 while the role is not ready", async () => {
    const dataDir = await tempDir();
    await serve(dataDir, { health: () => ({ ready: false, detail: "waits for the store" }) });
    const answer = await askStatus(await locateRunDir(dataDir), "relay", "/health");
    expect(answer).toMatchObject({ kind: "answer", status: 503 });
    expect((await askHealth(await locateRunDir(dataDir), "relay"))?.detail).toContain("waits");
  });

  it("answers 404 to the unknown and 500 where a route fails, and goes on", async () => {
    const dataDir = await tempDir();
    const failing = () => {
      throw new Error("broken");
    };
    await serve(dataDir, { routes: { "/metrics": failing } });
    const runDir = await locateRunDir(dataDir);
    expect(await askStatus(runDir, "relay", "/metrics")).toEqual({
      kind: "answer",
      status: 500,
      body: "broken",
    });
    expect((await askHealth(runDir, "relay"))?.ready).toBe(true);
  });

  it("is none, with a sentence, where the role does not run or does not answer", async () => {
    const dataDir = await tempDir();
    const runDir = await openRunDir(dataDir);
    expect(await askStatus(runDir, "relay", "/health")).toEqual({
      kind: "none",
      problem: "the relay does not run",
    });
    const accepted: Socket[] = [];
    const mute = createServer((socket) => accepted.push(socket));
    await new Promise<void>((resolve) => mute.listen(runDir.socketOf("relay"), resolve));
    onTestFinished(() => {
      for (const socket of accepted) socket.destroy();
      mute.close();
    });
    const answer = await askStatus(runDir, "relay", "/health");
    expect(answer.kind === "none" && answer.problem).toMatch(/does not answer: .*time/i);
  });
});

describe("a role's socket as its lock", () => {
  it("keeps a second instance out and names the first", async () => {
    const dataDir = await tempDir();
    await serve(dataDir);
    await expect(serve(dataDir)).rejects.toMatchObject({
      code: "DATA_DIR_IN_USE",
      message: expect.stringContaining(`(relay, pid ${process.pid})`),
    });
    await serve(dataDir, { role: "recorder" });
  });

  it("is taken over from the dead", async () => {
    const dataDir = await tempDir();
    const runDir = await openRunDir(dataDir);
    await leaveDeadSocket(runDir.socketOf("relay"));
    await serve(dataDir);
    expect((await askHealth(runDir, "relay"))?.pid).toBe(process.pid);
  });

  it("goes to exactly one of many that find it dead at once", async () => {
    const dataDir = await tempDir();
    const runDir = await openRunDir(dataDir);
    await leaveDeadSocket(runDir.socketOf("relay"));
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => serve(dataDir)));
    expect(all.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect((await askHealth(runDir, "relay"))?.pid).toBe(process.pid);
    expect(await readdir(runDir.path)).toEqual(["relay.sock"]);
  });

  it("is free again after close", async () => {
    const dataDir = await tempDir();
    await (await serve(dataDir)).close();
    await serve(dataDir);
  });
});

/** What a killed process leaves behind: a socket file on which nobody listens. */
async function leaveDeadSocket(path: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.first`, resolve));
  await link(`${path}.first`, path);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
