import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { boundAddress, listenFailure } from "../../src/config/listening.ts";

const free = { host: "127.0.0.1", port: 0 };

it("tells a port that another has from an address that is none of this machine", async () => {
  const first = createServer().listen(free);
  await once(first, "listening");
  const taken = { host: "127.0.0.1", port: Number(boundAddress(free, first).split(":")[1]) };
  const failureOf = async (address: typeof free) => {
    const [thrown] = await once(createServer().listen(address), "error");
    return listenFailure(thrown, { role: "console", address, option: "--console" });
  };
  expect(await failureOf(taken)).toMatchObject({
    code: "PORT_IN_USE",
    details: { role: "console", address: `127.0.0.1:${taken.port}`, option: "--console" },
  });
  // TEST-NET-1 (RFC 5737).
  expect(await failureOf({ host: "192.0.2.1", port: 1 })).toMatchObject({
    code: "ADDRESS_UNUSABLE",
    details: { problem: expect.stringContaining("EADDRNOTAVAIL") },
  });
  first.close();
});

it("names the port that was picked, and before that the one that was asked for", () => {
  const server = createServer();
  expect(boundAddress({ host: "::1", port: 9000 }, server)).toBe("[::1]:9000");
});
