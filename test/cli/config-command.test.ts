import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

describe("config print", () => {
  it("shows values with their sources and no password", async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, "c.yaml"), "spool:\n  bytesMax: 1GiB\n");
    const env = { OCPPTAP_STORE_URL: "http://u:hunter2@db:8123/x" };
    const { run, stdout } = world({ cwd, env });
    expect(await run("config", "print", "--config", "c.yaml", "--log.level", "warn")).toBe(0);
    expect(stdout.text).toMatch(/^KEY +SOURCE +VALUE\n/);
    expect(stdout.text).toMatch(/^spool\.bytesMax +c\.yaml:2 +1GiB$/m);
    expect(stdout.text).toMatch(/^store\.url +OCPPTAP_STORE_URL +http:\/\/u:\*\*\*@db:8123\/x$/m);
    expect(stdout.text).toMatch(/^log\.level +--log\.level +warn$/m);
    expect(stdout.text).toMatch(/^upstream +default +-$/m);
  });

  it("is JSON for programs", async () => {
    const { run, stdout } = world();
    expect(await run("config", "print", "--format", "json")).toBe(0);
    expect(JSON.parse(stdout.text)["spool.bytesMax"]).toEqual({ value: "8GiB", source: "default" });
  });
});

describe("config check", () => {
  it("has nothing to say about a good configuration", async () => {
    const { run, stdout } = world({ env: { OCPPTAP_UPSTREAM: "ws://a" } });
    expect(await run("config", "check")).toBe(0);
    expect(stdout.text).toBe("The configuration has no faults.\n");
    const lacking = world();
    expect(await lacking.run("config", "check")).toBe(0);
    expect(lacking.stdout.text).toContain("It names no CSMS");
  });

  it("tells every fault and ends with 2", async () => {
    const { run, stderr } = world({ env: { OCPPTAP_NONSENSE: "1" } });
    expect(await run("config", "check", "--spool.fsync-ms", "x", "--config", "no.yaml")).toBe(2);
    expect(stderr.text).toContain("The configuration file no.yaml cannot be read");
    const again = world({ env: { OCPPTAP_NONSENSE: "1" } });
    expect(await again.run("config", "check", "--spool.fsync-ms", "x")).toBe(2);
    expect(again.stderr.text).toContain("has 2 fault(s)");
  });
});
