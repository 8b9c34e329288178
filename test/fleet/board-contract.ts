/** What every board promises (`src/fleet/board.ts`), as tests. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { Board, Holding, Member } from "../../src/fleet/board.ts";
import { whenOver } from "../support/lifetime.ts";
import { until } from "../support/until.ts";

/** Another process on the same board. */
export type JoinBoard = (member: Member) => Board;

export async function joined(join: JoinBoard, instance = "test"): Promise<Board> {
  const board = join({ run: randomUUID(), instance, role: "relay" });
  whenOver(() => board.close());
  await until(() => board.isReady(), `${instance} is on the board`);
  return board;
}

const hostileKeys = [
  "/{station}\nCP-1",
  "__proto__",
  "",
  "a b",
  "\n",
  "é🔌",
  "{a}",
  "x".repeat(500),
];

/** `isOrdered`: messages keep their order; nodes of a cluster pass them on each by itself. */
export function boardContract(placeOf: () => Promise<JoinBoard>, isOrdered = true): void {
  const heldBy = (board: Board, key: string, linkId = "L"): Holding => ({
    ...{ key, linkId, run: board.me.run },
  });

  it("who claims a station has it, and learns who had it", async () => {
    const join = await placeOf();
    const [a, b] = [await joined(join, "a"), await joined(join, "b")];
    expect(await a.holderOf("S")).toBeNull();
    expect(await a.claim([heldBy(a, "S", "1"), heldBy(a, "T", "2")])).toEqual([null, null]);
    expect(await b.holderOf("S")).toEqual(heldBy(a, "S", "1"));
    expect(await a.claim([heldBy(a, "S", "3")]), "its own is none").toEqual([null]);
    const claimed = await b.claim([heldBy(b, "U"), heldBy(b, "S", "4")]);
    expect(claimed).toEqual([null, heldBy(a, "S", "3")]);
    expect(await a.holderOf("S")).toEqual(heldBy(b, "S", "4"));
  });

  it("keeping and releasing touch what is one's own, and nothing of another's", async () => {
    const join = await placeOf();
    const [a, b] = [await joined(join, "a"), await joined(join, "b")];
    await a.claim([heldBy(a, "S")]);
    expect(await b.keep([heldBy(b, "S"), heldBy(b, "T")])).toEqual([heldBy(a, "S"), null]);
    expect(await a.holderOf("S")).toEqual(heldBy(a, "S"));
    expect(await a.holderOf("T"), "what nobody had is taken").toEqual(heldBy(b, "T"));
    await b.release([heldBy(b, "S")]);
    await a.release([heldBy(a, "S", "another link")]);
    expect(await b.holderOf("S")).toEqual(heldBy(a, "S"));
    expect(await a.keep([heldBy(a, "S")])).toEqual([null]);
    await a.release([heldBy(a, "S")]);
    expect(await b.holderOf("S")).toBeNull();
  });

  it("keys are any text, and many go at once", async () => {
    const join = await placeOf();
    const [a, b] = [await joined(join, "a"), await joined(join, "b")];
    await a.claim(hostileKeys.map((key, index) => heldBy(a, key, String(index))));
    for (const [index, key] of hostileKeys.entries()) {
      expect(await b.holderOf(key), JSON.stringify(key)).toEqual(heldBy(a, key, String(index)));
    }
    const many = Array.from({ length: limits.holdingsPerRequest }, (_, n) => heldBy(b, `M${n}`));
    expect(await b.claim(many)).toEqual(many.map(() => null));
    expect(await a.holderOf("M99")).toEqual(heldBy(b, "M99"));
  });

  it("each sees all that are there, and who has gone is not there", async () => {
    const join = await placeOf();
    const [a, b] = [await joined(join, "a"), await joined(join, "b")];
    await b.beat();
    const isEqual = async (...expected: Board[]) => {
      const members = (await a.beat())?.members.map(({ run }) => run).toSorted();
      return (
        JSON.stringify(members) === JSON.stringify(expected.map(({ me }) => me.run).toSorted())
      );
    };
    expect(await isEqual(a, b)).toBe(true);
    expect((await a.beat())?.members).toContainEqual(a.me);
  });

  it("what is published reaches all that listen, in its order, and nobody else", async () => {
    const join = await placeOf();
    const boards = [await joined(join, "a"), await joined(join, "b"), await joined(join, "c")];
    const [a, b, c] = boards as [Board, Board, Board];
    const heard: Record<string, string[]> = { a: [], b: [], c: [] };
    a.listen("x", (text) => heard["a"]?.push(text));
    const stop = b.listen("x", (text) => heard["b"]?.push(text));
    c.listen("y", (text) => heard["c"]?.push(text));
    // Listening has begun when something has arrived.
    await until(async () => {
      await c.publish("x", "begin");
      await c.publish("y", "begin");
      return Object.values(heard).every((texts) => texts.includes("begin"));
    }, "all listen");
    const texts = ["1", "ä\n🔌", "x".repeat(limits.boardMessageChars), "4"];
    for (const text of texts) expect(await c.publish("x", text)).toBe(true);
    const own = (name: string) => heard[name]?.filter((text) => text !== "begin") ?? [];
    await until(() => own("a").length + own("b").length === 8, "all is heard");
    const inOrder = (all: readonly string[]) => (isOrdered ? all : all.toSorted());
    expect([inOrder(own("a")), inOrder(own("b"))]).toEqual([inOrder(texts), inOrder(texts)]);
    expect(own("c")).toEqual([]);
    stop();
    await a.publish("x", "later");
    await until(() => own("a").length === 5, "one hears more");
    expect(own("b")).toHaveLength(4);
  });

  it("what is written in a book is seen by all, with a version that grows", async () => {
    const join = await placeOf();
    const [a, b] = [await joined(join, "a"), await joined(join, "b")];
    const before = (await b.read("overrides"))?.version ?? -1;
    expect(before).toBeGreaterThanOrEqual(0);
    const first = await a.write("overrides", "CP é", '{"route":"/b/{station}"}');
    expect(first).toBeGreaterThan(before);
    await a.write("overrides", "version", "{}");
    expect(await b.write("overrides", "CP-2", '{"upstream":"ws://x"}')).toBeGreaterThan(
      Number(first),
    );
    await b.write("overrides", "CP-2", '{"upstream":"ws://y"}');
    const last = await a.write("overrides", "never", null);
    const found = await b.read("overrides");
    expect(found?.version).toBe(last);
    expect(found?.texts).toEqual(
      new Map([
        ["CP é", '{"route":"/b/{station}"}'],
        ["version", "{}"],
        ["CP-2", '{"upstream":"ws://y"}'],
      ]),
    );
    expect((await a.beat())?.versions.overrides).toBe(last);
    await a.write("overrides", "CP-2", null);
    expect((await b.read("overrides"))?.texts.has("CP-2")).toBe(false);
  });

  it("books know nothing of each other, and each holds as much as it may", async () => {
    const join = await placeOf();
    const [a, b] = [await joined(join, "a"), await joined(join, "b")];
    await a.write("overrides", "S", "one");
    expect(await a.write("faults", "S", "other")).toBeGreaterThan(0);
    expect((await b.read("overrides"))?.texts).toEqual(new Map([["S", "one"]]));
    expect((await b.read("faults"))?.texts).toEqual(new Map([["S", "other"]]));
    const many = Array.from({ length: limits.faultsMax - 1 }, (_, n) => `F${n}`);
    for (const name of many) await a.write("faults", name, "{}");
    const before = (await b.beat())?.versions.faults;
    expect(await b.write("faults", "one more", "{}")).toBe(-1);
    expect((await a.beat())?.versions.faults).toBe(before);
    expect(await b.write("faults", "S", "changed"), "what is there may change").toBeGreaterThan(0);
    expect((await a.read("faults"))?.texts.get("S")).toBe("changed");
  });

  it("when it is closed, requests are answered at once, with nothing", async () => {
    const join = await placeOf();
    const a = await joined(join);
    await a.close();
    expect(await a.claim([heldBy(a, "S")])).toBeNull();
    expect(await a.keep([heldBy(a, "S")])).toBeNull();
    expect(await a.holderOf("S")).toBeUndefined();
    expect(await a.beat()).toBeNull();
    expect(await a.publish("x", "y")).toBe(false);
    expect(await a.write("overrides", "S", "{}")).toBeNull();
    expect(await a.read("overrides")).toBeNull();
    await a.release([heldBy(a, "S")]);
  });
}
