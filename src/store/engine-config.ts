/**
 * Settings → the files and the arguments the embedded engine starts from. Pure; nothing reaches XML
 * or SQL without being escaped.
 *
 * Theory: ClickHouse's local mode is for one person at a terminal. Practice: it needs a user
 * `default` without a password, local mode reports a loopback address for it, and the HTTP port
 * accepts it too. Therefore `default` holds one grant, and a quota that its own two statements at
 * the start use up; what a quota does not count (`SELECT` without a table) is left with 1 s and 10
 * MB.
 */
import { createHash } from "node:crypto";
import { assert } from "../base/assert.ts";
import { limits } from "../base/limits.ts";
import { boundsOf, boundsOfEngine, overflowModes, type ReadBounds } from "./read-bounds.ts";

export type EngineUser = { readonly user: string; readonly password: string };

export type EngineSettings = {
  /** The engine's own directory. */
  readonly dir: string;
  readonly usersFile: string;
  readonly configFile: string;
  /** The statements that start it. */
  readonly startFile: string;
  /** A FIFO that never ends: the engine runs until it has read it. */
  readonly holdFile: string;
  /** Where the engine writes the port it listens on. */
  readonly portFile: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly memoryBytesMax: number;
  /** What one question of its reader may cost at most. */
  readonly reads: ReadBounds;
  readonly database: string;
  readonly recorder: EngineUser;
  readonly reader: EngineUser;
};

/** Tables about the schema that Grafana's data source and our own checks read. */
const READABLE_SYSTEM_TABLES = [
  "one",
  "numbers",
  "databases",
  "tables",
  "columns",
  "functions",
  "settings",
  "parts",
  "build_options",
];

/** Of the two that `default` runs at the start, the quota counts one. */
const DEFAULT_USER_QUERIES = 1;

export function engineConfigXml(settings: EngineSettings): string {
  return `<clickhouse>
  <users_config>${xml(settings.usersFile)}</users_config>
  <max_server_memory_usage>${settings.memoryBytesMax}</max_server_memory_usage>
  <mark_cache_size>134217728</mark_cache_size>
  <index_mark_cache_size>33554432</index_mark_cache_size>
  <max_concurrent_queries>40</max_concurrent_queries>
  <max_connections>256</max_connections>
  <background_pool_size>2</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>8</background_schedule_pool_size>
  <access_control_improvements>
    <enable_read_write_grants>1</enable_read_write_grants>
    <select_from_system_db_requires_grant>1</select_from_system_db_requires_grant>
    <select_from_information_schema_requires_grant>1</select_from_information_schema_requires_grant>
    <settings_constraints_replace_previous>1</settings_constraints_replace_previous>
  </access_control_improvements>
  <merge_tree>
    <old_parts_lifetime>60</old_parts_lifetime>
  </merge_tree>
</clickhouse>
`;
}

export function engineUsersXml(settings: EngineSettings): string {
  const database = identifier(settings.database);
  return `<clickhouse>
  <profiles>
    <default>
      <async_insert>0</async_insert>
      <output_format_json_quote_64bit_integers>1</output_format_json_quote_64bit_integers>
    </default>
    <starter>
      <max_execution_time>1</max_execution_time>
      <max_memory_usage>10000000</max_memory_usage>
      <max_threads>1</max_threads>
      <max_concurrent_queries_for_user>1</max_concurrent_queries_for_user>
      <constraints>
        <max_execution_time><const/></max_execution_time>
        <max_memory_usage><const/></max_memory_usage>
        <max_threads><const/></max_threads>
        <max_concurrent_queries_for_user><const/></max_concurrent_queries_for_user>
      </constraints>
    </starter>
${readerProfile(settings)}
  </profiles>
  <quotas>
    <default/>
    <starter>
      <interval>
        <duration>2147483647</duration>
        <queries>${DEFAULT_USER_QUERIES}</queries>
      </interval>
    </starter>
  </quotas>
  <users>
    <default>
      <password></password>
      <networks><ip>::1</ip></networks>
      <profile>starter</profile>
      <quota>starter</quota>
      <grants><query>GRANT SYSTEM LISTEN ON *.*</query></grants>
    </default>
${user(settings.recorder, "default", [
  `GRANT ALL ON ${database}.*`,
  "GRANT SELECT ON system.*",
  "GRANT TABLE ENGINE ON *",
])}
${user(settings.reader, "reader", [
  `GRANT SELECT, SHOW ON ${database}.*`,
  ...READABLE_SYSTEM_TABLES.map((table) => `GRANT SELECT ON system.${table}`),
])}
  </users>
</clickhouse>
`;
}

