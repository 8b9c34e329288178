import { expect, it } from "vitest";
import { isOwnHost, isOwnOrigin, securityHeaders } from "../../src/console/security.ts";

const onLoopback = { host: "127.0.0.1", publicUrl: undefined };

it.each([
  ["localhost:9001", true],
  ["127.0.0.1", true],
  ["[::1]:9001", true],
  ["evil.example:9001", false],
  ["127.0.0.1@evil.example", false],
  ["localhost:9001:evil.example", false],
  [undefined, false],
])("a request for %j is ours: %s", (host, expected) => {
  expect(isOwnHost(host, onLoopback)).toBe(expected);
});

it("a proxy with TLS in front may keep the name that people know", () => {
  const names = { host: "127.0.0.1", publicUrl: "https://tap.example" };
  expect(isOwnHost("tap.example", names)).toBe(true);
  expect(isOwnHost("tap.example.evil.example", names)).toBe(false);
  expect(isOwnOrigin("https://tap.example", "tap.example", { ...names, isSecure: false })).toBe(
    true,
  );
  expect(isOwnOrigin("https://evil.example", "evil.example", { ...names, isSecure: false })).toBe(
    false,
  );
});

it("beyond loopback, where all must sign in, a console has any name", () => {
  expect(isOwnHost("tap.lan:9001", { host: "0.0.0.0", publicUrl: undefined })).toBe(true);
});

it("the policy allows nothing inline and nothing from elsewhere", () => {
  expect(securityHeaders["content-security-policy"]).not.toMatch(/unsafe|\*|https?:|data:/);
});

it.each([
  [undefined, true],
  ["http://127.0.0.1:9001", true],
  ["HTTP://127.0.0.1:9001", true],
  ["http://127.0.0.1", false],
  ["http://localhost:9001", false],
  ["https://127.0.0.1:9001", false],
  ["http://evil.example", false],
  ["null", false],
  ["", false],
])("a page of %j is ours: %s", (origin, expected) => {
  expect(isOwnOrigin(origin, "127.0.0.1:9001", { ...onLoopback, isSecure: false })).toBe(expected);
});

it("behind TLS its own page is one that came by it", () => {
  const names = { publicUrl: undefined, isSecure: true };
  expect(isOwnOrigin("https://tap.example:9001", "tap.example:9001", names)).toBe(true);
  expect(isOwnOrigin("http://tap.example:9001", "tap.example:9001", names)).toBe(false);
});
