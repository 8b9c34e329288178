import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

const GOOD = '[2,"1","Heartbeat",{}]\n[3,"1",{"currentTime":"2026-11-21T09:00:00Z"}]\n';
const WARNED = '[2,"","Heartbeat",{}]\n';
const BROKEN = '[2,"1","Heart\u001b[31mbeat",\n';

const given = (text: string) => world({ stdin: Readable.from([Buffer.from(text)]) });

describe("check", () => {
  it("reads standard input, and is content with what is well", async () => {
    for (const argv of [["check"], ["check", "-"], ["check", "--strict"]]) {
      const { run, stdout, stderr } = given(GOOD);
      expect(await run(...argv)).toBe(0);
      expect(stdout.text).toBe("2 messages: 0 errors, 0 warnings, 0 notes\n");
      expect(stderr.text).toBe("");
    }
  });

  it("reads a file", async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, "a.jsonl"), GOOD + BROKEN);
    const { run, stdout } = world({ cwd });
    expect(await run("check", "a.jsonl")).toBe(1);
    expect(stdout.text).toMatch(/^line 3: error json-invalid \(station\)\n {2}.+\n {2}.+\n/);
    expect(stdout.text).toContain("\n3 messages: 1 error, ");
    expect(stdout.text).not.toContain("\u001b");
  });

  it("exits 1 for warnings only when strict", async () => {
    const mild = given(WARNED);
    expect(await mild.run("check")).toBe(0);
    expect(mild.stdout.text).toContain("line 1: warning message-id-empty");
    expect(await given(WARNED).run("check", "--strict")).toBe(1);
  });

  it("writes one JSON document", async () => {
    const bad = given(GOOD + BROKEN + BROKEN);
    expect(await bad.run("check", "--format", "json")).toBe(1);
    expect(JSON.parse(bad.stdout.text)).toMatchObject({
      findings: [{ line: 3, rule: "json-invalid" }, { line: 4 }],
      summary: { lines: 4, messages: 4, errors: 2 },
    });
    const good = given(GOOD);
    expect(await good.run("check", "--format", "json")).toBe(0);
    expect(JSON.parse(good.stdout.text)).toMatchObject({ findings: [], summary: { errors: 0 } });
  });

  it("takes sender and version", async () => {
    const { run, stdout } = given("[2,\n");
    expect(await run("check", "--sender", "csms", "--version", "2.0.1")).toBe(1);
    expect(stdout.text).toContain("json-invalid (csms)");
  });

  it("exits 2 when used wrongly", async () => {
    for (const argv of [
      ["check", "missing.jsonl"],
      ["check", "/"],
      ["check", "--version", "1.5"],
      ["check", "--sender", "me"],
      ["check", "a", "b"],
    ]) {
      const { run, stdout, stderr } = given("");
      expect(await run(...argv), argv.join(" ")).toBe(2);
      expect(stderr.text).toMatch(/^ocpptap: .+\.\n/);
      expect(stdout.text).toBe("");
    }
  });
});
