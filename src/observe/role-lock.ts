/**
 * A unix socket as a lock: whoever listens on it holds it, and a process that dies lets go of it
 * by dying. A socket file that nobody listens on any more is taken over. Out: a listening server,
 * or the caller's sentence.
 */
import { open, readFile, rm } from "node:fs/promises";
import { createConnection, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";

export type LockFailures = {
  /** Someone alive holds the socket. */
  readonly inUse: () => Promise<Error>;
  readonly unusable: (cause: unknown) => Error;
};

export async function listenExclusively(
  server: Server,
  socket: string,
  failures: LockFailures,
): Promise<void> {
  try {
    await listen(server, socket);
    return;
  } catch (thrown) {
    if (systemCodeOf(thrown) !== "EADDRINUSE") throw failures.unusable(thrown);
  }
  // Two that find a dead socket at once must not remove each other's new one.
  await withGuard(`${socket}.taking`, async () => {
    if (await isAlive(socket)) throw await failures.inUse();
    await rm(socket, { force: true });
    try {
      await listen(server, socket);
    } catch (thrown) {
      throw systemCodeOf(thrown) === "EADDRINUSE"
        ? await failures.inUse()
        : failures.unusable(thrown);
    }
  });
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Someone accepts, be it slowly: a stopped process still holds its lock. */
function isAlive(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(socket);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    // A full backlog (EAGAIN) is alive, too.
    probe.once("error", (error) =>
      resolve(!["ECONNREFUSED", "ENOENT"].includes(systemCodeOf(error) ?? "")),
    );
  });
}

/** Runs `work` while holding an exclusively created file that names its process. */
async function withGuard(path: string, work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + limits.statusMsMax;
  while (!(await takeGuard(path))) {
    if (performance.now() > deadline || !(await isHeld(path))) await rm(path, { force: true });
    else await pause(20);
  }
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeGuard(path: string): Promise<boolean> {
  try {
    const guard = await open(path, "wx", 0o600);
    await guard.writeFile(String(process.pid));
    await guard.close();
    return true;
  } catch (thrown) {
    if (systemCodeOf(thrown) === "EEXIST") return false;
    throw thrown;
  }
}

async function isHeld(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, "utf8").catch(() => ""));
  // Between creating and writing the file is empty: then it is held.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return systemCodeOf(thrown) === "EPERM";
  }
}
