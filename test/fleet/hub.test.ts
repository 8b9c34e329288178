import { expect, it } from "vitest";
import type { OverrideTexts } from "../../src/fleet/board.ts";
import { createHub, type Guest } from "../../src/fleet/hub.ts";

const guest = (run: string, heard: string[] = []): Guest => ({
  member: { run, instance: run, role: "relay" },
  tell: (channel, text) => void heard.push(`${channel} ${text}`),
});

it("nobody holds, hears or is there any more when a process has left", async () => {
  const hub = createHub({ version: 0, texts: new Map() }, () => Promise.resolve());
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
  expect(await hub.handle(b, { op: "beat" })).toEqual({ members: [b.member], version: 0 });
});

it("overrides count once they are saved, one after the other", async () => {
  const saved: OverrideTexts[] = [];
  let isBroken = false;
  const hub = createHub({ version: 4, texts: new Map([["A", "{}"]]) }, async (overrides) => {
    if (isBroken) throw new Error("the disk is full");
    saved.push(overrides);
  });
  const a = guest("a");
  const set = (station: string, text: string | null) => hub.handle(a, { op: "set", station, text });
  expect(await Promise.all([set("B", "1"), set("B", "2"), set("A", null)])).toEqual([5, 6, 7]);
  expect(saved.map(({ texts }) => [...texts].join())).toEqual(["A,{},B,1", "A,{},B,2", "B,2"]);
  isBroken = true;
  expect(await set("C", "3")).toBeNull();
  expect(await hub.handle(a, { op: "overrides" })).toEqual({ version: 7, texts: [["B", "2"]] });
  isBroken = false;
  expect(await set("C", "3")).toBe(8);
});
