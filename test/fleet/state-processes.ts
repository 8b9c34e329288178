/** The processes that have state files of this process open, as the system sees them. */
import { readdirSync, readFileSync } from "node:fs";

export function stateProcessesOf(data: string, parent: number = process.pid): readonly number[] {
  return readdirSync(`/proc/${parent}/task`)
    .flatMap((task) => read(`/proc/${parent}/task/${task}/children`).trim().split(" "))
    .filter((pid) => pid !== "" && read(`/proc/${pid}/cmdline`).includes(`\0${data}/state\0`))
    .map(Number);
}

/** Empty where the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
