import { execFileSync } from "node:child_process";
import hashWasm from "hash-wasm";
import { describe, expect, it } from "vitest";
import { isKnownHash, isPassword } from "../../src/relay/password-hash.ts";

const salt = Buffer.alloc(16, 7);
const raw = Buffer.from([
  0x80,
  0xff,
  0xfe,
  0x3a,
  0x00,
  ...Array.from({ length: 15 }, (_, at) => 0x81 + at),
]);

describe("tells right from wrong", () => {
  it("bcrypt, also of 20 raw bytes", async () => {
    const hash = await hashWasm.bcrypt({ password: raw, salt, costFactor: 4 });
    expect(isKnownHash(hash)).toBe(true);
    expect(isKnownHash(hash.replace("$2a$", "$2y$"))).toBe(true);
    expect(await isPassword(hash.replace("$2a$", "$2y$"), raw)).toBe(true);
    expect(await isPassword(hash, Buffer.from(raw.toString("latin1"), "utf8"))).toBe(false);
    expect(await isPassword(hash, Buffer.alloc(0))).toBe(false);
    const long = await hashWasm.bcrypt({ password: "x".repeat(72), salt, costFactor: 4 });
    expect(await isPassword(long, Buffer.from(`${"x".repeat(72)}y`))).toBe(false);
  });

  it("argon2", async () => {
    const cost = { parallelism: 1, iterations: 2, memorySize: 64, hashLength: 32 };
    const options = { password: raw, salt, ...cost, outputType: "encoded" as const };
    const hash = await hashWasm.argon2id(options);
    expect(isKnownHash(hash)).toBe(true);
    expect(await isPassword(hash, raw)).toBe(true);
    expect(await isPassword(hash, raw.subarray(1))).toBe(false);
  });

  it("SHA-crypt", async () => {
    const hash = execFileSync("openssl", ["passwd", "-6", "-stdin"], { input: "sesame" });
    expect(await isPassword(hash.toString().trim(), Buffer.from("sesame"))).toBe(true);
    expect(await isPassword(hash.toString().trim(), Buffer.from("Sesame"))).toBe(false);
  });
});

it.each(["sesame", "{SHA}x", "$apr1$a$b", `$2y$31$${"a".repeat(53)}`, ""])(
  "does not take %s for a hash",
  (text) => {
    expect(isKnownHash(text)).toBe(false);
  },
);
