/**
 * The one way to ClickHouse, embedded or not. In: statements with bound parameters, frozen inserts.
 * Out: rows, or an `OperationalError`; an aborted signal's own reason. Promised: an aborted or
 * overdue query is stopped in the engine too; an insert that was acknowledged is on its disk;
 * sending the same frozen insert again stores it once. Credentials appear in no log line and in no
 * error.
 */
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { ClickHouseSettings } from "@clickhouse/client";
import { assert } from "../base/assert.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { type Connected, type Connection, openClient, openConnection } from "./connection.ts";
import { columns } from "./encode.ts";
import type { EndPointOf } from "./endpoint.ts";
import { storeFailure } from "./failures.ts";
import { type ReadBounds, readSettings } from "./read-bounds.ts";
import type { FrozenInsert, TableName } from "./rows.ts";

export type Parameters = Readonly<Record<string, unknown>>;

export type StatementOptions = {
  /** Longest time in the engine. Unit: ms. */
  readonly limitMs?: number;
  readonly settings?: ClickHouseSettings;
  readonly signal?: AbortSignal;
};

export type CommandOptions = StatementOptions & {
  /** Instead of the end point's own, which may not exist yet. */
  readonly database?: string;
};

export type Store = {
  /** Where it is, without credentials; "" before the first statement. */
  readonly url: () => string;
  /** All rows of a `SELECT` without `FORMAT`. Integers of 64 bits come as text. */
  readonly query: <Row>(
    statement: string,
    params?: Parameters,
    options?: StatementOptions,
  ) => Promise<Row[]>;
  /** The same one by one; leaving the loop stops the query. */
  readonly stream: <Row>(
    statement: string,
    params?: Parameters,
    options?: StatementOptions,
  ) => AsyncIterable<Row>;
  readonly insert: (insert: FrozenInsert, signal?: AbortSignal) => Promise<void>;
  /** Idempotent statements only: it is sent again when the store has moved. */
  readonly command: (statement: string, options?: CommandOptions) => Promise<void>;
  readonly close: () => Promise<void>;
};

type ParsedRow<Row> = { readonly json: () => Row };

/** How much longer than the engine's own limit we wait for its word that it stopped. Unit: ms. */
const LIMIT_GRACE_MS = 2_000;

/** The least that the reader of the embedded engine may ask for. Unit: ms. */
const LIMIT_MS_MIN = 1_000;

const INSERT_SETTINGS: ClickHouseSettings = {
  // On by default since 26.7, and then an acknowledgement may come before the disk has it.
  async_insert: 0,
  // A replay must reach the views too: they have windows of their own.
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // On a cluster an acknowledgement means that every shard has its rows. One whose rows it has
  // already drops them by the same token, whichever node divides the batch.
  distributed_foreground_insert: 1,
  // Imported records of years may come in one batch.
  max_partitions_per_insert_block: "0",
  wait_end_of_query: 1,
};

const FORMATS = {
  messages: "RowBinary",
  links: "JSONCompactEachRow",
  findings: "JSONCompactEachRow",
  gaps: "JSONCompactEachRow",
  transactions: "JSONCompactEachRow",
} as const satisfies Record<TableName, string>;

/** A batch that an older version froze has the columns of then. */
function insertInto({ table, columns: own }: FrozenInsert): string {
  return `INSERT INTO ${table} (${(own ?? columns[table]).join(", ")}) FORMAT ${FORMATS[table]}`;
}

const QUERY_SETTINGS: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 1,
  cancel_http_readonly_queries_on_client_close: 1,
  // On a cluster a station's rows of all tables are on one shard, so a subquery asks just that one.
  distributed_product_mode: "local",
};

export type StoreDeps = {
  readonly observe: Observe;
  /** Whoever looks: nothing can be written then, and no question costs more. Absent: no bounds. */
  readonly reads?: ReadBounds;
};

