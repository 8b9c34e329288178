import fc from "fast-check";
import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { cursorText, parseCursor } from "../../src/query/cursor.ts";
import { EPOCH_US, linkIdOf } from "./rows.ts";

it("comes back as it was", () => {
  for (const cursor of [
    { us: EPOCH_US, after: null },
    { us: EPOCH_US, after: { linkId: linkIdOf(3), seq: 12 } },
  ]) {
    expect(parseCursor(cursorText(cursor))).toEqual(cursor);
  }
});

it("any other text is refused with a sentence", () => {
  for (const text of [
    "",
    "x",
    "-1",
    "1.2.3",
    "1..",
    `1.${linkIdOf(1)}`,
    `1.${linkIdOf(1)}.1.1`,
    "99999999999999999",
  ]) {
    expect(() => parseCursor(text), text).toThrow(OperationalError);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseCursor(text);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(OperationalError);
      }
    }),
  );
});
