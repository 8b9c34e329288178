import { expect, it } from "vitest";
import { maskNumber, maskText } from "../../src/exchange/mask.ts";

it("a mask has the bytes, the characters and the escapes of what it hides", () => {
  const raw = 'a\\u00e9\\n\\"é€😀\\ud83d\\ude00';
  const masked = maskText(raw);
  expect(masked).toBe("*\\u002a\\/\\/×※🔒\\ud83d\\udd12");
  expect(Buffer.byteLength(masked)).toBe(Buffer.byteLength(raw));
  const units = (text: string) => [...String(JSON.parse(`"${text}"`))].length;
  expect(units(masked)).toBe(units(raw));
});

it("of what is no JSON, too", () => {
  for (const raw of ["\\é", "\\€x", "\\😀", "\\u€é😀", "\\u12", "\\ud83d€€€€€€", "a\\"]) {
    const masked = maskText(raw);
    expect([masked.length, Buffer.byteLength(masked)], raw).toEqual([
      raw.length,
      Buffer.byteLength(raw),
    ]);
    expect(maskText(masked), raw).toBe(masked);
  }
});

it("what is no JSON stays none", () => {
  const isJson = (text: string) => {
    try {
      return typeof JSON.parse(text) === "string";
    } catch {
      return false;
    }
  };
  for (const raw of ["C:\\keys", "\\u12zz", "\\x41", "a\nb", "a\tb", 'a"b', "\\é", "\u0000"]) {
    expect(isJson(`"${raw}"`), raw).toBe(false);
    expect(isJson(`"${maskText(raw)}"`), raw).toBe(false);
  }
});

it("a masked number is a number of as many digits", () => {
  expect(maskNumber("-1024.5e3")).toBe("-1111.1e1");
});
