import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { envOf, flagOf } from "../../src/config/derive.ts";
import { settableFields } from "../../src/config/fields.ts";
import { loadConfig } from "../../src/config/load.ts";
import { configurationReference, sampleConfiguration } from "../../src/config/reference.ts";
import { tempDir } from "../support/temp-dir.ts";

describe("the reference page", () => {
  it("names every key with its variable and its flag", () => {
    const page = configurationReference();
    for (const { path } of settableFields) {
      expect(page).toContain(`\`${envOf(path)}\``);
      expect(page).toContain(`\`${flagOf(path)}\``);
    }
    expect(page.match(/^# /gm)).toHaveLength(1);
    expect(page).toContain("debug \\| info");
    expect(page).not.toContain("undefined");
  });
});

describe("the sample file", () => {
  async function load(yaml: string) {
    const cwd = await tempDir();
    await writeFile(join(cwd, "ocpptap.yaml"), yaml);
    const loaded = await loadConfig({ flags: { "--config": "ocpptap.yaml" }, env: {}, cwd });
    return { ...loaded.config, data: "" };
  }

  it("configures nothing as it is", async () => {
    expect(await load(sampleConfiguration())).toEqual(await load(""));
  });

  /** Keys of routes that go with one mode only. */
  const ofModes = {
    translate: ["backends", "commands", "faults"],
    transparent: ["mode", "translate"],
  };

  /** Without the section of a route. */
  function without(yaml: string, key: string): string {
    const lines = yaml.split("\n");
    const from = lines.findIndex((line) => line.startsWith(`    ${key}:`));
    expect(from, `${key} is in the sample`).toBeGreaterThan(0);
    const rest = lines.slice(from + 1);
    const length = rest.findIndex((line) => /^ {0,4}\S/.test(line));
    return [...lines.slice(0, from), ...rest.slice(length)].join("\n");
  }

  it.each(["translate", "transparent"] as const)(
    "is valid with every key of mode %s in force, and means the defaults",
    async (mode) => {
      const every = sampleConfiguration()
        .split("\n")
        .filter((line) => !/^\s*##/.test(line))
        .map((line) => line.replace(/^(\s*)# /, "$1"))
        // They need a ClickHouse server of one's own, which is no default.
        .filter((line) => !/^\s+(cluster|coldAfterDays|readUrl):/.test(line))
        .join("\n");
      const yaml = ofModes[mode].reduce(without, every);
      const config = await load(yaml);
      const defaults = await load("");
      for (const key of ["relay", "record", "spool", "exchange", "store", "log"] as const) {
        expect(config[key]).toMatchObject(defaults[key]);
      }
      expect(config.console.address).toEqual(defaults.console.address);
      expect(config.console.auth).toMatchObject({ sessionHours: 12, tokens: [{ role: "viewer" }] });
      expect(config.routes).toHaveLength(1);
      expect(config.listen[0]?.tls?.key).toContain("tls/key.pem");
    },
  );
});