/**
 * `readonly` 2 lets a reader set other settings, among them its own limits; so each limit has a
 * range as well, and 0 ("none") is outside of it.
 */
function readerProfile({ memoryBytesMax, reads }: EngineSettings): string {
  const readersBytesMax = Math.floor(memoryBytesMax / 2);
  const own = boundsOf(boundsOfEngine(memoryBytesMax, reads));
  const seconds = Math.ceil(reads.timeMs / 1000);
  const ranges: readonly (readonly [name: string, value: number, max?: number])[] = [
    ["max_execution_time", seconds, Math.max(seconds, limits.exportMsMax / 1000)],
    ...Object.entries(own),
    ["max_memory_usage_for_user", readersBytesMax],
    ["max_temporary_data_on_disk_size_for_query", 2 * readersBytesMax],
    ["max_temporary_data_on_disk_size_for_user", 4 * readersBytesMax],
    ["max_concurrent_queries_for_user", limits.engineReadersMax],
    ["function_sleep_max_microseconds_per_block", 3_000_000],
  ];
  const fixed: readonly (readonly [name: string, value: string])[] = [
    ...Object.entries(overflowModes),
    ["cancel_http_readonly_queries_on_client_close", "1"],
  ];
  return `    <reader>
      <readonly>2</readonly>
      <output_format_json_quote_64bit_integers>1</output_format_json_quote_64bit_integers>
${[...ranges, ...fixed].map(([name, value]) => `      <${name}>${value}</${name}>`).join("\n")}
      <constraints>
${ranges
  .map(([name, value, max]) => `        <${name}><min>1</min><max>${max ?? value}</max></${name}>`)
  .join("\n")}
${fixed.map(([name]) => `        <${name}><const/></${name}>`).join("\n")}
      </constraints>
    </reader>`;
}

function user(account: EngineUser, profile: string, grants: readonly string[]): string {
  const name = elementName(account.user);
  const hash = createHash("sha256").update(account.password).digest("hex");
  return `    <${name}>
      <password_sha256_hex>${hash}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
      <profile>${profile}</profile>
      <quota>default</quota>
      <grants>
${grants.map((grant) => `        <query>${xml(grant)}</query>`).join("\n")}
      </grants>
    </${name}>`;
}

export function engineStartSql(settings: EngineSettings): string {
  const portFile = sqlText(settings.portFile);
  return `SYSTEM START LISTEN HTTP;
SELECT getServerPort('http_port') INTO OUTFILE ${portFile} TRUNCATE FORMAT TSV;
`;
}

/** The arguments of `chdb_query_cmdline`. */
export function engineArguments(settings: EngineSettings): string[] {
  return [
    "clickhouse",
    `--config-file=${settings.configFile}`,
    `--path=${settings.dir}`,
    `--http_port=${settings.port}`,
    "--listen_host=127.0.0.1",
    "--queries-file",
    settings.startFile,
    "--queries-file",
    settings.holdFile,
  ];
}

function xml(value: string): string {
  return value.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function sqlText(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}

function identifier(value: string): string {
  return `\`${value.replace(/[\\`]/g, "\\$&")}\``;
}

/** User names are ours; anything but a plain word would be another element. */
function elementName(value: string): string {
  assert(/^[a-z]+$/.test(value), `a plain user name, not ${value}`);
  return value;
}
