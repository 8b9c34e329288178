import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import { openDesks } from "../../src/console/desks.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { joined } from "../fleet/board-contract.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";

it("all desks write to the one board, by the configuration of now", async () => {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  whenOver(books.close);
  const clock = systemClock;
  let config = configSchema.parse({});
  const desks = await openDesks(() => config, {
    ...{ fleet: { ...aloneFleet, board }, books, clock, observe },
    runDir: await openRunDir(await tempDir()),
    query: { reader: { query: async () => [] }, clock, retentionDays: 1 },
  });
  whenOver(desks.close);
  const to = { route: "/new/{station}" };
  const how = { isNow: false, from: "ops" };
  await expect(desks.overrides.set("CP-1", to, how)).rejects.toThrow("no configured route");
  const routes = ["/old/{station}", "/new/{station}"].map((match) => ({
    ...{ match, upstream: "ws://csms.example" },
  }));
  config = configSchema.parse({ routes });
  expect(await desks.overrides.set("CP-1", to, how)).toMatchObject({ override: to });
  const plan = { from: "/old/{station}", to, steps: [{ percent: 1 }] };
  expect((await desks.plans.desk.put("p", plan, "ops")).name).toBe("p");
  expect([...((await board.read("plans"))?.texts.keys() ?? [])]).toContain("p");
});
