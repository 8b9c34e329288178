import { expect, it } from "vitest";
import type { BookNews } from "../../src/fleet/book.ts";
import { writeEntry } from "../../src/fleet/book-desk.ts";
import { aloneFleet } from "../support/alone.ts";

function desk(answer: number | null) {
  const told: string[] = [];
  const heard: BookNews[] = [];
  const board = {
    ...aloneFleet.board,
    write: (book: string, name: string) => {
      told.push(`${book}/${name}`);
      return Promise.resolve(answer);
    },
    publish: (channel: string, text: string) => {
      told.push(`${channel}: ${text}`);
      return Promise.resolve(false);
    },
  };
  const book = { name: "faults" as const, hear: (news: BookNews) => void heard.push(news) };
  const full = { problem: "there are enough", remedy: "Remove one." };
  return { told, heard, deps: { board, book, full } };
}

it("what is stored is known here and told to all, in that order", async () => {
  const { told, heard, deps } = desk(7);
  await writeEntry({ name: "F", text: "{}" }, deps);
  const news = { name: "F", version: 7, text: "{}", isNow: false };
  expect(heard).toEqual([news]);
  expect(told).toEqual(["faults/F", `faults: ${JSON.stringify(news)}`]);
});

it("what is not stored is told to nobody, with a sentence", async () => {
  const away = desk(null);
  const asked = writeEntry({ name: "F", text: null }, away.deps);
  await expect(asked).rejects.toMatchObject({ code: "FLEET_UNAVAILABLE" });
  const full = desk(-1);
  await expect(writeEntry({ name: "F", text: "{}" }, full.deps)).rejects.toThrow(
    "there are enough",
  );
  expect([...away.heard, ...full.heard]).toEqual([]);
  expect([away.told, full.told]).toEqual([["faults/F"], ["faults/F"]]);
});
