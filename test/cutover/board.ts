/** A board of its own for plans, real, on a socket. */
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { createOverrideDesk } from "../../src/fleet/override-desk.ts";
import { joined } from "../fleet/board-contract.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";

export const config = configSchema.parse({
  instance: "a",
  routes: [
    { match: "/old/{station}", upstream: "ws://old.example" },
    { match: "/new/{station}", upstream: "ws://new.example" },
  ],
});

export const planBody = {
  from: "/old/{station}",
  to: { route: "/new/{station}" },
  steps: [{ percent: 100, soakMinutes: 0 }],
  sessions: "move",
};

export async function boardOfPlans() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  whenOver(books.close);
  const overrides = createOverrideDesk(() => config, {
    ...{ board, book: books.overrides, clock: systemClock, observe },
  });
  return { board, overrides };
}
