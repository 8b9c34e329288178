import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { probeWhenSilent } from "../../src/relay/keep-alive.ts";
import { until } from "../support/until.ts";

/** Timer 2 of the kernel's table of sockets is keep-alive; then when it is due, in 10 ms. */
async function keepAliveDueMs(port: number): Promise<number | null> {
  const own = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const line of (await readFile("/proc/net/tcp", "latin1")).split("\n")) {
    const [, local, , state, , timer = ""] = line.trim().split(/\s+/);
    if (!local?.endsWith(own) || state !== "01") continue;
    const [kind, due = ""] = timer.split(":");
    return kind === "02" ? 10 * Number.parseInt(due, 16) : null;
  }
  return null;
}

it.runIf(process.platform === "linux")("asks many ends at different times", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const due = new Set<number>();
  for (let i = 0; i < 40; i += 1) {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    probeWhenSilent(socket, 30_000);
    due.add(Math.round(((await keepAliveDueMs(socket.localPort ?? 0)) ?? 0) / 1000));
  }
  expect(due.size).toBeGreaterThan(5);
});

it.runIf(process.platform === "linux")("asks for the other end after a silence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const { localPort = 0 } = socket;
  expect(await keepAliveDueMs(localPort)).toBeNull();
  probeWhenSilent(socket, 30_000);
  await until(async () => (await keepAliveDueMs(localPort)) !== null, "the kernel's timer");
  expect(await keepAliveDueMs(localPort)).toBeGreaterThan(13_000);
  expect(await keepAliveDueMs(localPort)).toBeLessThanOrEqual(30_100);
});
