/**
 * Removes a person's token from the store. In: the token in every spelling it may have there. Out:
 * what was changed, table by table, and what is left. Everywhere in the rows' texts the token, as a
 * whole word and in whatever case, gives way to as many asterisks; what a station told of the
 * customer goes whole.
 *
 * The rows stay: when something happened is no personal data, and a link must not have holes. The
 * mutations are sent once and awaited, because ClickHouse rewrites whole parts for them.
 */
import { setTimeout as delay } from "node:timers/promises";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Parameters, Store } from "./client.ts";
import { type Layout, sqlName, sqlText } from "./layout.ts";

export type EraseOptions = {
  readonly layout: Layout;
  /** The token, its spellings in JSON and XML, its hash. */
  readonly values: readonly string[];
  /** Null: all. */
  readonly station: string | null;
};

export type EraseDeps = {
  readonly signal: AbortSignal;
  readonly onProgress: (sentence: string) => void;
};

export type TableRows = { readonly table: string; readonly rows: number };

export type ErasePlan = {
  /** Rows with the token, by table; tables without are left out. */
  readonly tables: readonly TableRows[];
  /** Of these in `messages`, what stations told of the customer. */
  readonly customerMessages: number;
};

/** Columns of words that are ours; a token with such a name must not rewrite the record. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...["sender", "leg", "mode", "state", "side", "severity", "rule", "transport", "instance"],
  ...["ocpp_version", "message_type", "payload_encoding", "action", "closed_by", "closed_how"],
]);

/** Every spelling under which the token may stand in JSON, in JSON within JSON, and in XML. */
export function spellingsOf(token: string): readonly string[] {
  const json = JSON.stringify(token).slice(1, -1);
  const nested = JSON.stringify(json).slice(1, -1);
  const slashed = json.replaceAll("/", "\\/");
  const xml = token.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [...new Set([token, json, nested, slashed, xml])];
}

/** What is rewritten, without rewriting it. */
export async function planErasure(store: Store, options: EraseOptions): Promise<ErasePlan> {
  const tables: TableRows[] = [];
  for (const [table, columns] of await textColumns(store, options.layout)) {
    const rows = await countRows(store, options, { table, columns });
    if (rows > 0) tables.push({ table, rows });
  }
  const customers = await customerRequests(store, options);
  return { tables, customerMessages: await countCustomerMessages(store, options, customers) };
}

/** Returns what is still there afterwards: nothing, where all went well. */
export async function eraseToken(
  store: Store,
  options: EraseOptions,
  deps: EraseDeps,
): Promise<readonly TableRows[]> {
  const { layout } = options;
  const customers = await customerRequests(store, options);
  const { tables } = await planErasure(store, options);
  if (customers.length > 0) {
    deps.onProgress("messages: what stations told of the customer");
    const told = `payload = replaceRegexpOne(payload, ${CUSTOMER_DATA}, ${sqlText("\\1erased\\3")})`;
    await mutate(
      store,
      { layout, table: "messages" },
      [told, NOTED, whereCustomer(customers)],
      deps,
    );
  }
  const columnsOf = await textColumns(store, layout);
  for (const { table, rows } of tables) {
    const columns = columnsOf.get(table) ?? [];
    deps.onProgress(`${table}: ${rows} rows`);
    const changes = columns.map((column) => `${sqlName(column)} = ${erased(column, options)}`);
    if (table === "messages") changes.push(NOTED);
    const where = `${hasToken(columns, options)}${ofStation(options)}`;
    await mutate(store, { layout, table }, [...changes, where], deps);
  }
  return (await planErasure(store, options)).tables;
}

const NOTED = "redactions = arrayPushBack(redactions, 'erased')";
/** What precedes the text, the text, and its end. */
const CUSTOMER_DATA = sqlText(String.raw`("data"\s*:\s*")((?:[^"\\]|\\.)*)(")`);

type Columns = ReadonlyMap<string, readonly string[]>;

/** Texts that may be rewritten: those that rows are sorted by may not. */
async function textColumns(store: Store, { tables }: Layout): Promise<Columns> {
  const rows = await store.query<{ table: string; name: string }>(
    `SELECT table, name FROM system.columns
     WHERE database = {database:String} AND type IN ('String', 'LowCardinality(String)')
       AND is_in_sorting_key = 0 AND is_in_partition_key = 0 AND table != 'migrations'
       AND table IN (SELECT name FROM system.tables
                     WHERE database = {database:String} AND engine LIKE '%MergeTree')
     ORDER BY table, position`,
    { database: tables },
  );
  const columns = new Map<string, string[]>();
  for (const { table, name } of rows) {
    if (!OWN_WORDS.has(name)) columns.set(table, [...(columns.get(table) ?? []), name]);
  }
  return columns;
}

