/**
 * Signing in at an OpenID Connect provider: the authorization code flow with PKCE, state and nonce
 * (OpenID Connect Core 1.0 §3.1, RFC 7636), by openid-client, which checks every answer. It is
 * loaded, and the provider asked for its addresses, with the first sign-in. Promised: whoever
 * comes back is the browser that went; no token of the provider is kept.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ClientAuth, Configuration } from "openid-client";
import { OperationalError, problemOf } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import { type AccessRole, accessRoles, type OidcConfig } from "../../config/access.ts";

export type ProviderPerson = { readonly name: string; readonly role: AccessRole };

export type Provider = {
  /** Where the browser goes, and what it is known by when it comes back. */
  readonly begin: (redirectUri: string) => Promise<{ readonly url: string; readonly key: string }>;
  /** `url` with the provider's answer in its query. Throws SIGN_IN_FAILED. */
  readonly finish: (url: URL, key: string) => Promise<ProviderPerson>;
};

type Pending = {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly sinceMs: number;
};

type Claims = Readonly<Record<string, unknown>>;

const library = () => import("openid-client");

export function createProvider(config: OidcConfig, nowMs: () => number): Provider {
  const pending = new Map<string, Pending>();
  let discovered: Promise<Configuration> | null = null;

  function configuration(): Promise<Configuration> {
    // One that cannot be reached is asked again the next time.
    discovered ??= discover(config).catch((thrown) => {
      discovered = null;
      throw thrown;
    });
    return discovered;
  }

  function remember(key: string, one: Pending): void {
    const [oldest] = pending.keys();
    if (pending.size >= limits.signInsPendingMax && oldest !== undefined) pending.delete(oldest);
    pending.set(key, one);
  }

  function recall(key: string): Pending {
    const one = pending.get(key);
    pending.delete(key);
    if (one !== undefined && nowMs() - one.sinceMs <= limits.signInMsMax) return one;
    throw new Error("it was begun too long ago, twice at once, or in another browser");
  }

  return {
    begin: (redirectUri) =>
      telling(config, async () => {
        const oidc = await library();
        const provider = await configuration();
        const verifier = oidc.randomPKCECodeVerifier();
        const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
        const key = randomBytes(32).toString("base64url");
        const url = oidc.buildAuthorizationUrl(provider, {
          ...{ redirect_uri: redirectUri, scope: config.scope, state, nonce },
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        });
        remember(key, { verifier, state, nonce, sinceMs: nowMs() });
        return { url: url.href, key };
      }),
    finish: (url, key) =>
      telling(config, async () => {
        const { verifier, state, nonce } = recall(key);
        const oidc = await library();
        const provider = await configuration();
        const answer = await oidc.authorizationCodeGrant(provider, url, {
          ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
          idTokenExpected: true,
        });
        const claims = answer.claims();
        if (claims === undefined) throw new Error("it sent no ID token");
        const told: Claims = claims;
        const hasAll = claimOf(told, config.roleClaim) !== undefined;
        const { userinfo_endpoint: more } = provider.serverMetadata();
        const rest: Claims =
          hasAll || more === undefined
            ? {}
            : await oidc.fetchUserInfo(provider, answer.access_token, claims.sub);
        return personOf({ ...rest, ...told }, config);
      }),
  };
}

async function telling<Result>(
  { issuer }: OidcConfig,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof OperationalError) throw thrown;
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : null;
    const problem = [thrown, ...(cause === null ? [] : [cause])].map(problemOf).join(": ");
    throw new OperationalError("SIGN_IN_FAILED", { issuer, problem }, { cause: thrown });
  }
}

async function discover(config: OidcConfig): Promise<Configuration> {
  const { issuer, clientId, clientSecretFile } = config;
  const oidc = await library();
  const secret =
    clientSecretFile === undefined ? null : (await readFile(clientSecretFile, "utf8")).trim();
  // What the configuration takes besides https is a provider on this machine.
  const execute = issuer.startsWith("http:") ? [oidc.allowInsecureRequests] : [];
  const options = { timeout: limits.providerMsMax / 1000, execute };
  const authOf = (isBasic: boolean): ClientAuth => {
    if (secret === null) return oidc.None();
    return isBasic ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
  };
  const found = await oidc.discovery(new URL(issuer), clientId, {}, authOf(true), options);
  const { token_endpoint_auth_methods_supported: ways } = found.serverMetadata();
  // OpenID Connect Discovery 1.0 §3: without the list it is basic.
  if (secret === null || ways === undefined || ways.includes("client_secret_basic")) return found;
  return oidc.discovery(new URL(issuer), clientId, {}, authOf(false), options);
}

/** The highest role that the claim's values have. Throws where they have none. */
export function personOf(
  claims: Claims,
  { nameClaim, roleClaim, roles }: Pick<OidcConfig, "nameClaim" | "roleClaim" | "roles">,
): ProviderPerson {
  const names = [nameClaim, "email", "sub"].map((claim) => claimOf(claims, claim));
  const name = names.find((each) => typeof each === "string" && each !== "");
  const claimed = claimOf(claims, roleClaim);
  const values = Array.isArray(claimed) ? claimed : [claimed];
  const own = roles.filter(({ value }) => values.includes(value)).map(({ role }) => role);
  const role = accessRoles.findLast((each) => own.includes(each));
  const who = String(name ?? "somebody").slice(0, 200);
  if (role !== undefined) return { name: who, role };
  throw new OperationalError("NO_ROLE", { who, claim: roleClaim });
}

/** The claim of that name, or else the one that lies where its dots lead. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let found: unknown = claims;
  for (const part of name.split(".")) {
    const isThere = typeof found === "object" && found !== null && Object.hasOwn(found, part);
    found = isThere ? Reflect.get(Object(found), part) : undefined;
  }
  return found;
}
