/** What a station may be connected to in the relay's benchmark, each in a process of its own. */
import { join } from "node:path";
import { nodeOptionsOf } from "../src/roles/role.ts";
import { type Child, startChild } from "./child.ts";
import type { DoorTls } from "./load-orders.ts";
import { startNginx } from "./nginx.ts";

/** What a follower found in the spool. */
export type SpoolTally = {
  readonly calls: number;
  readonly answers: number;
  /** Of the calls' payloads, modulo 2^32. */
  readonly crcSum: number;
  /** Gaps, damage, messages out of order. */
  readonly faults: number;
};

export type Running = {
  readonly port: number;
  /** How stations connect; absent: without TLS. */
  readonly tls?: DoorTls;
  /** Null: there is no process in between. */
  readonly pid: number | null;
  /** Processes that belong to it and are not counted as its cost. */
  readonly helperPids: readonly number[];
  /** Lets go of garbage, so that memory in use is measured; nothing where there is no collector. */
  readonly collect: () => Promise<void>;
  /** Null where nothing is recorded. */
  readonly tally: ((answers: number) => Promise<SpoolTally>) | null;
  readonly close: () => Promise<void>;
};

export type Target = {
  readonly name: string;
  /** `dir` does not exist yet, and is used by nothing else. */
  readonly start: (upstream: number, dir: string) => Promise<Running>;
};

const nothing = async () => undefined;

export const direct: Target = {
  name: "no proxy",
  start: async (port) => ({
    port,
    pid: null,
    helperPids: [],
    collect: nothing,
    tally: null,
    close: nothing,
  }),
};

export const nginx: Target = {
  name: "nginx",
  async start(upstream, dir) {
    const { port, pid, close } = await startNginx(upstream, dir);
    return { port, pid, helperPids: [], collect: nothing, tally: null, close };
  },
};

export const pipe: Target = {
  name: "http-proxy-3, bare",
  start: async (upstream) => runningOf(await startNode("./pipe-process.ts", [String(upstream)])),
};

export const splice: Target = {
  name: "splice, bare",
  start: async (upstream) => runningOf(await startNode("./splice-process.ts", [String(upstream)])),
};

export const ocpptap: Target = {
  name: "ocpptap",
  start: (upstream, dir) => startRecording([String(upstream), dir]),
};

export const ocpptapStrict: Target = {
  name: "ocpptap, record.strict",
  start: (upstream, dir) => startRecording([String(upstream), dir, '{"record":{"strict":true}}']),
};

/** Arguments as `relay-process.ts` has them. */
export async function startRecording(
  args: readonly [upstream: string, data: string, ...more: string[]],
): Promise<Running> {
  const relay = await startNode("./relay-process.ts", args, nodeOptionsOf("relay"));
  const follower = await startNode("./follower-process.ts", [join(args[1])]);
  return {
    ...(await runningOf(relay)),
    helperPids: [follower.pid],
    tally: (answers) => follower.ask<SpoolTally>("tallyOf", { answers }),
    async close() {
      await relay.close();
      await follower.close();
    },
  };
}

function startNode(
  file: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Child> {
  return startChild(file, { args, nodeOptions: ["--expose-gc", ...nodeOptions] });
}

async function runningOf(child: Child): Promise<Running> {
  return {
    port: await child.ask<number>("port"),
    pid: child.pid,
    helperPids: [],
    collect: () => child.ask<undefined>("collect"),
    tally: null,
    close: child.close,
  };
}
