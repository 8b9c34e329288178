/**
 * How long rows are kept, and where. In: days. Out: the tables' TTL, changed where it differs, so
 * that a new setting also counts for what is there already. Whole days (or months) of parts go at
 * once.
 */
import type { Config } from "../config/schema.ts";
import type { Store } from "./client.ts";
import type { Layout } from "./layout.ts";

/**
 * Of the record: as configured. A link counts from its close; one that stays open for longer than
 * that loses its row until it closes.
 */
const RECORD: Readonly<Record<string, string>> = {
  messages: "received_at",
  links: "greatest(opened_at, ifNull(closed_at, opened_at))",
  findings: "at",
  gaps: "at",
  transactions: "greatest(started_at, last_at)",
  station_activity: "greatest(message_at, link_at)",
};

/** What a station said of itself outlives the messages: some boot once in years. Unit: days. */
const IDENTITY_DAYS_MIN = 730;

const IDENTITY: Readonly<Record<string, string>> = {
  station_boots: "received_at",
  station_status: "received_at",
};

export type Keeping = {
  readonly retentionDays: number;
  /** Of messages, nine tenths of the record; null or absent: they stay where they are. */
  readonly cold?: Cold | null;
};
export type Cold = {
  readonly afterDays: number;
  readonly policy: string;
  readonly volume: string;
};

export function coldOf(
  store: Pick<Config["store"], "coldAfterDays" | "coldPolicy" | "coldVolume">,
): Cold | null {
  const { coldAfterDays: afterDays, coldPolicy: policy, coldVolume: volume } = store;
  return afterDays === undefined ? null : { afterDays, policy, volume };
}

/** Returns the tables whose TTL was changed. */
export async function applyRetention(
  store: Store,
  { retentionDays, cold = null }: Keeping,
  layout: Pick<Layout, "tables" | "local" | "onCluster">,
): Promise<readonly string[]> {
  const wanted = new Map<string, string>();
  for (const [table, time] of Object.entries(RECORD)) wanted.set(table, ttl(time, retentionDays));
  const identityDays = Math.max(retentionDays, IDENTITY_DAYS_MIN);
  for (const [table, time] of Object.entries(IDENTITY)) wanted.set(table, ttl(time, identityDays));

  if (cold !== null) wanted.set("messages", coldTtl(cold, retentionDays));

  const rows = await store.query<{ name: string; engine_full: string }>(
    "SELECT name, engine_full FROM system.tables WHERE database = {database:String}",
    { database: layout.tables },
  );
  const changed: string[] = [];
  for (const { name, engine_full } of rows) {
    const expression = wanted.get(name);
    if (expression === undefined || engine_full.includes(`TTL ${expression}`)) continue;
    const table = `${layout.local}${name} ${layout.onCluster}`;
    if (name === "messages" && cold !== null) await applyPolicy(store, table, engine_full, cold);
    await store.command(`ALTER TABLE ${table} MODIFY TTL ${expression}`);
    changed.push(name);
  }
  return changed;
}

/** A policy can be left for one that has its volumes, too; ClickHouse says where it has not. */
async function applyPolicy(store: Store, table: string, engine: string, { policy }: Cold) {
  if (engine.includes(`storage_policy = '${policy}'`)) return;
  await store.command(`ALTER TABLE ${table} MODIFY SETTING storage_policy = '${policy}'`);
}

function coldTtl({ afterDays, volume }: Cold, retentionDays: number): string {
  const time = RECORD["messages"] ?? "";
  return `${ttl(time, afterDays)} TO VOLUME '${volume}', ${ttl(time, retentionDays)}`;
}

/** Spelled as ClickHouse itself writes it, so that the two can be compared. */
function ttl(time: string, days: number): string {
  return `toDateTime(${time}) + toIntervalDay(${days})`;
}
