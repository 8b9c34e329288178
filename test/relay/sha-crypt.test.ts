import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseShaCrypt, shaCryptDigest } from "../../src/relay/sha-crypt.ts";

function digestOf(text: string, password: string | Buffer): string | null {
  const parsed = parseShaCrypt(text);
  return parsed === null ? null : shaCryptDigest(parsed, Buffer.from(password));
}

describe("is what others make", () => {
  it.each(["-5", "-6"])("openssl passwd %s, for passwords of every length", (kind) => {
    for (const password of ["a", "a longer passwörd", "x".repeat(33), "y".repeat(97)]) {
      const text = execFileSync("openssl", ["passwd", kind, "-stdin"], { input: password });
      const hash = text.toString().trim();
      expect(digestOf(hash, password)).toBe(hash.split("$").at(-1));
      expect(digestOf(hash, `${password}!`)).not.toBe(hash.split("$").at(-1));
    }
  });

  it("the specification's own, with rounds", () => {
    const text = "$5$rounds=10000$saltstringsaltst$3xv.VbSCBX41eDL9L3voZredj3sLbcY4oR1o5Y8aZ5.";
    const own =
      "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.";
    expect(digestOf(own, "Hello world!")).toBe(own.split("$").at(-1));
    expect(parseShaCrypt(text)).toMatchObject({ algorithm: "sha256", rounds: 10_000 });
  });
});

it.each(["", "$6$salt$short", "$1$salt$x", `$6$rounds=99999999$salt$${"a".repeat(86)}`])(
  "takes no %s",
  (text) => {
    expect(parseShaCrypt(text)).toBeNull();
  },
);
