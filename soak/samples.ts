/** What is looked at every few seconds, of each process and of the whole. */
import { readdirSync } from "node:fs";
import type { Served } from "../bench/fleet-serve.ts";
import { cpuMsOf, rssBytesOf } from "../bench/process-figures.ts";
import { askStatus } from "../src/observe/status.ts";

export type ProcessSample = {
  readonly pid: number;
  readonly rssMb: number;
  /** JavaScript heap in use; null where it did not answer. */
  readonly heapMb: number | null;
  /** Resident beside what the heap has taken: buffers, code, the engine's own memory. */
  readonly nativeMb: number | null;
  /** Open descriptors. */
  readonly handles: number;
  /** Longest delay of its event loop since the last look. */
  readonly loopMs: number | null;
  /** Since its start. */
  readonly cpuMs: number;
};

export type Sample = {
  /** Since the soak began. */
  readonly atS: number;
  /** By name of the role; without those that were just being started again. */
  readonly processes: ReadonlyMap<string, ProcessSample>;
  readonly links: number | null;
  readonly relayed: number | null;
  /** Rows of messages in the store, and messages in its gaps. */
  readonly stored: number | null;
  readonly gaps: number | null;
  readonly lagS: number | null;
};

/** `beganMs`: of `performance.now()`. */
export async function takeSample(served: Served, beganMs: number): Promise<Sample> {
  const atS = (performance.now() - beganMs) / 1000;
  const processes = new Map<string, ProcessSample>();
  const texts = new Map<string, string>();
  for (const [name, pid] of [["supervisor", served.pid] as const, ...served.processes()]) {
    const text = await metricsOf(served, name);
    texts.set(name, text);
    const sample = processSample(pid, text);
    if (sample !== null) processes.set(name, sample);
  }
  const relay = texts.get("relay") ?? "";
  return {
    ...{ atS, processes, ...(await storedIn(served)) },
    links: sumOf(relay, "ocpptap_links_open"),
    relayed: sumOf(relay, "ocpptap_relayed_messages_total"),
    lagS: sumOf(texts.get("recorder") ?? "", "ocpptap_recorder_lag_seconds"),
  };
}

async function metricsOf(served: Served, role: string): Promise<string> {
  const answer = await askStatus(served.runDir, role, "/metrics");
  return answer.kind === "answer" ? answer.body : "";
}

/** Null for a process that ended between two looks. */
function processSample(pid: number, metrics: string): ProcessSample | null {
  try {
    const [heap, heapTotal, loop] = [
      "nodejs_heap_size_used_bytes",
      "nodejs_heap_size_total_bytes",
      "nodejs_eventloop_lag_max_seconds",
    ].map((name) => sumOf(metrics, name));
    const rssMb = rssBytesOf(pid) / 1e6;
    // It was killed, and nobody has asked for its end yet.
    if (rssMb === 0) return null;
    return {
      ...{ pid, rssMb, cpuMs: cpuMsOf(pid) },
      nativeMb: heapTotal == null ? null : rssMb - heapTotal / 1e6,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      heapMb: heap == null ? null : heap / 1e6,
      loopMs: loop == null ? null : loop * 1000,
    };
  } catch (thrown) {
    if (/ENOENT|ESRCH/.test(String(thrown))) return null;
    throw thrown;
  }
}

async function storedIn({ reader }: Served) {
  const sql =
    "SELECT (SELECT count() FROM messages) AS stored, (SELECT sum(messages) FROM gaps) AS gaps";
  try {
    const [row] = await reader.query<{ stored: string; gaps: string }>(sql);
    return { stored: Number(row?.stored), gaps: Number(row?.gaps) };
  } catch {
    // The engine is being started again, or is busy: the next look tells.
    return { stored: null, gaps: null };
  }
}

/** Of all series of that name; null where there is none. */
export function sumOf(metrics: string, name: string): number | null {
  const values = [...metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))];
  return values.length === 0 ? null : values.reduce((sum, [, value]) => sum + Number(value), 0);
}
