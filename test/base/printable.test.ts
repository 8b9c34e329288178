import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable } from "../../src/base/printable.ts";

describe("printable", () => {
  it("shows escape sequences instead of letting the terminal obey them", () => {
    expect(printable("CP\u001b[2J\u009b31m\u0007")).toBe("CP\\u001b[2J\\u009b31m\\u0007");
    expect(printable("a\r\nb\tc")).toBe("a\\r\\nb\\tc");
    expect(printable("abc\u202egnp.exe")).toBe("abc\\u202egnp.exe");
  });

  it("leaves readable text alone, in every script", () => {
    expect(printable("Ladesäule 充電 🔌 \\u001b")).toBe("Ladesäule 充電 🔌 \\u001b");
  });

  it("never lets a control character through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      }),
    );
  });
});
