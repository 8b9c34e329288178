import { expect, it } from "vitest";
import { parseFromHub, parseToHub } from "../../src/fleet/hub-messages.ts";

it("a line is an object or nothing", () => {
  expect(parseToHub('{"id":1,"op":"beat"}')).toEqual({ id: 1, op: "beat" });
  expect(parseFromHub('{"id":1,"answer":null}')).toEqual({ id: 1, answer: null });
  for (const line of ["", "{", "null", "1", '"x"']) {
    expect(parseToHub(line), line).toBeNull();
    expect(parseFromHub(line), line).toBeNull();
  }
});
