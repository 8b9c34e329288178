import { describe, expect, it } from "vitest";
import { nearest } from "../../src/base/nearest.ts";

const fields = ["station", "sender", "type", "action", "bytesMax", "segmentBytesMax"];

describe("nearest", () => {
  it("finds what was meant", () => {
    expect(nearest("staton", fields)).toBe("station");
    expect(nearest("sattion", fields)).toBe("station");
    expect(nearest("ACTION", fields)).toBe("action");
    expect(nearest("byteMax", fields)).toBe("bytesMax");
    expect(nearest("typ", fields)).toBe("type");
  });

  it("suggests nothing that is far away", () => {
    expect(nearest("password", fields)).toBeNull();
    expect(nearest("ab", fields)).toBeNull();
    expect(nearest("", fields)).toBeNull();
    expect(nearest("station".repeat(50), fields)).toBeNull();
  });
});
