import { statSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveHub } from "../../src/fleet/hub-server.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

async function place() {
  const dir = await tempDir();
  return { socket: join(dir, "board.sock"), dir, observe: () => undefined };
}

it("only one is the board, and only this user reaches it", async () => {
  const at = await place();
  const server = await serveHub(at);
  expect(statSync(at.socket).mode & 0o777).toBe(0o600);
  await expect(serveHub(at)).rejects.toThrow("another process is the board");
  await server.close();
  await (await serveHub(at)).close();
});

it("passes over what it does not understand, and who has not said who they are", async () => {
  const at = await place();
  const server = await serveHub(at);
  whenOver(() => server.close());
  const socket = createConnection(at.socket);
  let text = "";
  socket.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  socket.write('nonsense\n\n{"id":1,"op":"beat"}\n[]\n');
  socket.write('{"member":{"run":"r","instance":"a","role":"relay"}}\n{"id":2,"op":"beat"}\n');
  await until(() => text.includes("\n"), "it answers");
  expect(JSON.parse(text)).toMatchObject({
    id: 2,
    answer: { versions: { overrides: 0, faults: 0 } },
  });
  socket.destroy();
});
