import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { listenExclusively } from "../../src/observe/role-lock.ts";
import { tempDir } from "../support/temp-dir.ts";

const failures = {
  inUse: async () => new Error("in use"),
  unusable: (cause: unknown) => new Error("unusable", { cause }),
};

function server() {
  const made = createServer();
  onTestFinished(() => new Promise<void>((resolve) => made.close(() => resolve())));
  return made;
}

it("is not stopped by the guard of a process that died while taking over", async () => {
  const socket = join(await tempDir(), "x.sock");
  await writeFile(socket, "not even a socket");
  await writeFile(`${socket}.taking`, "4194303999");
  const made = server();
  await listenExclusively(made, socket, failures);
  expect(made.listening).toBe(true);
  await expect(listenExclusively(server(), socket, failures)).rejects.toThrow("in use");
});

it("says that a place is unusable", async () => {
  const socket = join(await tempDir(), "missing", "x.sock");
  await expect(listenExclusively(server(), socket, failures)).rejects.toThrow("unusable");
});
