import { appendFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createAudit } from "../../../src/console/access/audit.ts";
import type { AuditEntry } from "../../../src/console/access-contract.ts";
import type { TapEvent } from "../../../src/observe/events.ts";
import { tempDir } from "../../support/temp-dir.ts";

const entry = (detail: string): AuditEntry => ({
  at: "2026-11-21T09:00:00.000000Z",
  who: "ops",
  role: "operator",
  from: "127.0.0.1",
  call: "PUT /api/overrides/CP-1",
  outcome: "asked",
  status: null,
  detail,
});

it("keeps entries in the order they came, for its owner's eyes, over restarts and torn lines", async () => {
  const dir = await tempDir();
  const audit = createAudit(dir, { observe: () => undefined });
  expect(await audit.read(10)).toEqual([]);
  await Promise.all(["1", "2", "3"].map((detail) => audit.write(entry(detail))));
  const file = join(dir, "audit", "console.jsonl");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await appendFile(file, '{"at":"2026\n');
  const again = createAudit(dir, { observe: () => undefined });
  await again.write(entry("4"));
  expect((await again.read(3)).map(({ detail }) => detail)).toEqual(["4", "3", "2"]);
});

it("is bounded: two files, of which the older goes", async () => {
  const dir = await tempDir();
  const audit = createAudit(dir, { observe: () => undefined, fileBytesMax: 1_000 });
  for (let n = 0; n < 30; n += 1) await audit.write(entry(String(n)));
  const files = await readdir(join(dir, "audit"));
  expect(files.toSorted()).toEqual(["console.1.jsonl", "console.jsonl"]);
  for (const name of files) expect((await stat(join(dir, "audit", name))).size).toBeLessThan(1_001);
  const kept = (await audit.read(100)).map(({ detail }) => Number(detail));
  expect(kept[0]).toBe(29);
  expect(kept).toEqual(kept.toSorted((one, other) => other - one));
  await audit.close();
});

it("says so when it cannot be written, and goes on when it can", async () => {
  const dir = await tempDir();
  const events: TapEvent[] = [];
  await writeFile(join(dir, "audit"), "in the way");
  const audit = createAudit(dir, { observe: (event) => void events.push(event) });
  await expect(audit.write(entry("1"))).rejects.toMatchObject({ code: "AUDIT_FAILED" });
  expect(events).toMatchObject([{ name: "auditFailed" }]);
  await rm(join(dir, "audit"));
  await mkdir(join(dir, "audit"));
  await audit.write(entry("2"));
  expect(await audit.read(1)).toMatchObject([{ detail: "2" }]);
});
