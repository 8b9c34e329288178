import { expect, it } from "vitest";
import { compileRoutes } from "../../src/relay/route.ts";
import { readListenerTls, readSecureContexts } from "../../src/relay/tls-files.ts";
import { createAuthority } from "../support/certificates.ts";

it("reads certificate and key, from TLS 1.2 up", async () => {
  const { certificateFile, keyFile, cert, key } = await (await createAuthority()).sign("DNS:x");
  const tls = await readListenerTls({ certificate: certificateFile, key: keyFile });
  expect(tls).toEqual({ cert, key, minVersion: "TLSv1.2" });
});

it("makes one context for each file of authorities, and one for the system's", async () => {
  const { caFile } = await createAuthority();
  const route = { match: "/{station}", mode: "transparent" } as const;
  const routes = compileRoutes({
    routes: [
      { ...route, upstream: "wss://a", upstreamCa: caFile },
      { ...route, upstream: "wss://b", upstreamCa: caFile },
      { ...route, upstream: "wss://c" },
      { ...route, upstream: "wss://d" },
    ],
    upstream: undefined,
  });
  const contextOf = await readSecureContexts(routes);
  const [a, b, c, d] = routes.map(({ upstream }) => contextOf(upstream));
  expect(a).toBe(b);
  expect(c).toBe(d);
  expect(a).not.toBe(c);
});
