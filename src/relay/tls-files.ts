/**
 * PEM files → what TLS needs of them. Files that cannot be used are told at start, by name, and not
 * at the first handshake.
 */
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { OperationalError, problemOf } from "../base/errors.ts";
import type { ListenerConfig } from "../config/schema.ts";
import type { Route, Upstream } from "./route.ts";

/** OCPP 1.6 security whitepaper and 2.0.1 part 2 A00.FR.312: TLS 1.2 or above. */
const MIN_VERSION = "TLSv1.2";

export type ListenerTls = {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: typeof MIN_VERSION;
};

export async function readListenerTls(
  files: NonNullable<ListenerConfig["tls"]>,
): Promise<ListenerTls> {
  const cert = await readPem(files.certificate);
  const key = await readPem(files.key);
  usable(files.certificate, { cert });
  usable(files.key, { cert, key });
  return { cert, key, minVersion: MIN_VERSION };
}

/** One context for each set of authorities: making one for each dial costs a millisecond. */
export async function readSecureContexts(
  routes: readonly Route[],
): Promise<(upstream: Upstream) => SecureContext> {
  const system = createSecureContext({ minVersion: MIN_VERSION });
  const contexts = new Map<string, SecureContext>();
  for (const { caFile } of routes.map((route) => route.upstream)) {
    if (caFile === null || contexts.has(caFile)) continue;
    const ca = await readPem(caFile);
    if (!ca.includes("-----BEGIN")) throw invalid(caFile, "it holds no PEM certificate");
    contexts.set(caFile, usable(caFile, { ca, minVersion: MIN_VERSION }));
  }
  return ({ caFile }) => contexts.get(caFile ?? "") ?? system;
}

function usable(file: string, options: Parameters<typeof createSecureContext>[0]): SecureContext {
  try {
    return createSecureContext(options);
  } catch (thrown) {
    throw invalid(file, problemOf(thrown), thrown);
  }
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (thrown) {
    throw invalid(file, problemOf(thrown), thrown);
  }
}

function invalid(file: string, problem: string, cause?: unknown): OperationalError {
  return new OperationalError("TLS_FILE_INVALID", { file, problem }, { cause });
}
