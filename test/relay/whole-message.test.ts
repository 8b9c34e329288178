import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskBefore, wholePayloadAt } from "../../src/relay/whole-message.ts";
import { encodeFrame } from "../support/frames.ts";

const mask = [1, 0x82, 3, 0xf4];
const none = Buffer.alloc(0);
const lengths = fc.oneof(fc.nat(130), fc.nat(70_000));

describe("a whole message", () => {
  it("is recognised, with the place of its payload and its mask", () => {
    fc.assert(
      fc.property(lengths, fc.constantFrom(1, 2), (length, opcode) => {
        const payload = Buffer.alloc(length, 0x61);
        const isShort = length < 0x1_0000;
        const ofCsms = encodeFrame(payload, { opcode });
        expect(wholePayloadAt(ofCsms, "csms")).toBe(isShort ? ofCsms.length - length : -1);
        const ofStation = encodeFrame(payload, { opcode, mask });
        const at = wholePayloadAt(ofStation, "station");
        expect(at).toBe(isShort ? ofStation.length - length : -1);
        if (isShort) expect(maskBefore(ofStation, at) >>> 0).toBe(0xf4_03_82_01);
      }),
    );
  });

  it("is nothing that the scanner would say more of", () => {
    const csms = (payload: string, options = {}) => encodeFrame(payload, options);
    expect(wholePayloadAt(none, "csms")).toBe(-1);
    expect(wholePayloadAt(none, "station")).toBe(-1);
    expect(wholePayloadAt(Buffer.from([0x81]), "csms")).toBe(-1);
    expect(wholePayloadAt(Buffer.from([0x81]), "station")).toBe(-1);
    expect(wholePayloadAt(csms("part", { isFinal: false }), "csms")).toBe(-1);
    expect(wholePayloadAt(csms("ping", { opcode: 9 }), "csms")).toBe(-1);
    expect(wholePayloadAt(csms("deflated", { reservedBits: 4 }), "csms")).toBe(-1);
    expect(wholePayloadAt(csms("unmasked"), "station")).toBe(-1);
    expect(wholePayloadAt(encodeFrame("masked", { mask }), "csms")).toBe(-1);
    expect(wholePayloadAt(csms("cut").subarray(0, -1), "csms")).toBe(-1);
    expect(wholePayloadAt(Buffer.concat([csms("one"), csms("two")]), "csms")).toBe(-1);
    // Three bytes with a length that takes two: legal in bytes, not in RFC 6455 §5.2.
    expect(wholePayloadAt(Buffer.from("817e0003616263", "hex"), "csms")).toBe(-1);
  });
});
