import { expect, it } from "vitest";
import { authSchema, hasAuth, oidcOf } from "../../src/config/access.ts";

const token = { name: "ops", tokenFile: "ops.token", role: "viewer" };
const oidc = { issuer: "https://login.example", roles: [{ value: "x", role: "admin" }] };

it("nobody has to say who they are unless there is a token or a provider", () => {
  expect(hasAuth(authSchema.parse({}))).toBe(false);
  expect(hasAuth(authSchema.parse({ oidc: { clientId: "x" } }))).toBe(false);
  expect(hasAuth(authSchema.parse({ tokens: [token] }))).toBe(true);
  expect(hasAuth(authSchema.parse({ oidc }))).toBe(true);
});

it("a provider is one that has an issuer", () => {
  expect(oidcOf(authSchema.parse({}))).toBeNull();
  expect(oidcOf(authSchema.parse({ oidc }))).toMatchObject({
    ...{ issuer: "https://login.example", clientId: "ocpptap", roleClaim: "groups" },
  });
});

it("a role that is none is refused, and a name that the audit could not show", () => {
  expect(authSchema.safeParse({ tokens: [{ ...token, role: "root" }] }).success).toBe(false);
  expect(authSchema.safeParse({ tokens: [{ ...token, name: "a\nb" }] }).success).toBe(false);
});
