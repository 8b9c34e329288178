import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { parseStep, readSteps } from "../../src/store/steps.ts";
import { tempDir } from "../support/temp-dir.ts";

const text = `-- what this is; with a semicolon
-- statement
CREATE TABLE a {{on_cluster}}(x String DEFAULT ';')
ENGINE = {{replicated}}MergeTree -- unsorted
-- a remark
ORDER BY tuple()

-- statement if textIndex
ALTER TABLE a ADD COLUMN y String
-- statement unless textIndex
ALTER TABLE a ADD COLUMN z String
`;

describe("steps", () => {
  it("are numbered without a hole and never empty", async () => {
    const steps = await readSteps();
    expect(steps.map(({ version, name }) => `${version} ${name}`)).toEqual([
      "1 tables",
      "2 stations",
      "3 transactions",
      "4 fleet_insight",
      "5 legs",
      "6 finding_feed",
      "7 transport",
      "8 redactions",
      "9 shadow_leg",
    ]);
    for (const { statements } of steps) expect(statements.length).toBeGreaterThan(0);
  });

  it("give every table that is inserted into the window of the limits", async () => {
    const tables = (await readSteps())
      .flatMap((step) => step.statements)
      .filter(({ sql }) => sql.startsWith("CREATE TABLE"));
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const { sql } of tables) {
      expect(sql).toContain(`non_replicated_deduplication_window = ${limits.deduplicationWindow}`);
    }
  });

  it("are split at marks, not at semicolons", () => {
    const step = parseStep("0007_a_b.sql", text);
    expect(step).toMatchObject({ version: 7, name: "a_b" });
    expect(step.statements.map(({ sql, condition }) => ({ sql, condition }))).toEqual([
      {
        sql: "CREATE TABLE a (x String DEFAULT ';')\nENGINE = MergeTree -- unsorted\nORDER BY tuple()",
        condition: null,
      },
      {
        sql: "ALTER TABLE a ADD COLUMN y String",
        condition: { feature: "textIndex", isWanted: true },
      },
      {
        sql: "ALTER TABLE a ADD COLUMN z String",
        condition: { feature: "textIndex", isWanted: false },
      },
    ]);
  });

  it("have a checksum of what they say, not of how it is laid out", () => {
    const checksum = (changed: string) => parseStep("0001_a.sql", changed).checksum;
    expect(checksum(text.replace("ORDER BY", "   ORDER  BY"))).toBe(checksum(text));
    expect(checksum(text.replace("-- a remark", "-- another"))).toBe(checksum(text));
    expect(checksum(text.replace("z String", "z Int8"))).not.toBe(checksum(text));
    expect(checksum(text.replace("unless", "if"))).not.toBe(checksum(text));
  });

  it("know their placeholders, features and file names", () => {
    const parse = (sql: string, file = "0001_a.sql") => parseStep(file, `-- statement\n${sql}`);
    expect(() => parse("{{shard}}")).toThrow("a known placeholder, not shard");
    expect(() => parse("-- statement if json\nSELECT 1")).toThrow();
    expect(() => parse("")).toThrow("is empty");
    expect(() => parse("SELECT 1", "first.sql")).toThrow("a step's file name");
  });

  it("may not leave out a number", async () => {
    const dir = await tempDir();
    await writeFile(join(dir, "0002_b.sql"), text);
    await expect(readSteps(dir)).rejects.toThrow("step 2 is the 1. of its kind");
  });
});
