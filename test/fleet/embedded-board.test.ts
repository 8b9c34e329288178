import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { boardContract, type JoinBoard, joined } from "./board-contract.ts";

function joinIn(dir: string, events: TapEvent[] = []): JoinBoard {
  const observe = (event: TapEvent) => void events.push(event);
  const place = { socket: join(dir, "board.sock"), dir, observe };
  return (member) => createEmbeddedBoard(member, place);
}

describe("the embedded board", () => {
  boardContract(async () => joinIn(await tempDir()));

  it("passes to another process when the one that was it ends, with the overrides", async () => {
    const meet = joinIn(await tempDir());
    const first = await joined(meet, "first");
    const others = [await joined(meet, "second"), await joined(meet, "third")];
    const [second, third] = others as [typeof first, typeof first];
    let returned = 0;
    for (const board of others) board.onReady(() => (returned += 1));
    await first.write("overrides", "S", '{"route":"/x/{station}"}');
    const heard: string[] = [];
    third.listen("x", (text) => heard.push(text));
    await first.close();
    await until(() => returned === 2 && others.every((board) => board.isReady()), "both are back");
    expect((await second.read("overrides"))?.texts.get("S")).toBe('{"route":"/x/{station}"}');
    await until(async () => {
      await second.publish("x", "again");
      return heard.includes("again");
    }, "listening goes on");
    expect((await third.beat())?.members).toHaveLength(2);
  });

  it("forgets at once what an ended process held", async () => {
    const meet = joinIn(await tempDir());
    const [a, b] = [await joined(meet, "a"), await joined(meet, "b")];
    await b.claim([{ key: "S", run: b.me.run, linkId: "L" }]);
    await b.close();
    await until(async () => (await a.holderOf("S")) === null, "nobody holds it");
  });

  it("does not write over overrides that it cannot read, and says so", async () => {
    const dir = await tempDir();
    const file = join(dir, "overrides.json");
    writeFileSync(file, "{not ours");
    const events: TapEvent[] = [];
    const board = await joined(joinIn(dir, events));
    expect(await board.write("overrides", "S", "{}")).toBeNull();
    expect(readFileSync(file, "utf8")).toBe("{not ours");
    expect(events).toMatchObject([{ name: "operationFailed", code: "OVERRIDES_UNREADABLE" }]);
    expect(await board.write("faults", "F", "{}"), "the other book is well").toBe(1);
    expect(await board.claim([{ key: "S", run: board.me.run, linkId: "L" }])).toEqual([null]);
  });
});
