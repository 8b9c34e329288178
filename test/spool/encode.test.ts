import fc from "fast-check";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { createRecordEncoder } from "../../src/spool/encode.ts";
import type { WholeMessage } from "../../src/spool/record.ts";
import { uuidWord } from "../../src/spool/uuid.ts";
import { recordOfWhole } from "../support/spool-by-append.ts";

const key = { marker: 0x8a1b2c3d, seed: 0x12345678 };
const linkId = newLinkId();

it("a message that came whole becomes the bytes of the record that says the same", () => {
  const messages = fc.record({
    receivedAtUs: fc.nat(2 ** 53 - 1),
    seq: fc.nat(2 ** 53 - 1),
    sender: fc.constantFrom<WholeMessage["sender"]>("station", "csms"),
    leg: fc.constantFrom<WholeMessage["leg"]>("both", "station", "csms"),
    opcode: fc.constantFrom<WholeMessage["opcode"]>(1, 2),
    chunk: fc.uint8Array({ minLength: 8, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    payloadFrom: fc.nat(8),
    mask: fc.integer(),
  });
  fc.assert(
    fc.property(messages, fc.nat(5), (fields, at) => {
      const linkWords = Int32Array.from([9, ...[0, 1, 2, 3].map((n) => uuidWord(linkId, n)), 9]);
      const message: WholeMessage = { ...fields, linkId, linkWords, linkWordsAt: 1 };
      const encoder = createRecordEncoder(key);
      const before = Buffer.from(fields.chunk);
      const whole = Buffer.alloc(at + encoder.measureWhole(message) + 3, 0xee);
      encoder.putWhole(whole, at);
      const record = recordOfWhole(message);
      const wanted = Buffer.alloc(at + encoder.measure(record) + 3, 0xee);
      encoder.put(wanted, at);
      expect(whole).toEqual(wanted);
      expect(fields.chunk).toEqual(before);
    }),
  );
});
