import { expect, it } from "vitest";
import { cookieName, cookieOf, cookieText } from "../../../src/console/access/cookies.ts";

it("is read whole and by its exact name", () => {
  const header = "a=1; ocpptap-session-9001=xyz=; ocpptap-session-90011=no";
  expect(cookieOf(header, "ocpptap-session-9001")).toBe("xyz=");
  expect(cookieOf(header, "session-9001")).toBeNull();
  expect(cookieOf(undefined, "a")).toBeNull();
  expect(cookieOf("a".repeat(1e6), "a")).toBeNull();
});

it("is written so that no script reads it and no other site sends it", () => {
  const facts = { isSecure: true, sameSite: "Strict", maxAge: 60 } as const;
  expect(cookieText(cookieName("session", 9001, true), "xyz", facts)).toBe(
    "__Host-ocpptap-session-9001=xyz; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure",
  );
  expect(cookieText(cookieName("session", 9001, false), "", { ...facts, isSecure: false })).toBe(
    "ocpptap-session-9001=; Path=/; Max-Age=60; HttpOnly; SameSite=Strict",
  );
});
