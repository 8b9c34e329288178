import { expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { compileRoutes } from "../../src/relay/route.ts";
import { openTrust } from "../../src/relay/trust.ts";
import { createAuthority } from "../support/certificates.ts";

it("opens what each listener and route names, in their order", async () => {
  const mine = await (await createAuthority()).sign("DNS:x");
  const tls = { certificate: mine.certificateFile, key: mine.keyFile };
  const listen = [{ address: "127.0.0.1:1" }, { address: "127.0.0.1:2", tls }];
  const config = configSchema.parse({ listen, upstream: "ws://x" });
  const trust = await openTrust(config.listen, compileRoutes(config), { observe: () => undefined });
  onTestFinished(trust.close);
  expect(trust.listeners.map((each) => each?.followed.files ?? null)).toEqual([
    null,
    [mine.certificateFile, mine.keyFile],
  ]);
});
