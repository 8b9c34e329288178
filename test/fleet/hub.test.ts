import { expect, it } from "vitest";
import { type BookTexts, EMPTY_BOOK } from "../../src/fleet/board.ts";
import { createHub, type Guest, type ShelvedBook } from "../../src/fleet/hub.ts";

const guest = (run: string, heard: string[] = []): Guest => ({
  member: { run, instance: run, role: "relay" },
  tell: (channel, text) => void heard.push(`${channel} ${text}`),
});

const empty: ShelvedBook = { found: EMPTY_BOOK, save: () => Promise.resolve() };

it("nobody holds, hears or is there any more when a process has left", async () => {
  const hub = createHub({ overrides: empty, faults: empty, plans: empty });
  const heard: string[] = [];
  const [a, b] = [guest("a", heard), guest("b")];
  await hub.handle(a, { op: "claim", mine: [["S", "1"]] });
  await hub.handle(a, { op: "listen", channel: "x" });
  await hub.handle(b, { op: "publish", channel: "x", text: "hello" });
  expect(await hub.handle(b, { op: "claim", mine: [["S", "2"]] })).toEqual([["a", "1"]]);
  expect(await hub.handle(a, { op: "keep", mine: [["S", "1"]] })).toEqual([["b", "2"]]);
  hub.left(b);
  expect(await hub.handle(a, { op: "holder", key: "S" })).toBeNull();
  hub.left(a);
  await hub.handle(b, { op: "publish", channel: "x", text: "gone" });
  expect(heard).toEqual(["x hello"]);
  expect(await hub.handle(b, { op: "beat" })).toEqual({
    ...{ members: [b.member], versions: { overrides: 0, faults: 0, plans: 0 } },
  });
});

it("overrides count once they are saved, one after the other", async () => {
  const saved: BookTexts[] = [];
  let isBroken = false;
  const save = async (texts: BookTexts) => {
    if (isBroken) throw new Error("the disk is full");
    saved.push(texts);
  };
  const found = { version: 4, texts: new Map([["A", "{}"]]) };
  const hub = createHub({ overrides: { found, save }, faults: empty, plans: empty });
  const a = guest("a");
  const set = (name: string, text: string | null) =>
    hub.handle(a, { op: "write", book: "overrides", name, text });
  expect(await Promise.all([set("B", "1"), set("B", "2"), set("A", null)])).toEqual([5, 6, 7]);
  expect(saved.map(({ texts }) => [...texts].join())).toEqual(["A,{},B,1", "A,{},B,2", "B,2"]);
  isBroken = true;
  expect(await set("C", "3")).toBeNull();
  expect(await hub.handle(a, { op: "read", book: "overrides" })).toEqual({
    ...{ version: 7, texts: [["B", "2"]] },
  });
  expect(await hub.handle(a, { op: "read", book: "faults" })).toEqual({ version: 0, texts: [] });
  isBroken = false;
  expect(await set("C", "3")).toBe(8);
  expect(saved.at(-1)?.texts.size, "one book is not written into another").toBe(2);
});
