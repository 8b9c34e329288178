/**
 * The installation's secret: key of hashed tokens and of the spool on disk. In: `record.keyFile`,
 * or a file of its own in the data directory, which whichever process comes first makes. Out: keys
 * for single purposes, none of which tells another.
 */
import { createHmac, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";

export type RecordKeyConfig = {
  readonly data: string;
  readonly record: { readonly keyFile?: string | undefined };
};

export type RecordKey = {
  /** 32 bytes for one purpose, always the same. */
  readonly keyFor: (purpose: "idToken" | "spool" | "state") => Buffer;
};

/** Rejects with RECORD_KEY_UNUSABLE. */
export async function openRecordKey({ data, record }: RecordKeyConfig): Promise<RecordKey> {
  const file = record.keyFile ?? join(data, "record.key");
  try {
    const secret =
      record.keyFile === undefined ? await readOrMake(data, file) : await readFile(file);
    if (secret.length < limits.recordKeyBytesMin) {
      throw new Error(`it has ${secret.length} bytes, and ${limits.recordKeyBytesMin} are needed`);
    }
    return {
      keyFor: (purpose) => Buffer.from(hkdfSync("sha256", secret, "", `ocpptap ${purpose}`, 32)),
    };
  } catch (thrown) {
    throw new OperationalError(
      "RECORD_KEY_UNUSABLE",
      { file, problem: problemOf(thrown) },
      { cause: thrown },
    );
  }
}

/** Whole or not at all under its name, and never twice: a link fails where there is one. */
async function readOrMake(data: string, file: string): Promise<Buffer> {
  const found = await readFile(file).catch(unlessAbsent);
  if (found !== null) return found;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}`;
  try {
    await writeFile(made, randomBytes(limits.recordKeyBytesMin), { mode: 0o600, flush: true });
    await chmod(made, 0o600);
    await link(made, file).catch((thrown: unknown) => {
      if (systemCodeOf(thrown) !== "EEXIST") throw thrown;
    });
  } finally {
    await unlink(made);
  }
  return readFile(file);
}

function unlessAbsent(thrown: unknown): null {
  if (systemCodeOf(thrown) === "ENOENT") return null;
  throw thrown;
}

/** An idToken as it stands in the record. */
export type HashToken = (token: string) => string;

const HASHED = /^h:[0-9a-f]{16,}$/;

/**
 * OCPP compares tokens without regard to case (2.0.1 Part 2 §IdTokenType; 1.6 §7.28), so all
 * spellings of one have one hash. It is as long as the token where that is longer than 18
 * characters (1.6 allows 20), so that a token that is too long stays so; 64 bits tell a million
 * tokens apart with one chance in 36 million of a mistake. What is a hash stays one.
 */
export function createHashToken(key: RecordKey): HashToken {
  const secret = key.keyFor("idToken");
  return (token) => {
    if (HASHED.test(token)) return token;
    const digest = createHmac("sha256", secret).update(token.toLowerCase()).digest("hex");
    return `h:${digest.slice(0, 16).padEnd(token.length - 2, "0")}`;
  };
}
