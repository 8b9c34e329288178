import { expect, it } from "vitest";
import { authorizationOf, basicAuthorization, decoded } from "../../src/base/basic.ts";

it("is user and password, in UTF-8", () => {
  // "tap:gehöft"
  expect(basicAuthorization("tap", "gehöft")).toBe("Basic dGFwOmdlaMO2ZnQ=");
});

it("is what a URL says, without its escapes", () => {
  const of = (text: string) => authorizationOf(new URL(text));
  expect(of("https://t%61p:a%3Ab@host/")).toBe(basicAuthorization("tap", "a:b"));
  expect(of("https://tap@host/")).toBe(basicAuthorization("tap", ""));
  expect(of("https://host/")).toBeNull();
});

it("leaves a text alone that is no percent-encoding", () => {
  expect([decoded("100%"), decoded("%zz"), decoded("a%20b")]).toEqual(["100%", "%zz", "a b"]);
});
