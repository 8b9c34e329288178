/** What the store holds and what it says of itself: sizes, gaps, open links, its version. */
import { isoFromUs } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { SHARD_PARTS } from "../store/distributed.ts";
import { SHARD_SUFFIX } from "../store/layout.ts";
import { PRIMARY_LEGS } from "./legs.ts";
import { presentGap } from "./links.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

const DAY_US = 86_400_000_000;

export async function readStoreState(deps: QueryDeps) {
  const nowUs = deps.clock.nowUs();
  const params = {
    sinceUs: nowUs - deps.retentionDays * DAY_US,
    openSinceUs: nowUs - (deps.retentionDays + 1) * DAY_US,
    daySinceUs: nowUs - DAY_US,
    gaps: limits.systemGapsTold,
  };
  // On a cluster each shard is asked for its own.
  const [shards] = await readRows(
    `SELECT count() AS n FROM system.tables
WHERE database = currentDatabase() AND name = '${SHARD_PARTS}'`,
    {},
    deps,
  );
  const parts =
    numberIn(shards ?? {}, "n") === 0
      ? "system.parts WHERE database = currentDatabase()"
      : `${SHARD_PARTS} WHERE database = currentDatabase() || '${SHARD_SUFFIX}'`;
  const [server, tables, span, reasons, gaps, links] = await Promise.all(
    [
      "SELECT version() AS version",
      // Names of their own: an alias that is also a column's would stand in for it.
      `SELECT table, sum(rows) AS all_rows, sum(bytes_on_disk) AS all_bytes, count() AS parts
FROM ${parts} AND active GROUP BY table ORDER BY all_bytes DESC, table`,
      // Both ends come out of the parts' own bounds: nothing is read.
      `SELECT toUnixTimestamp64Micro(min(received_at)) AS from_us, toUnixTimestamp64Micro(max(received_at)) AS to_us,
  count() AS messages FROM messages`,
      `SELECT reason, count() AS gaps, sum(messages) AS lost, uniqExact(station_id) AS stations,
  sumIf(messages, at >= fromUnixTimestamp64Micro({daySinceUs:Int64}, 'UTC')) AS lost_last_day,
  toUnixTimestamp64Micro(max(at)) AS last_us
FROM gaps WHERE at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC')
GROUP BY reason ORDER BY lost DESC, reason`,
      `SELECT toUnixTimestamp64Micro(at) AS at_us, station_id, link_id, reason, from_seq, to_seq, messages
FROM gaps WHERE at >= fromUnixTimestamp64Micro({sinceUs:Int64}, 'UTC')
ORDER BY at DESC, link_id, from_seq LIMIT {gaps:UInt32}`,
      `SELECT instance, route, mode, count() AS links FROM links FINAL
WHERE opened_at >= fromUnixTimestamp64Micro({openSinceUs:Int64}, 'UTC') AND state = 'open' AND ${PRIMARY_LEGS}
GROUP BY instance, route, mode ORDER BY instance, route, mode`,
    ].map((statement) => readRows(statement, params, deps)),
  );
  return {
    version: textIn(server?.[0] ?? {}, "version"),
    tables: (tables ?? []).map(presentTable),
    ...presentSpan(span?.[0] ?? {}),
    gaps: { reasons: (reasons ?? []).map(presentReason), newest: (gaps ?? []).map(presentGap) },
    openLinks: (links ?? []).map((row) => ({
      instance: textIn(row, "instance"),
      route: textIn(row, "route"),
      mode: textIn(row, "mode"),
      links: numberIn(row, "links"),
    })),
  };
}

function presentTable(row: StoredRow) {
  return {
    table: textIn(row, "table"),
    rows: numberIn(row, "all_rows"),
    bytes: numberIn(row, "all_bytes"),
    parts: numberIn(row, "parts"),
  };
}

/** Of an empty table both ends are 1970. */
function presentSpan(row: StoredRow) {
  const isEmpty = numberIn(row, "messages") === 0;
  const at = (column: string) => (isEmpty ? null : isoFromUs(numberIn(row, column)));
  return { oldestAt: at("from_us"), newestAt: at("to_us") };
}

function presentReason(row: StoredRow) {
  return {
    reason: textIn(row, "reason"),
    gaps: numberIn(row, "gaps"),
    messages: numberIn(row, "lost"),
    messagesLastDay: numberIn(row, "lost_last_day"),
    stations: numberIn(row, "stations"),
    lastAt: isoFromUs(numberIn(row, "last_us")),
  };
}
