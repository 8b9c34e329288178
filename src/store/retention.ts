/**
 * How long rows are kept. In: days. Out: the tables' TTL, changed where it differs, so that a new
 * setting also counts for what is there already. Whole days (or months) of parts go at once.
 */
import type { Store } from "./client.ts";

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

/** Returns the tables whose TTL was changed. */
export async function applyRetention(
  store: Store,
  retentionDays: number,
): Promise<readonly string[]> {
  const wanted = new Map<string, string>();
  for (const [table, time] of Object.entries(RECORD)) wanted.set(table, ttl(time, retentionDays));
  const identityDays = Math.max(retentionDays, IDENTITY_DAYS_MIN);
  for (const [table, time] of Object.entries(IDENTITY)) wanted.set(table, ttl(time, identityDays));

  const rows = await store.query<{ name: string; engine_full: string }>(
    "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()",
  );
  const changed: string[] = [];
  for (const { name, engine_full } of rows) {
    const expression = wanted.get(name);
    if (expression === undefined || engine_full.includes(`TTL ${expression}`)) continue;
    await store.command(`ALTER TABLE ${name} MODIFY TTL ${expression}`);
    changed.push(name);
  }
  return changed;
}

/** Spelled as ClickHouse itself writes it, so that the two can be compared. */
function ttl(time: string, days: number): string {
  return `toDateTime(${time}) + toIntervalDay(${days})`;
}
