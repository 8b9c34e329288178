/**
 * `migrations/NNNN_name.sql` → steps. Out: statements ready to send, and a checksum of what they
 * say, so that a step that was changed after it had been applied somewhere is noticed.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { assert } from "../base/assert.ts";
import { renderSingle } from "./layout.ts";

export type Feature = "textIndex";

export type Statement = {
  /** As a single server gets it. */
  readonly sql: string;
  /** As it stands in the file: `layout.ts` spells it for a cluster. */
  readonly template: string;
  /** Only on servers with, or only on servers without this feature. */
  readonly condition: { readonly feature: Feature; readonly isWanted: boolean } | null;
};

export type Step = {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly Statement[];
  /** Of the statements without comments and spacing. */
  readonly checksum: string;
};

const DIRECTORY = join(import.meta.dirname, "migrations");

const FEATURES: ReadonlySet<string> = new Set<Feature>(["textIndex"]);

export async function readSteps(directory = DIRECTORY): Promise<readonly Step[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".sql")).sort();
  const steps: Step[] = [];
  for (const file of files) {
    steps.push(parseStep(file, await readFile(join(directory, file), "utf8")));
  }
  steps.forEach((step, index) => {
    assert(step.version === index + 1, `step ${step.version} is the ${index + 1}. of its kind`);
  });
  return steps;
}

/** A statement begins after each line `-- statement [if|unless FEATURE]`. */
export function parseStep(file: string, text: string): Step {
  const [, digits, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
  assert(digits !== undefined && name !== undefined, `a step's file name, not ${file}`);
  const statements: Statement[] = [];
  let lines: string[] = [];
  let condition: Statement["condition"] = null;
  let hasBegun = false;
  const finish = () => {
    const template = lines.join("\n").trim();
    if (hasBegun) {
      assert(template !== "", `a statement of ${file} is empty`);
      statements.push({ sql: renderSingle(template), template, condition });
    }
  };
  for (const line of text.split("\n")) {
    const begin = /^-- statement(?: (if|unless) (\w+))?$/.exec(line.trimEnd());
    if (begin !== null) {
      finish();
      hasBegun = true;
      lines = [];
      condition = conditionOf(begin[1], begin[2]);
    } else if (!line.trimStart().startsWith("--")) {
      lines.push(line);
    }
  }
  finish();
  return { version: Number(digits), name, statements, checksum: checksumOf(statements) };
}

function conditionOf(word: string | undefined, feature: string | undefined) {
  if (word === undefined || feature === undefined) return null;
  return { feature: parseFeature(feature), isWanted: word === "if" };
}

function parseFeature(text: string): Feature {
  assert(FEATURES.has(text), `a known feature, not ${text}`);
  return text as Feature;
}

function checksumOf(statements: readonly Statement[]): string {
  const hash = createHash("sha256");
  for (const { sql, condition } of statements) {
    hash.update(`${JSON.stringify(condition)}\n${sql.replace(/\s+/g, " ")}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