async function countRows(
  store: Store,
  options: EraseOptions,
  { table, columns }: { readonly table: string; readonly columns: readonly string[] },
): Promise<number> {
  const where = `${hasToken(columns, options)}${ofStation(options)}`;
  return count(store, `${sqlName(options.layout.database)}.${sqlName(table)} WHERE ${where}`);
}

async function count(store: Store, what: string, params: Parameters = {}): Promise<number> {
  const statement = `SELECT count() AS rows FROM ${what}`;
  const [row] = await store.query<{ rows: string }>(statement, params, QUERY);
  return Number(row?.rows ?? 0);
}

const QUERY = { limitMs: limits.eraseMsMax };

/** In ClickHouse's dialect (RE2); `\n` before it is a line's end within JSON. */
function patternOf({ values }: EraseOptions): string {
  const words = values.map((value) => {
    const text = value.replace(/[^\w]/g, "\\$&");
    const [begin, end] = [/^\w/.test(value), /\w$/.test(value)];
    return `${begin ? "(?:\\b|\\\\[nrt])" : ""}${text}${end ? "\\b" : ""}`;
  });
  return `(?i)(?:${words.join("|")})`;
}

function hasToken(columns: readonly string[], options: EraseOptions): string {
  const pattern = sqlText(patternOf(options));
  return `(${columns.map((column) => `match(${sqlName(column)}, ${pattern})`).join(" OR ")})`;
}

function erased(column: string, options: EraseOptions): string {
  return `replaceRegexpAll(${sqlName(column)}, ${sqlText(patternOf(options))}, '***')`;
}

/** All of our tables have the column. */
function ofStation({ station }: EraseOptions): string {
  return station === null ? "" : ` AND station_id = ${sqlText(station)}`;
}

type CustomerRequest = { readonly station: string; readonly requestId: number };

/** CustomerInformation (2.0.1 Part 2 N09, N10) names whom it asks about; the answer does not. */
async function customerRequests(
  store: Store,
  options: EraseOptions,
): Promise<readonly CustomerRequest[]> {
  const where = `action = 'CustomerInformation' AND message_type = 'call'
    AND ${hasToken(["payload"], options)}${ofStation(options)}`;
  const rows = await store.query<{ station: string; request: string }>(
    `SELECT DISTINCT station_id AS station, JSONExtractInt(payload, 4, 'requestId') AS request
     FROM ${sqlName(options.layout.database)}.messages WHERE ${where}
     LIMIT ${limits.eraseCustomerRequestsMax}`,
    {},
    QUERY,
  );
  return rows.map(({ station, request }) => ({ station, requestId: Number(request) }));
}

function whereCustomer(requests: readonly CustomerRequest[]): string {
  const pairs = requests.map(({ station, requestId }) => `(${sqlText(station)}, ${requestId})`);
  return `action = 'NotifyCustomerInformation' AND message_type = 'call'
    AND (toString(station_id), JSONExtractInt(payload, 4, 'requestId')) IN (${pairs.join(", ")})`;
}

async function countCustomerMessages(
  store: Store,
  { layout }: EraseOptions,
  requests: readonly CustomerRequest[],
): Promise<number> {
  if (requests.length === 0) return 0;
  return count(store, `${sqlName(layout.database)}.messages WHERE ${whereCustomer(requests)}`);
}

type Where = { readonly layout: Layout; readonly table: string };

/** The last part is the condition. */
async function mutate(
  store: Store,
  { layout, table }: Where,
  parts: readonly string[],
  { signal }: EraseDeps,
): Promise<void> {
  const changes = parts.slice(0, -1).join(", ");
  const name = `${sqlName(layout.tables)}.${sqlName(table)}`;
  await store.command(
    `ALTER TABLE ${name} ${layout.onCluster} UPDATE ${changes} WHERE ${parts.at(-1)}`,
    { signal, settings: { mutations_sync: "0" } },
  );
  const until = Date.now() + limits.eraseMsMax;
  for (;;) {
    const left = await pending(store, { layout, table });
    if (left.count === 0) return;
    if (left.problem !== "" || Date.now() > until) {
      const problem = left.problem === "" ? "it takes too long" : left.problem;
      throw new OperationalError("ERASE_FAILED", { table, problem });
    }
    await delay(limits.erasePollMs, undefined, { signal });
  }
}

/** Of all nodes, on a cluster. */
async function pending(store: Store, { layout, table }: Where) {
  const { cluster, tables } = layout;
  const all = cluster === null ? "system.mutations" : nodes(cluster.name);
  const [row] = await store.query<{ left: string; problem: string }>(
    `SELECT count() AS left, max(latest_fail_reason) AS problem FROM ${all}
     WHERE database = {database:String} AND table = {table:String} AND NOT is_done`,
    { database: tables, table },
  );
  return { count: Number(row?.left ?? 0), problem: row?.problem ?? "" };
}

function nodes(cluster: string): string {
  return `clusterAllReplicas(${sqlText(cluster)}, system.mutations)`;
}
