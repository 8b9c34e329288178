import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of the array buffers of this process that something still refers to. */
export function arrayBuffersInUse(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}
