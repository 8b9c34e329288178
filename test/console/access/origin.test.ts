import { expect, it } from "vitest";
import { createOrigins } from "../../../src/console/access/origin.ts";

const call = (remoteAddress: string, headers: object = {}) =>
  ({ raw: { socket: { remoteAddress }, headers } }) as never;

const plain = { minVersion: "TLSv1.2" } as const;
const tls = { ...plain, certificate: "/c", key: "/k" };

it("is the connection's own where nobody is trusted", () => {
  const originOf = createOrigins({ tls: plain });
  const headers = { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" };
  expect(originOf(call("::ffff:10.0.0.1", headers))).toEqual({
    ...{ address: "10.0.0.1", isSecure: false },
  });
  expect(createOrigins({ tls })(call("10.0.0.1"))).toMatchObject({ isSecure: true });
});

it("is what a trusted proxy says, and what others wrote before it is not believed", () => {
  const originOf = createOrigins({ tls: plain, trustedProxies: ["10.0.0.0/8"] });
  const told = (headers: object) => originOf(call("10.0.0.1", headers));
  expect(told({ "x-forwarded-for": "1.2.3.4, 192.0.2.7, 10.0.0.2" }).address).toBe("192.0.2.7");
  expect(told({ "x-forwarded-for": "192.0.2.7, nonsense" }).address).toBe("10.0.0.1");
  expect(told({}).address).toBe("10.0.0.1");
  expect(originOf(call("192.0.2.1", { "x-forwarded-for": "10.9.9.9" })).address).toBe("192.0.2.1");
  expect(told({ "x-forwarded-proto": "https" }).isSecure).toBe(true);
  expect(told({ "x-forwarded-proto": "https, HTTP" }).isSecure).toBe(false);
  expect(told({}).isSecure).toBe(false);
  expect(originOf(call("192.0.2.1", { "x-forwarded-proto": "https" })).isSecure).toBe(false);
});
