/**
 * A real OpenID Connect provider on loopback, whose people are who they say they are: its own sign-in
 * page has a name and takes any password.
 */
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

export type RunningProvider = {
  readonly issuer: string;
  /** Where it sends people back to. */
  readonly allow: (redirectUri: string) => void;
  readonly close: () => Promise<void>;
};

export const CLIENT_SECRET = "the secret of the console at its provider";

/** `groups` by the name of a person. */
export async function serveProvider(
  groups: Readonly<Record<string, readonly string[]>>,
): Promise<RunningProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const issuer = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`;
  const redirects: string[] = [];
  const client = {
    ...{ client_id: "ocpptap", client_secret: CLIENT_SECRET, redirect_uris: redirects },
    ...{ grant_types: ["authorization_code"], response_types: ["code"] },
  };
  return {
    issuer,
    allow(redirectUri) {
      redirects.push(redirectUri);
      // Its clients are read once.
      const provider = new Provider(issuer, {
        clients: [client],
        cookies: { keys: ["a key of the test"] },
        claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
        pkce: { required: () => true },
        findAccount: (_context: unknown, name: string) => ({
          accountId: name,
          claims: () => ({ sub: name, preferred_username: name, groups: groups[name] ?? [] }),
        }),
      });
      server.removeAllListeners("request").on("request", provider.callback());
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
