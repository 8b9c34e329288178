import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { createOverrideDesk } from "../../src/fleet/override-desk.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { aloneBooks, aloneFleet } from "../support/alone.ts";

const config = configSchema.parse({
  instance: "a",
  upstream: "ws://csms.example",
  routes: [{ match: "/new/{station}", upstream: "wss://new.example" }],
});

function desk(answer: number | null = 1) {
  const events: TapEvent[] = [];
  const written: (readonly [string, string | null])[] = [];
  const board = {
    ...aloneFleet.board,
    write(_book: string, station: string, text: string | null) {
      written.push([station, text]);
      return Promise.resolve(answer);
    },
  };
  const observe = (event: TapEvent) => void events.push(event);
  const clock = { nowUs: () => 0 };
  const { set } = createOverrideDesk(() => config, {
    board,
    book: aloneBooks.overrides,
    clock,
    observe,
  });
  return { set, events, written };
}

const how = { isNow: false, from: "127.0.0.1" };

it("stores what it answers, and tells who asked for what, without credentials", async () => {
  const { set, events, written } = desk();
  const override = { upstream: "wss://user:secret@csms.example/ocpp" };
  const kept = await set("CP 7", override, { ...how, isNow: true });
  expect(kept).toEqual({
    override,
    setAt: "1970-01-01T00:00:00.000000Z",
    setBy: "the console of a, asked from 127.0.0.1",
  });
  expect(written).toEqual([["CP 7", JSON.stringify(kept)]]);
  expect(await set("CP-7", null, how)).toBeNull();
  expect(events).toMatchObject([
    { name: "overrideSet", stationId: "CP 7", override: "wss://user:***@csms.example/ocpp" },
    { name: "overrideSet", stationId: "CP-7", override: "", isNow: false },
  ]);
  expect(JSON.stringify(events)).not.toContain("secret");
});

it.each([
  [null, "not a JSON object"],
  ["x", "not a JSON object"],
  [{}, "either a route or an upstream"],
  [{ route: "/new/{station}", upstream: "ws://x" }, "either a route or an upstream"],
  [{ mode: "translate" }, 'has no "mode"'],
  [{ upstream: "http://x" }, "must begin with ws:// or wss://"],
  [{ upstream: "wss://x#y" }, "fragment"],
  [{ upstream: 7 }, "upstream: "],
  [{ route: "new" }, "route: "],
  [{ route: "/old/{station}" }, "no configured route has the match /old/{station}"],
] as const)("says what is wrong with %j", async (body, words) => {
  const { set, written } = desk();
  // Null removes; as a body it is JSON's null.
  const asked = set("CP-7", body === null ? [null] : body, how);
  await expect(asked).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  if (body !== null) await expect(set("CP-7", body, how)).rejects.toThrow(words);
  expect(written).toEqual([]);
});

it.each(["", ".", "..", "a\u0000b", "\ud800", "x".repeat(256)])(
  "%j is no station's identity",
  async (id) => {
    await expect(desk().set(id, null, how)).rejects.toThrow("identity");
  },
);

it("says that the board is away, or full", async () => {
  const body = { route: "/{station}" };
  await expect(desk(null).set("S", body, how)).rejects.toMatchObject({ code: "FLEET_UNAVAILABLE" });
  await expect(desk(-1).set("S", body, how)).rejects.toThrow("20000 stations");
  await expect(desk().set("S", body, how)).resolves.toMatchObject({ override: body });
});
