import { expect, it } from "vitest";
import { hasMoved, isSame, later, placeOf } from "../../src/recorder/places.ts";

const at = (segment: number, offset: number) => ({ segment, offset });

it("of two positions in a spool, takes the later one", () => {
  expect(later(at(2, 9), at(4, 1))).toEqual(at(4, 1));
  expect(later(at(4, 9), at(4, 1))).toEqual(at(4, 9));
  expect(later(null, at(2, 0))).toEqual(at(2, 0));
  expect(later(null, null)).toBeNull();
});

it("has moved where one spool has", () => {
  const before = new Map([[1, at(2, 9)]]);
  expect(hasMoved(new Map([[1, at(2, 9)]]), before)).toBe(false);
  expect(hasMoved(new Map([[1, at(2, 10)]]), before)).toBe(true);
  expect(hasMoved(new Map([...before, [2, at(2, 0)]]), before)).toBe(true);
  expect(isSame(at(1, 2), undefined)).toBe(false);
});

it("names every place in a token", () => {
  expect(placeOf(new Map())).toBe("0:0");
  expect(placeOf(new Map([[1, at(2, 64)]]))).toBe("2:64");
  expect(
    placeOf(
      new Map([
        [3, at(4, 5)],
        [1, at(2, 64)],
      ]),
    ),
  ).toBe("2:64+3=4:5");
});
