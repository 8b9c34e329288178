import { expect, it } from "vitest";
import { createRoom } from "../../src/backends/room.ts";

it("has room for so much, and again for what is given back", () => {
  const room = createRoom(10);
  room.take(8);
  expect([room.has(2), room.has(3)]).toEqual([true, false]);
  room.give(5);
  expect(room.has(7)).toBe(true);
});
