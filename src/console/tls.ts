/**
 * TLS of the console. In: `console.tls`. Out: servers that speak it, with the certificate that the
 * files have now. Promised: what is broken is told and leaves in force what was there; people stay
 * connected.
 */
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { SecureContextOptions } from "node:tls";
import { limits } from "../base/limits.ts";
import type { ConsoleTlsConfig } from "../config/tls.ts";
import type { Observe } from "../observe/events.ts";
import { followFiles } from "../trust/followed-files.ts";
import { contextFrom, readKeyPair } from "../trust/tls-files.ts";

export type ConsoleTls = {
  readonly createServer: (listener: RequestListener) => Server;
  /** Reads at once what has changed. Never rejects. */
  readonly reload: () => Promise<void>;
  readonly close: () => void;
};

/** Null for none. Rejects with TLS_FILE_INVALID. */
export async function openConsoleTls(
  config: ConsoleTlsConfig | null,
  observe: Observe,
): Promise<ConsoleTls | null> {
  if (config === null) return null;
  const servers = new Set<Server>();
  let options = await readOptions(config);
  const files = await followFiles(
    [
      {
        what: "the certificate of the console",
        files: [config.certificate, config.key],
        async read() {
          options = await readOptions(config);
          for (const server of servers) server.setSecureContext(options);
        },
      },
    ],
    observe,
  );
  return {
    createServer(listener) {
      const server = createServer(
        { ...options, maxHeaderSize: limits.requestHeadBytesMax },
        listener,
      );
      servers.add(server);
      server.once("close", () => servers.delete(server));
      return server;
    },
    reload: files.reload,
    close: files.close,
  };
}

async function readOptions(config: ConsoleTlsConfig): Promise<SecureContextOptions> {
  const { certificate, minVersion } = config;
  const options = { minVersion, ...(await readKeyPair(config)) };
  contextFrom(certificate, options);
  return options;
}
