import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const module = join(import.meta.dirname, "..", "support", "role-fixture.ts");

async function started() {
  const child = fork(module, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send({ kind: "start", config: { behaviour: "run" } });
  const [message] = await once(child, "message");
  expect(message).toMatchObject({ kind: "ready" });
  return child;
}

describe("runAsChild", () => {
  it("ends with 0 when it is told to stop", async () => {
    const child = await started();
    child.send({ kind: "stop" });
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends when its supervisor is gone", async () => {
    const child = await started();
    child.disconnect();
    expect(await once(child, "exit")).toEqual([1, null]);
  });

  it("leaves SIGINT and SIGTERM to its supervisor", async () => {
    const child = await started();
    child.kill("SIGINT");
    child.kill("SIGTERM");
    child.send({ kind: "stop" });
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