export function openStore(endPointOf: EndPointOf, deps: StoreDeps): Store {
  const { reads } = deps;
  const bounded = reads === undefined ? {} : readSettings(reads);
  const connection = openConnection(endPointOf, deps);
  return {
    url: connection.url,
    close: connection.close,
    async query<Row>(statement: string, params?: Parameters, options?: StatementOptions) {
      // The whole answer is made before its first byte is sent, so a failure is never half an
      // answer.
      const settings = { wait_end_of_query: 1 as const, ...bounded, ...options?.settings };
      const all = { limitMs: reads?.timeMs ?? limits.queryMsMax, ...options, settings };
      const found: Row[] = [];
      for await (const rows of chunks<Row>(connection, { statement, params }, all)) {
        for (const row of rows) found.push(row.json());
      }
      return found;
    },
    async *stream<Row>(statement: string, params?: Parameters, options?: StatementOptions) {
      const settings = { ...bounded, ...options?.settings };
      const all = { limitMs: limits.exportMsMax, ...options, settings };
      for await (const rows of chunks<Row>(connection, { statement, params }, all)) {
        for (const row of rows) yield row.json();
      }
    },
    async insert(insert, signal) {
      assert(reads === undefined, "whoever looks writes nothing");
      await connection.attempt("insert", signal, (connected) =>
        sendInsert(connected, insert, signal),
      );
    },
    async command(statement, options = {}) {
      assert(reads === undefined, "whoever looks writes nothing");
      await connection.attempt("command", options.signal, (connected) =>
        sendCommand(connected, statement, options),
      );
    },
  };
}

async function* chunks<Row>(
  connection: Connection,
  query: { readonly statement: string; readonly params: Parameters | undefined },
  options: StatementOptions & { readonly limitMs: number },
): AsyncGenerator<readonly ParsedRow<Row>[]> {
  const limitMs = Math.max(options.limitMs, LIMIT_MS_MIN);
  const overdue = AbortSignal.timeout(limitMs + LIMIT_GRACE_MS);
  const signal = anyOf(overdue, options.signal);
  const failure = (thrown: unknown) => {
    options.signal?.throwIfAborted();
    return overdue.aborted ? tooSlow(limitMs) : storeFailure(thrown, "query", connection.url());
  };
  const result = await connection
    .attempt("query", signal, ({ client }) =>
      client.query({
        query: query.statement,
        format: "JSONEachRow",
        query_params: { ...query.params },
        clickhouse_settings: {
          ...QUERY_SETTINGS,
          max_execution_time: limitMs / 1000,
          ...options.settings,
        },
        abort_signal: signal,
      }),
    )
    .catch((thrown: unknown) => {
      throw failure(thrown);
    });
  // The client looks at its signal only until the answer begins.
  const stop = () => result.close();
  signal.addEventListener("abort", stop, { once: true });
  let isComplete = false;
  try {
    for await (const rows of result.stream<Row>()) yield rows;
    signal.throwIfAborted();
    isComplete = true;
  } catch (thrown) {
    throw failure(thrown);
  } finally {
    signal.removeEventListener("abort", stop);
    if (!isComplete) result.close();
  }
}

async function sendInsert(
  { client }: Connected,
  insert: FrozenInsert,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Not the client's `insert`, which takes rows and encodes them itself.
  const { stream } = await client.exec({
    query: insertInto(insert),
    values: Readable.from([insert.body], { objectMode: false }),
    clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: insert.token },
    abort_signal: anyOf(AbortSignal.timeout(limits.insertMsMax), signal),
  });
  await finished(stream.resume());
}

async function sendCommand(
  { client, endPoint }: Connected,
  statement: string,
  options: CommandOptions,
): Promise<void> {
  const overdue = AbortSignal.timeout(options.limitMs ?? limits.commandMsMax);
  const sent = {
    query: statement,
    clickhouse_settings: { wait_end_of_query: 1 as const, ...options.settings },
    abort_signal: anyOf(overdue, options.signal),
  };
  if (options.database === undefined) {
    await client.command(sent);
    return;
  }
  const other = openClient({ ...endPoint, database: options.database });
  await other.command(sent).finally(() => other.close());
}

function anyOf(overdue: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? overdue : AbortSignal.any([overdue, signal]);
}

function tooSlow(limitMs: number): OperationalError {
  const problem = `it took longer than ${limitMs / 1000} s`;
  return new OperationalError("QUERY_TOO_EXPENSIVE", { problem });
}
