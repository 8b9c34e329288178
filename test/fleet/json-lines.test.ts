import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { linesOf } from "../../src/fleet/json-lines.ts";
import { whenOver } from "../support/lifetime.ts";
import { until } from "../support/until.ts";

async function pair(): Promise<readonly [Socket, Socket]> {
  const server = createServer().listen(0, "127.0.0.1");
  whenOver(() => void server.close());
  await once(server, "listening");
  const there = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [here] = (await once(server, "connection")) as [Socket];
  for (const socket of [here, there]) whenOver(() => void socket.destroy());
  for (const socket of [here, there]) socket.on("error", () => undefined);
  return [here, there];
}

const bounds = { lineChars: 100, bufferBytes: 1_000_000 };

it("gives whole lines, however they are cut", async () => {
  const [here, there] = await pair();
  const lines: string[] = [];
  linesOf(here, bounds, (line) => lines.push(line));
  const bytes = Buffer.from("one\n\nzwölf 🔌\nlast\n");
  for (const byte of bytes) there.write(Buffer.from([byte]));
  await until(() => lines.length === 3, "three lines");
  expect(lines).toEqual(["one", "zwölf 🔌", "last"]);
});

it("ends a connection whose line has no end", async () => {
  const [here, there] = await pair();
  linesOf(here, bounds, () => undefined);
  there.write("x".repeat(bounds.lineChars + 1));
  await until(() => here.destroyed, "it is ended");
});

it("ends a connection that does not read, and says that it sent nothing", async () => {
  const [here, there] = await pair();
  there.pause();
  const { send } = linesOf(here, bounds, () => undefined);
  let sent = 0;
  while (send("x".repeat(100_000))) sent += 1;
  expect(sent).toBeGreaterThan(5);
  expect(here.destroyed).toBe(true);
});
