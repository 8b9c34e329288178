import { join } from "node:path";
import { expect, it } from "vitest";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { serveConsole } from "../console/served.ts";
import { joined } from "../fleet/board-contract.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

/** Runs a command against a console that permits faults; what it wrote, and its exit code. */
async function consoleOf() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  const routes = [{ match: "/bench/{station}", upstream: "ws://csms.example", faults: true }];
  const console = await serveConsole(
    dir,
    { query: async () => [] as never[] },
    {
      ...{ shared: { fleet: { ...aloneFleet, board }, books }, config: { routes } },
      clock: { nowUs: () => Date.now() * 1000 },
    },
  );
  whenOver(() => console.close());
  return async (...args: string[]) => {
    const { run, stdout, stderr } = world();
    const code = await run("faults", ...args, "--url", `${console.url}/`);
    return { code, told: stdout.text + stderr.text };
  };
}

it("sets, lists and removes", async () => {
  const faults = await consoleOf();
  expect(await faults("list")).toEqual({ code: 0, told: "No fault is set.\n" });
  const does = ["--does", '{"kind":"delay","ms":500}'];
  const which = ["--station", "CP-1", "--sender", "csms", "--action", "Reset", "--count", "3"];
  const set = await faults("set", "slow", ...which, ...does, "--for", "10");
  const words =
    /^slow: CP-1: delay by 500 ms: each message Reset of the csms, 3 times at most; until /;
  expect(set).toEqual({ code: 0, told: expect.stringMatching(words) });
  expect(await faults("list")).toEqual(set);
  expect(await faults("remove", "slow")).toEqual({ code: 0, told: `Removed: ${set.told}` });
  expect(await faults("remove", "slow")).toMatchObject({
    code: 1,
    told: expect.stringContaining("There is no fault on purpose slow"),
  });
});

it("says what is wrong, here or in the console's words", async () => {
  const faults = await consoleOf();
  const refused = await faults("set", "f", "--station", "CP-1", "--does", '{"kind":"explode"}');
  expect(refused).toMatchObject({ code: 1, told: expect.stringContaining("must be delay, drop") });
  const usage = await faults("set", "f", "--station", "CP-1", "--does", "drop");
  expect(usage).toMatchObject({ code: 2, told: expect.stringContaining('{"kind":"drop"}') });
});
