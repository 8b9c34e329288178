/**
 * The service manager's end of NOTIFY_SOCKET: a real unix datagram socket, which Node does not have:
 * Python listens to it. Throws where the machine has none: nothing could be proved.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { whenOver } from "./lifetime.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

export type Notified = {
  readonly path: string;
  /** Each datagram with its lines, and when it came by the monotonic clock. */
  readonly told: { readonly lines: readonly string[]; readonly atUs: bigint }[];
};

const PYTHON = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    sys.stdout.buffer.write(s.recv(65536) + b"\\0")
    sys.stdout.buffer.flush()
`;

export async function listenAsManager(): Promise<Notified> {
  const path = join(await tempDir(), "notify");
  const python = ["python3", "python"].find(
    (name) => spawnSync(name, ["-c", "import socket"]).status === 0,
  );
  if (python === undefined) throw new Error("a datagram socket needs python3 on this machine");
  const receiver = spawn(python, ["-c", PYTHON, path], { stdio: ["ignore", "pipe", "inherit"] });
  whenOver(() => void receiver.kill("SIGKILL"));
  const told: { lines: string[]; atUs: bigint }[] = [];
  let rest = "";
  receiver.stdout.setEncoding("utf8").on("data", (text: string) => {
    const atUs = process.hrtime.bigint() / 1000n;
    const parts = (rest + text).split("\0");
    rest = parts.pop() ?? "";
    told.push(...parts.map((part) => ({ lines: part.split("\n"), atUs })));
  });
  await until(() => existsSync(path), "the manager to listen");
  return { path, told };
}
