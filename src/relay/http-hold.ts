/**
 * `record.strict` for a body over plain HTTP: its last chunk goes on when its copy has been written
 * to the spool, or after the longest hold (the exchange comes first). Whoever reads it has not the
 * whole message before that, however its length was declared.
 */
import { Transform } from "node:stream";
import type { SpoolWriter } from "../spool/record.ts";

export function createHold(msMax: number, deps: { readonly spool: SpoolWriter }): Transform {
  let last: Buffer | null = null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const before = last;
      last = chunk;
      done(null, before ?? undefined);
    },
    flush(done) {
      let isDone = false;
      const release = () => {
        clearTimeout(timer);
        if (isDone) return;
        isDone = true;
        done(null, last ?? undefined);
      };
      const timer = setTimeout(release, msMax);
      // The record of the body's end is appended by a listener of the same end, maybe after us.
      setImmediate(() => deps.spool.whenWritten(release));
    },
  });
}
