/** What hides: the disk on which the spool is encrypted, the recorder's redaction, tokens' hash. */
import { createHashToken, type HashToken, openRecordKey } from "../config/record-key.ts";
import type { Config } from "../config/schema.ts";
import { createRedact, type Redact } from "../exchange/redact.ts";
import { type Disk, realDisk } from "../spool/disk.ts";
import { sealedDisk } from "../spool/sealed-disk.ts";

type PrivacyConfig = Pick<Config, "data" | "record" | "spool">;

export async function openSpoolDisk(config: PrivacyConfig): Promise<Disk> {
  const key = (await openRecordKey(config)).keyFor("spool");
  return sealedDisk(realDisk, { key, isOn: config.spool.encrypt });
}

/** Null: what other machines must read is sealed only with a key that they have, too. */
export async function openStateKey(
  config: Pick<Config, "data" | "record" | "redis">,
): Promise<Buffer | null> {
  const isAlone = config.redis.url === undefined;
  if (!isAlone && config.record.keyFile === undefined) return null;
  return (await openRecordKey(config)).keyFor("state");
}

/** Null: tokens are recorded as they are. */
export async function openHashToken(
  config: Pick<Config, "data" | "record">,
): Promise<HashToken | null> {
  return config.record.hashIdTokens ? createHashToken(await openRecordKey(config)) : null;
}

export async function openRedact(config: Pick<Config, "data" | "record">): Promise<Redact> {
  return createRedact({ names: config.record.redact, hashToken: await openHashToken(config) });
}
