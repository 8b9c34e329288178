import { join } from "node:path";
import { expect, it } from "vitest";
import { bookFileIn, writeBook } from "../../src/fleet/book-file.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";

it("each book is read from its own file, and by its own form", async () => {
  const dir = join(await tempDir(), "fleet");
  const set = { setAt: "2026-11-22T09:00:00Z", setBy: "test" };
  const override = { override: { route: "/a/{station}" }, ...set };
  const disturbance = {
    ...{ station: "CP-1", sender: "station", does: { kind: "drop" } },
    until: "2026-11-22T10:00:00Z",
  };
  const texts = new Map([
    ["S", JSON.stringify(override)],
    ["F", JSON.stringify({ name: "F", disturbance, ...set })],
  ]);
  for (const name of ["overrides", "faults"] as const) {
    await writeBook(bookFileIn(dir, name), { version: 1, texts });
  }
  const books = await openBooks({
    ...{ board: aloneFleet.board, observe: () => undefined },
    fileOf: (name) => bookFileIn(dir, name),
  });
  whenOver(() => books.close());
  expect([...books.overrides.all().keys()]).toEqual(["S"]);
  expect([...books.faults.all().keys()]).toEqual(["F"]);
  expect(books.faults.of("F")?.disturbance).toEqual(disturbance);
});
