import { join } from "node:path";
import { expect, it } from "vitest";
import { parseKeptOverride } from "../../src/config/override.ts";
import { type BookNews, channelOf, openBook } from "../../src/fleet/book.ts";
import { readBook, writeBook } from "../../src/fleet/book-file.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { joined } from "./board-contract.ts";

const textOf = (route: string) =>
  JSON.stringify({ override: { route }, setAt: "2026-11-21T09:00:00Z", setBy: "test" });

const what = { name: "overrides", parse: parseKeptOverride } as const;

async function world() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const join_ = () => joined((member) => createEmbeddedBoard(member, place));
  const [board, other] = [await join_(), await join_()];
  const sent: string[] = [];
  const book = await openBook({
    ...{ ...what, board, file: null, observe },
    sendAway: (stationId) =>
      sent.push(`${stationId} to ${JSON.stringify(book.of(stationId)?.override ?? null)}`),
  });
  whenOver(() => book.close());
  const set = async (station: string, text: string | null, isNow = false) => {
    const version = Number(await other.write("overrides", station, text));
    const news: BookNews = { name: station, version, text, isNow };
    await other.publish(channelOf("overrides"), JSON.stringify(news));
    return version;
  };
  return { book, other, sent, set };
}

it("a change is known as it is passed on, and only then the station is sent away", async () => {
  const { book, sent, set } = await world();
  await set("S", textOf("/a/{station}"), true);
  await until(() => sent.length === 1, "it is sent away");
  expect(sent).toEqual(['S to {"route":"/a/{station}"}']);
  await set("S", null, true);
  await until(() => sent.length === 2, "once more");
  expect(sent[1]).toBe("S to null");
  expect(book.count()).toBe(0);
});

it("what was missed is read with the next look, and nonsense is nobody's override", async () => {
  const { book, other } = await world();
  await other.write("overrides", "S", textOf("/a/{station}"));
  await other.write("overrides", "T", "{not ours");
  const version = Number(await other.write("overrides", "U", '{"override":{"route":7}}'));
  for (const text of ["", "{", "null", '{"name":"S"}']) {
    await other.publish(channelOf("overrides"), text);
  }
  book.look(version);
  await until(() => book.of("S") !== null, "it is known");
  expect([book.of("T"), book.of("U"), book.of("V"), book.count()]).toEqual([null, null, null, 1]);
});

it("without the board the last ones stand, from the file", async () => {
  const file = join(await tempDir(), "overrides.json");
  await writeBook(file, { version: 3, texts: new Map([["S", textOf("/a/{station}")]]) });
  const events: TapEvent[] = [];
  const deps = { ...what, board: aloneFleet.board };
  const observe = (event: TapEvent) => void events.push(event);
  const book = await openBook({ ...deps, file, observe });
  book.look(9);
  expect(book.of("S")).toMatchObject({ override: { route: "/a/{station}" } });
  expect(events).toEqual([]);
  await book.close();
  const nowhere = await openBook({ ...deps, file: join(file, "x"), observe });
  expect(nowhere.count()).toBe(0);
  expect(events).toMatchObject([{ name: "operationFailed", code: "OVERRIDES_UNREADABLE" }]);
});

it("of a shared board what was learned is kept on the disk", async () => {
  const file = join(await tempDir(), "fleet", "overrides-of-redis.json");
  const texts = new Map([["S", textOf("/a/{station}")]]);
  const board = {
    ...aloneFleet.board,
    ...{ kind: "redis" as const, isReady: () => true },
    read: () => Promise.resolve({ version: 5, texts }),
  };
  const deps = { ...what, board, file, observe: () => undefined };
  const book = await openBook(deps);
  await until(() => book.count() === 1, "it is read");
  await book.close();
  expect(await readBook(file, "overrides")).toEqual({ version: 5, texts });
});
