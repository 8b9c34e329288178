import { expect, it } from "vitest";
import { isAllowed, isSignInNeeded, signInProblem } from "../../../src/ui/lib/session.ts";

const of = (role: "viewer" | "operator" | "admin" | null) =>
  ({ name: "ann", role, ways: { token: true, oidc: false }, endsAt: null }) as const;

it("hides what the role may not", () => {
  expect(isAllowed(of("operator"), "operator")).toBe(true);
  expect(isAllowed(of("admin"), "operator")).toBe(true);
  expect(isAllowed(of("viewer"), "operator")).toBe(false);
  expect(isAllowed(of(null), "viewer")).toBe(false);
  expect(isAllowed(null, "viewer")).toBe(false);
});

it("asks to sign in whoever has no role, and nobody of a console without authentication", () => {
  expect(isSignInNeeded(of(null))).toBe(true);
  expect(isSignInNeeded({ ...of("admin"), name: null })).toBe(false);
});

it("says in words of its own why a way to the provider ended", () => {
  expect(signInProblem("?q=x")).toBeNull();
  expect(signInProblem("?signIn=NO_ROLE")).toContain("none of your groups");
  expect(signInProblem("?signIn=%3Cb%3Ebuy")).toMatch(/^Signing in at the provider did not work/);
});
