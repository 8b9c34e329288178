import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { createFaultDesk } from "../../src/disturbances/desk.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { joined } from "../fleet/board-contract.ts";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";
import { START_MS, testTime } from "./line.ts";

const bench = { match: "/bench/{station}", upstream: "ws://csms.example", faults: true };
const real = { match: "/ocpp/{station}", upstream: "ws://csms.example" };

async function desk(routes: object[] = [bench, real]) {
  const dir = await tempDir();
  const events: TapEvent[] = [];
  const observe = (event: TapEvent) => void events.push(event);
  const place = { socket: join(dir, "board.sock"), dir, observe: () => undefined };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe: () => undefined, fileOf: () => null });
  whenOver(() => books.close());
  const time = testTime();
  const config = configSchema.parse({ instance: "a", routes });
  const made = createFaultDesk(() => config, { board, book: books.faults, ...time, observe });
  const how = {
    from: "127.0.0.1 by anna",
    routeOf: async (station: string) => (station.startsWith("CP-") ? null : real.match),
  };
  return {
    ...made,
    time,
    board,
    events,
    put: (body: unknown, name = "f") => made.set(name, body, how),
  };
}

const until = new Date(START_MS + 60_000).toISOString();
const drop = { station: "CP-1", sender: "station", does: { kind: "drop" }, until };

it("stores what it answers, and tells who asked for what", async () => {
  const { put, all, of, routes, events, board } = await desk();
  const set = await put(drop);
  expect(set).toEqual({
    ...{ name: "f", disturbance: drop, setAt: "2026-11-22T09:00:00.000000Z" },
    setBy: "the console of a, asked from 127.0.0.1 by anna",
  });
  expect([of("f"), all(), routes()]).toEqual([set, [set], ["/bench/{station}"]]);
  expect((await board.read("faults"))?.texts.get("f")).toBe(JSON.stringify(set));
  expect(events).toMatchObject([
    { name: "faultSet", fault: "f", stationId: "CP-1", what: "drop: each message of the station" },
  ]);
});

it("removes what there is, and says what it was", async () => {
  const { put, remove, of, events } = await desk();
  const set = await put(drop);
  expect(await remove("f", "127.0.0.1")).toEqual(set);
  expect([of("f"), await remove("f", "127.0.0.1")]).toEqual([null, null]);
  expect(events.at(-1)).toMatchObject({ name: "faultSet", what: "" });
});

it("what has ended is not there, and takes no room", async () => {
  const { put, all, of, time, board } = await desk();
  await put(drop, "past");
  time.advance(60_000);
  expect([all(), of("past")]).toEqual([[], null]);
  await put({ ...drop, until: new Date(START_MS + 120_000).toISOString() }, "next");
  expect([...((await board.read("faults"))?.texts.keys() ?? [])]).toEqual(["next"]);
});

describe("refuses with a sentence", () => {
  it.each([
    [null, "not a JSON object"],
    [[], "not a JSON object"],
    [{ ...drop, sender: "both" }, "sender: must be station, csms"],
    [{ ...drop, when: "now" }, 'has no "when"'],
    [{ ...drop, does: { kind: "drop", ms: 1 } }, 'has no "does.ms"'],
    [{ ...drop, does: { kind: "explode" } }, "must be delay, drop, duplicate"],
    [{ ...drop, does: { kind: "delay" } }, "does.ms: is missing"],
    [{ ...drop, does: { kind: "answer" } }, "needs either a result or an error"],
    [{ ...drop, until: undefined }, "until: is missing"],
    [{ ...drop, until: "soon" }, "until: "],
    [{ ...drop, until: "2026-11-22T08:59:59Z" }, "until: this time is over"],
    [{ ...drop, until: "2026-11-23T09:00:01Z" }, "24 h at most"],
    [
      { ...drop, does: { kind: "answer", result: { data: "x".repeat(20_000) } } },
      "more than 16384",
    ],
    [{ ...drop, station: "REAL-1" }, "REAL-1 came by the route /ocpp/{station}"],
  ])("%j", async (body, words) => {
    const { put, all } = await desk();
    await expect(put(body)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    await expect(put(body)).rejects.toThrow(words);
    expect(all()).toEqual([]);
  });

  it.each(["", "a b", "../x", "x".repeat(65)])("the name %j", async (name) => {
    const { put } = await desk();
    await expect(put(drop, name)).rejects.toThrow("no name of a fault");
  });

  it("what no route permits", async () => {
    const { put } = await desk([real]);
    await expect(put(drop)).rejects.toThrow("no route permits faults on purpose");
  });

  it("one too many", async () => {
    const { put, board } = await desk();
    for (let n = 0; n < 200; n += 1) await board.write("faults", `other-${n}`, "{}");
    await expect(put(drop)).rejects.toThrow("200 faults are set already");
  });
});
