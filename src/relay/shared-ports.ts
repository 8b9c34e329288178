/**
 * Ports that several relay processes share. The kernel gives each new connection to one of them; a
 * process that ends takes nothing of the others' with it.
 *
 * Whoever shares a port shares it with every program of the same user, also with another ocpptap
 * that would then get half of the stations: so before the first process listens, the ports are
 * proved to be nobody's.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { OperationalError } from "../base/errors.ts";
import { listenFailure } from "../config/listening.ts";
import type { Config } from "../config/schema.ts";

/** Node's `reusePort` spreads connections there. */
const SHARING: readonly NodeJS.Platform[] = ["linux", "freebsd", "sunos", "aix"];

/** Rejects with PORT_IN_USE, ADDRESS_UNUSABLE or WORKERS_UNSUPPORTED; with one worker never. */
export async function provePortsFree(
  { listen, relay }: Pick<Config, "listen" | "relay">,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  const { workers } = relay;
  if (workers === 1) return;
  if (!SHARING.includes(platform)) {
    throw new OperationalError("WORKERS_UNSUPPORTED", { workers, platform });
  }
  for (const { address } of listen) {
    const server = createServer();
    try {
      server.listen(address);
      await once(server, "listening");
    } catch (thrown) {
      throw listenFailure(thrown, { role: "relay", address, option: "--listen" });
    }
    server.close();
    await once(server, "close");
  }
}
