import { expect, it } from "vitest";
import { isLoopback, isOwnHost, isOwnOrigin, securityHeaders } from "../../src/console/security.ts";

it.each([
  ["127.0.0.1", true],
  ["127.8.9.10", true],
  ["localhost", true],
  ["LOCALHOST", true],
  ["::1", true],
  ["[::1]", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.0.2.1", false],
  ["127.0.0.1.evil.example", false],
  ["127.evil.example", false],
  ["localhost.evil.example", false],
  ["", false],
])("%j is loopback: %s", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

it.each([
  ["localhost:9001", true],
  ["127.0.0.1", true],
  ["[::1]:9001", true],
  ["evil.example:9001", false],
  ["127.0.0.1@evil.example", false],
  ["localhost:9001:evil.example", false],
  [undefined, false],
])("a request for %j is ours: %s", (host, expected) => {
  expect(isOwnHost(host)).toBe(expected);
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
  expect(isOwnOrigin(origin, "127.0.0.1:9001")).toBe(expected);
});
