import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../../src/base/errors.ts";
import { referencePages } from "../../src/cli/program.ts";
import { ruleGroups, ruleTexts } from "../../src/findings/catalogue.ts";
import { actionsOf } from "../../src/ocpp/actions.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";
import { fieldNames } from "../../src/query/fields.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

const pages = referencePages();
const page = (name: string) => pages.get(`docs/reference/${name}`) ?? "";

describe("the generated pages", () => {
  it("are complete", () => {
    for (const code of Object.keys(errorCatalogue))
      expect(page("errors.md")).toContain(`## ${code}`);
    for (const { id } of ruleTexts) {
      expect(page("findings.md")).toContain(`\n### ${id}\n`);
      expect(page("findings.md")).toContain(`\n| [${id}](#${id}) | `);
    }
    for (const { title } of ruleGroups) expect(page("findings.md")).toContain(`\n## ${title}\n`);
    for (const name of fieldNames) expect(page("search.md")).toContain(`| \`${name}:\` |`);
    for (const version of ocppVersions) {
      for (const action of actionsOf(version)) {
        expect(page("messages.md")).toContain(`\n| ${action} | `);
      }
    }
    for (const command of ["serve", "config print", "simulate csms"]) {
      expect(page("command-line.md")).toContain(`## ocpptap ${command}\n`);
    }
    expect(page("command-line.md")).toContain("Examples:\n  ocpptap serve --upstream");
  });

  it("have one title each and nothing undefined", () => {
    for (const [path, text] of pages) {
      if (path.endsWith(".md")) expect(text.match(/^# /gm), path).toHaveLength(1);
      expect(text, path).not.toMatch(/\bundefined\b|\[object /);
      expect(text.endsWith("\n") && !text.endsWith("\n\n"), path).toBe(true);
    }
  });

  it("are written below the working directory", async () => {
    const cwd = await tempDir();
    const { run, stdout } = world({ cwd });
    expect(await run("docs")).toBe(0);
    for (const [path, text] of pages) {
      expect(await readFile(join(cwd, path), "utf8")).toBe(text);
      expect(stdout.text).toContain(`${path}\n`);
    }
  });
});
