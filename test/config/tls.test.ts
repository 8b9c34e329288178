import { expect, it } from "vitest";
import {
  consoleTlsOf,
  consoleTlsProblem,
  listenerTlsProblem,
  listenerTlsSchema,
  upstreamTlsProblem,
} from "../../src/config/tls.ts";

it("tells what does nothing, or not what it says", () => {
  const config = listenerTlsSchema.parse({ certificate: "a", key: "b" });
  expect(listenerTlsProblem(config)).toBeNull();
  expect(listenerTlsProblem({ ...config, crl: "x" })).toContain("clientCa");
  expect(listenerTlsProblem({ ...config, legacy: true })).toBeNull();
  const strict = { ...config, legacy: true, minVersion: "TLSv1.3" } as const;
  expect(listenerTlsProblem(strict)).toContain("legacy");
  const minVersion = "TLSv1.2";
  expect(upstreamTlsProblem({ minVersion })).toBeNull();
  expect(upstreamTlsProblem({ minVersion, key: "k" })).toContain("without its certificate");
  expect(upstreamTlsProblem({ minVersion, certificate: "c" })).toContain("without its key");
});

it("says what a console's TLS lacks, and that there is none", () => {
  const [certificate, key] = ["/c", "/k"];
  const least = { minVersion: "TLSv1.2" } as const;
  expect(consoleTlsOf({ tls: least })).toBeNull();
  expect(consoleTlsOf({ tls: { ...least, certificate, key } })).toMatchObject({ certificate, key });
  expect(consoleTlsProblem({ ...least, certificate })).toBe("has no key");
  expect(consoleTlsProblem({ ...least, key })).toBe("has a key without its certificate");
  expect(consoleTlsProblem(least)).toBeNull();
});
