/** How much memory a process needed at most, as the kernel counts it (Linux: `VmHWM`). */
import { readFileSync, writeFileSync } from "node:fs";

const EVERY_MS = 50;

export type MemoryWatch = {
  /** Of all processes that were the role's in turn. Unit: MiB. */
  readonly peakMiB: (role: string) => number;
  readonly stop: () => void;
};

/** `pidOf`: the role's process of the moment; null for none. */
export function watchMemory(
  roles: readonly string[],
  pidOf: (role: string) => number | null,
): MemoryWatch {
  const peaks = new Map<string, number>();
  const known = new Set<number>();
  const look = () => {
    for (const role of roles) {
      const pid = pidOf(role);
      if (pid === null) continue;
      // What was needed before is another's.
      if (!known.has(pid)) resetPeak(pid);
      known.add(pid);
      peaks.set(role, Math.max(peaks.get(role) ?? 0, peakMiBOf(pid)));
    }
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    peakMiB(role) {
      look();
      return Math.round(peaks.get(role) ?? 0);
    },
    stop: () => clearInterval(timer),
  };
}

/** 0 where the process is gone. */
function peakMiBOf(pid: number): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // It has just ended, or belongs to somebody else: then its peak is that of its whole life.
  }
}
