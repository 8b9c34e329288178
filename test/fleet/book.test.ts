import { join } from "node:path";
import { expect, it } from "vitest";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import {
  OVERRIDES_CHANNEL,
  type OverrideNews,
  openOverrideBook,
} from "../../src/fleet/override-book.ts";
import { readOverrides, writeOverrides } from "../../src/fleet/overrides-file.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { aloneFleet } from "../support/alone.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { joined } from "./board-contract.ts";

const textOf = (route: string) =>
  JSON.stringify({ override: { route }, setAt: "2026-11-21T09:00:00Z", setBy: "test" });

async function world() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), file: join(dir, "overrides.json"), observe };
  const join_ = () => joined((member) => createEmbeddedBoard(member, place));
  const [board, other] = [await join_(), await join_()];
  const sent: string[] = [];
  const book = await openOverrideBook({
    ...{ board, file: null, observe },
    sendAway: (stationId) => sent.push(`${stationId} to ${JSON.stringify(book.of(stationId))}`),
  });
  whenOver(() => book.close());
  const set = async (station: string, text: string | null, isNow = false) => {
    const version = Number(await other.setOverride(station, text));
    const news: OverrideNews = { station, version, text, isNow };
    await other.publish(OVERRIDES_CHANNEL, JSON.stringify(news));
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
  await other.setOverride("S", textOf("/a/{station}"));
  await other.setOverride("T", "{not ours");
  const version = Number(await other.setOverride("U", '{"override":{"route":7}}'));
  for (const text of ["", "{", "null", '{"station":"S"}']) {
    await other.publish(OVERRIDES_CHANNEL, text);
  }
  book.look(version);
  await until(() => book.of("S") !== null, "it is known");
  expect([book.of("T"), book.of("U"), book.of("V"), book.count()]).toEqual([null, null, null, 1]);
});

it("without the board the last ones stand, from the file", async () => {
  const file = join(await tempDir(), "overrides.json");
  await writeOverrides(file, { version: 3, texts: new Map([["S", textOf("/a/{station}")]]) });
  const events: TapEvent[] = [];
  const deps = { board: aloneFleet.board, sendAway: () => undefined };
  const observe = (event: TapEvent) => void events.push(event);
  const book = await openOverrideBook({ ...deps, file, observe });
  book.look(9);
  expect(book.of("S")).toEqual({ route: "/a/{station}" });
  expect(events).toEqual([]);
  await book.close();
  const nowhere = await openOverrideBook({ ...deps, file: join(file, "x"), observe });
  expect(nowhere.count()).toBe(0);
  expect(events).toMatchObject([{ name: "operationFailed", code: "OVERRIDES_UNREADABLE" }]);
});

it("of a shared board what was learned is kept on the disk", async () => {
  const file = join(await tempDir(), "fleet", "overrides-of-redis.json");
  const texts = new Map([["S", textOf("/a/{station}")]]);
  const board = {
    ...aloneFleet.board,
    ...{ kind: "redis" as const, isReady: () => true },
    overrides: () => Promise.resolve({ version: 5, texts }),
  };
  const deps = { board, file, observe: () => undefined, sendAway: () => undefined };
  const book = await openOverrideBook(deps);
  await until(() => book.count() === 1, "it is read");
  await book.close();
  expect(await readOverrides(file)).toEqual({ version: 5, texts });
});
