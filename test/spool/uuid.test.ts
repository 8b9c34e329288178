import fc from "fast-check";
import { expect, it } from "vitest";
import { putUuid, uuidWord } from "../../src/spool/uuid.ts";

it("a UUID's words are its sixteen bytes, four at a time", () => {
  fc.assert(
    fc.property(fc.uuid(), (text) => {
      const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
      const put = Buffer.alloc(20);
      putUuid(text, new DataView(put.buffer, put.byteOffset), 3);
      expect(put.subarray(3, 19)).toEqual(bytes);
      expect([0, 1, 2, 3].map((word) => uuidWord(text, word))).toEqual(
        [0, 4, 8, 12].map((at) => bytes.readInt32LE(at)),
      );
    }),
  );
});
