import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { type noStore, serveConsole } from "../console/served.ts";
import { joined } from "../fleet/board-contract.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

const plan = {
  from: "/{station}",
  to: { upstream: "wss://new.example/ocpp" },
  steps: [{ stations: ["CP-7"], soakMinutes: 0 }],
};

async function served() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  whenOver(books.close);
  const store = { query: async () => [] } as unknown as typeof noStore;
  const console = await serveConsole(dir, store, {
    ...{ shared: { fleet: { ...aloneFleet, board }, books } },
    config: { upstream: "ws://old.example" },
  });
  whenOver(() => console.close());
  const file = join(dir, "plan.json");
  await writeFile(file, JSON.stringify(plan));
  const run = async (...words: readonly string[]) => {
    const { run: command, stdout, stderr } = world();
    const code = await command("plan", ...words, "--console", new URL(console.url).host);
    return { code, out: stdout.text, err: stderr.text };
  };
  return { run, file };
}

it("a plan is given, begun, looked at, taken back and forgotten", async () => {
  const { run, file } = await served();
  expect((await run("put", "fleet", file)).out).toContain("fleet: ready");
  expect((await run("start", "fleet")).out).toContain("fleet: running");
  expect((await run("list")).out).toMatch(/fleet +running +1\/1/);
  expect((await run("pause", "fleet")).out).toContain("fleet: paused");
  const back = await run("roll-back", "fleet", "--forced");
  expect(back.out).toMatch(/fleet: return(ing|ed)/);
  expect((await run("show", "fleet")).out).toContain("roll-back of the plan");
});

it("what the console says against it is said, and what is no plan", async () => {
  const { run, file } = await served();
  const missing = await run("start", "none");
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("plan of this name")]);
  const broken = await run("put", "fleet", `${file}.gone`);
  expect([broken.code, broken.err]).toEqual([2, expect.stringContaining("is no plan")]);
});
