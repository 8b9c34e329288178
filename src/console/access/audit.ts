/**
 * Who changed what: `audit/console.jsonl` of the data directory, one entry a line, appended and
 * synced, readable by its owner alone. Promised: `write` resolves when the entry is on the disk, or
 * throws AUDIT_FAILED; both files together are bounded, the older one goes.
 */
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { OperationalError, problemOf, systemCodeOf } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import type { Observe } from "../../observe/events.ts";
import type { AuditEntry } from "../access-contract.ts";
import { auditEntrySchema } from "../access-schemas.ts";

export type Audit = {
  readonly write: (entry: AuditEntry) => Promise<void>;
  /** Newest first. */
  readonly read: (limit: number) => Promise<readonly AuditEntry[]>;
  /** What is waiting is written. */
  readonly close: () => Promise<void>;
};

export type AuditDeps = { readonly observe: Observe; readonly fileBytesMax?: number };

export function createAudit(dataDir: string, deps: AuditDeps): Audit {
  const dir = join(dataDir, "audit");
  const [file, older] = [join(dir, "console.jsonl"), join(dir, "console.1.jsonl")];
  const { observe, fileBytesMax = limits.auditFileBytesMax } = deps;
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;

  async function append(line: string): Promise<void> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    if ((await sizeOf(file)) + line.length > fileBytesMax) await rename(file, older);
    const handle = await open(file, "a", 0o600);
    try {
      await handle.writeFile(line);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  return {
    async write(entry) {
      const failed = (problem: string) => {
        observe({ name: "auditFailed", problem });
        return new OperationalError("AUDIT_FAILED", { problem });
      };
      if (waiting >= limits.auditWaitingMax) throw failed("too many entries wait for the disk");
      waiting += 1;
      const written = last.then(() => append(`${JSON.stringify(entry)}\n`));
      last = written.catch(() => undefined);
      try {
        await written;
      } catch (thrown) {
        throw failed(problemOf(thrown));
      } finally {
        waiting -= 1;
      }
    },
    async read(limit) {
      await last;
      const newer = await entriesOf(file);
      const all = newer.length >= limit ? newer : [...(await entriesOf(older)), ...newer];
      return all.slice(-limit).toReversed();
    },
    close: () => last,
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return 0;
    throw thrown;
  }
}

async function entriesOf(file: string): Promise<readonly AuditEntry[]> {
  try {
    return (await readFile(file, "utf8")).split("\n").flatMap(parseEntry);
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return [];
    throw new OperationalError("AUDIT_FAILED", { problem: problemOf(thrown) });
  }
}

/** The last line of a process that was killed may be half a one. */
function parseEntry(line: string): readonly AuditEntry[] {
  try {
    const parsed = auditEntrySchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
