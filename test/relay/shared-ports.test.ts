import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { provePortsFree } from "../../src/relay/shared-ports.ts";

const host = "127.0.0.1";

async function listening(options: { readonly port: number; readonly reusePort?: boolean }) {
  const server = createServer().listen({ host, ...options });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("it has a port");
  return address.port;
}

const configOf = (port: number, workers = 2) =>
  configSchema.parse({ listen: [{ address: `${host}:${port}` }], relay: { workers } });

it("refuses a port that another program shares with everyone", async () => {
  const port = await listening({ port: 0, reusePort: true });
  await listening({ port, reusePort: true });
  await expect(provePortsFree(configOf(port))).rejects.toMatchObject({ code: "PORT_IN_USE" });
});

it("leaves a port that is free to the workers", async () => {
  const port = await listening({ port: 0, reusePort: true });
  await expect(provePortsFree(configOf(port))).rejects.toThrow(String(port));
  await provePortsFree(configOf(0));
});

it("says so where the system cannot share ports", async () => {
  await expect(provePortsFree(configOf(0), "darwin")).rejects.toMatchObject({
    code: "WORKERS_UNSUPPORTED",
    message: "The setting relay.workers is 2, and darwin cannot share a port between processes.",
  });
  await provePortsFree(configOf(0, 1), "darwin");
});
