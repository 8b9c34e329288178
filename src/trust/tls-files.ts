/**
 * PEM files → what TLS needs of them. Files that cannot be used are told at start, by name, and not
 * at the first handshake.
 */
import { readFile, stat } from "node:fs/promises";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";

export type CertificateFiles = { readonly certificate: string; readonly key: string };

export type KeyPair = { readonly cert: Buffer; readonly key: Buffer };

export async function readKeyPair({ certificate, key: keyFile }: CertificateFiles) {
  const cert = await readPem(certificate);
  const key = await readPem(keyFile);
  contextFrom(certificate, { cert });
  contextFrom(keyFile, { cert, key });
  return { cert, key } satisfies KeyPair;
}

/** Certificates of authorities, or lists of revoked ones. */
export async function readAuthorities(file: string): Promise<Buffer> {
  const bytes = await readPem(file);
  if (!bytes.includes("-----BEGIN")) throw invalid(file, "it holds no PEM certificate");
  return bytes;
}

/** Throws TLS_FILE_INVALID with the file that is to blame. */
export function contextFrom(file: string, options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (thrown) {
    throw invalid(file, problemOf(thrown), thrown);
  }
}

async function readPem(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > limits.trustFileBytesMax) throw new Error("it is too large");
    return await readFile(file);
  } catch (thrown) {
    throw invalid(file, problemOf(thrown), thrown);
  }
}

function invalid(file: string, problem: string, cause?: unknown): OperationalError {
  return new OperationalError("TLS_FILE_INVALID", { file, problem }, { cause });
}
