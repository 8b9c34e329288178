/** The configuration's `console.auth`: who may look, and who may change something. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { httpUrl, integer, path } from "./values.ts";

/** Each may do what those before it may. */
export const accessRoles = ["viewer", "operator", "admin"] as const;
export type AccessRole = (typeof accessRoles)[number];

const role = () =>
  z
    .enum(accessRoles)
    .describe(
      "viewer reads the record, operator also sets route overrides and faults on purpose, admin reads the audit.",
    )
    .meta({ example: "viewer" });

const token = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.@-]{1,64}$/, "1 to 64 letters, digits, dots, dashes, underscores, @")
    .describe("Whose it is, as the audit names them.")
    .meta({ example: "ops" }),
  tokenFile: path()
    .describe(
      `File with the token, at least ${limits.tokenCharsMin} characters, e.g. of \`openssl rand -base64 32\`; read again when it changes.`,
    )
    .meta({ example: "/run/secrets/ops" }),
  role: role(),
});

const claimed = z.strictObject({
  value: z
    .string()
    .min(1)
    .describe("What the claim is, or has among its values.")
    .meta({ example: "charging-operators" }),
  role: role(),
});

const oidc = z.strictObject({
  issuer: httpUrl()
    .optional()
    .describe("The provider's issuer, below which its discovery document is; absent: none.")
    .meta({ example: "https://login.example/realms/charging" }),
  clientId: z.string().min(1).default("ocpptap").describe("What the provider calls this console."),
  clientSecretFile: path()
    .optional()
    .describe("File with the client's secret; absent: a public client, with PKCE alone.")
    .meta({ example: "/run/secrets/oidc-client" }),
  scope: z.string().default("openid profile email").describe("Asked of the provider."),
  nameClaim: z
    .string()
    .default("preferred_username")
    .describe("Claim that names the person; where it is absent, email, then sub."),
  roleClaim: z
    .string()
    .default("groups")
    .describe("Claim that says the role, dotted where it lies deeper: realm_access.roles."),
  roles: z
    .array(claimed)
    .max(limits.tokensMax)
    .default([])
    .describe("Which of its values is which role; the highest counts, and without one nobody."),
});

export const authSchema = z.strictObject({
  tokens: z
    .array(token)
    .max(limits.tokensMax)
    .default([])
    .describe("Bearer tokens, for programs and for signing in."),
  sessionHours: integer(1, 168)
    .default(limits.sessionHours)
    .describe("How long a browser stays signed in. Unit: hours."),
  oidc: oidc.prefault({}).describe("Signing in at an OpenID Connect provider."),
});

export type AuthConfig = z.output<typeof authSchema>;
/** With an issuer. */
export type OidcConfig = AuthConfig["oidc"] & { readonly issuer: string };

/** Whether anybody has to say who they are. */
export function hasAuth({ tokens, oidc }: AuthConfig): boolean {
  return tokens.length > 0 || oidc.issuer !== undefined;
}

/** Null where nobody signs in at a provider. */
export function oidcOf({ oidc }: AuthConfig): OidcConfig | null {
  const { issuer } = oidc;
  return issuer === undefined ? null : { ...oidc, issuer };
}
