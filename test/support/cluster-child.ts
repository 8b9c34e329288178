/**
 * One node of a cluster for tests: the embedded engine with its native port open and a cluster in
 * its configuration, in a process of its own. What it lacks of a server: Keeper, the queue of
 * `ON CLUSTER` and the port through which replicas copy parts, so nothing here is replicated.
 */
import { mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../src/base/limits.ts";
import {
  type EngineSettings,
  engineArguments,
  engineConfigXml,
  engineStartSql,
  engineUsersXml,
} from "../../src/store/engine-config.ts";
import { loadEngineLibrary } from "../../src/store/engine-library.ts";
import { defaultBounds } from "../../src/store/read-bounds.ts";
import { writeStoreFile } from "../../src/store/store-file.ts";

export type ClusterNodePlace = {
  /** Of this node alone. */
  readonly dir: string;
  readonly cluster: string;
  readonly database: string;
  readonly httpPort: number;
  /** Of every node, this one's included. */
  readonly tcpPorts: readonly number[];
  readonly index: number;
};

process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.once("message", async (place) => {
  try {
    await start(place as ClusterNodePlace);
    process.send?.({ isReady: true });
  } catch (thrown) {
    process.send?.({ code: "bug", problem: String(thrown) }, () => process.exit(1));
  }
});

async function start(place: ClusterNodePlace): Promise<void> {
  const library = await loadEngineLibrary();
  mkdirSync(join(place.dir, "cold"), { recursive: true });
  const runDir = join(place.dir, "run");
  const settings = settingsOf(place, runDir);
  mkdirSync(join(settings.dir, "metadata"), { recursive: true });
  mkdirSync(runDir, { recursive: true });
  for (const file of [settings.holdFile, settings.portFile]) rmSync(file, { force: true });
  const { recorder, reader, database } = settings;
  // The tables that hold rows are in a second database; making databases is the owner's.
  const users = engineUsersXml(settings)
    .replace(/<queries>\d+</, "<queries>9<")
    .replace(
      /<query>(GRANT ALL ON) [^<]*</,
      (whole, grant) => `${whole}/query><query>${grant} \`${database}_shard\`.*<`,
    )
    .replace(
      /<query>(GRANT SELECT, SHOW ON) [^<]*</,
      (whole, grant) => `${whole}/query><query>${grant} \`${database}_shard\`.*<`,
    );
  // A node lifts the limit of the result for what another one asks it: the least must be none.
  const limited = users.replace(
    /<(max_result_rows|max_result_bytes)><min>1<\/min>/g,
    (_whole, name) => `<${name}><min>0</min>`,
  );
  writeFileSync(settings.usersFile, limited);
  writeFileSync(
    settings.configFile,
    engineConfigXml(settings).replace("</clickhouse>", `${clusterXml(place)}</clickhouse>`),
  );
  writeFileSync(settings.startFile, `SYSTEM START LISTEN TCP;\n${engineStartSql(settings)}`);
  library.makeFifo(settings.holdFile);
  openSync(settings.holdFile, "r+");
  const tcpPort = place.tcpPorts[place.index];
  const ended = library.run([...engineArguments(settings), `--tcp_port=${tcpPort}`]);
  void ended.then((problem) => process.send?.({ code: "ended", problem }, () => process.exit(1)));
  const url = `http://127.0.0.1:${place.httpPort}`;
  const headers = { "X-ClickHouse-User": recorder.user, "X-ClickHouse-Key": recorder.password };
  for (;;) {
    const answer = await fetch(`${url}/?query=SELECT+1`, { headers }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.status === 200) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await writeStoreFile(runDir, { url, recorder, reader, database });
}

function settingsOf({ dir, httpPort, database }: ClusterNodePlace, runDir: string): EngineSettings {
  return {
    dir: join(dir, "store"),
    usersFile: join(runDir, "engine-users.xml"),
    configFile: join(runDir, "engine-config.xml"),
    startFile: join(runDir, "engine-start.sql"),
    holdFile: join(runDir, "engine-hold"),
    portFile: join(runDir, "engine-port"),
    port: httpPort,
    memoryBytesMax: limits.engineMemoryBytesMax,
    reads: defaultBounds,
    database,
    recorder: { user: "recorder", password: "of every node" },
    reader: { user: "reader", password: "of every node, too" },
  };
}

/** With a secret a node asks another one as the user that asked it. */
function clusterXml({ dir, cluster, tcpPorts, index }: ClusterNodePlace): string {
  const shards = tcpPorts.map(
    (port) => `<shard><internal_replication>true</internal_replication>
      <replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`,
  );
  return `  <macros><shard>${index + 1}</shard><replica>1</replica></macros>
  <remote_servers><${cluster}><secret>of the tests</secret>
    ${shards.join("\n    ")}
  </${cluster}></remote_servers>
  <storage_configuration>
    <disks><cold><path>${join(dir, "cold")}/</path></cold></disks>
    <policies><tiered><volumes>
      <default><disk>default</disk></default><cold><disk>cold</disk></cold>
    </volumes></tiered></policies>
  </storage_configuration>
`;
}
