import { describe, expect, it } from "vitest";
import { closeFrameOf, parseCloseFrame, SERVICE_RESTART } from "../../src/relay/close-frame.ts";

function closePayload(code: number, reason = ""): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}

describe("a Close frame", () => {
  it("carries a code and a reason", () => {
    expect(parseCloseFrame(closePayload(4001, "größer"))).toEqual({
      code: 4001,
      reason: "größer",
      breach: null,
    });
  });

  it("may be empty, but not of one byte", () => {
    expect(parseCloseFrame(Buffer.alloc(0))).toEqual({ code: null, reason: "", breach: null });
    expect(parseCloseFrame(Buffer.alloc(1)).breach).toBe("Close frame of 1 byte");
  });

  it.each([1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999])("may carry %i", (code) => {
    expect(parseCloseFrame(closePayload(code)).breach).toBeNull();
  });

  it.each([0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535])("must not carry %i", (code) => {
    expect(parseCloseFrame(closePayload(code))).toEqual({
      code,
      reason: "",
      breach: `illegal close code ${code}`,
    });
  });
});

describe("closeFrameOf", () => {
  it("is a whole frame, masked where it is a station's", () => {
    const closing = { code: SERVICE_RESTART, reason: "größer" };
    const plain = closeFrameOf("csms", closing);
    expect(plain.subarray(0, 2).toString("hex")).toBe("880a");
    expect(parseCloseFrame(plain.subarray(2))).toEqual({ ...closing, breach: null });
    const masked = closeFrameOf("station", closing);
    expect(masked.subarray(0, 2).toString("hex")).toBe("888a");
    const payload = masked.subarray(6).map((byte, at) => byte ^ (masked[2 + (at % 4)] ?? 0));
    expect(parseCloseFrame(Buffer.from(payload))).toEqual({ ...closing, breach: null });
  });

  it("is never longer than a control frame may be", () => {
    const frame = closeFrameOf("csms", { code: 1000, reason: "x".repeat(500) });
    expect(frame).toHaveLength(2 + 125);
  });
});
