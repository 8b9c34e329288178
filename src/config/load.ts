/**
 * Flags over environment over file over defaults → one checked configuration, and where each value
 * came from. All faults are told at once, each with its place; a configuration with any fault is
 * not used at all.
 */
import { dirname, resolve } from "node:path";
import { configError, type Fault, faultsOfIssue, pathText, type Source } from "./faults.ts";
import { type ConfigField, configFields } from "./fields.ts";
import { type ConfigFile, readConfigFile } from "./file.ts";
import { relations } from "./relations.ts";
import { type Config, configSchema } from "./schema.ts";
import {
  type Assignment,
  assignmentsOfEnv,
  assignmentsOfFlags,
  type ConfigFlags,
  configFileOf,
  type Environment,
} from "./sources.ts";

export type LoadedConfig = {
  readonly config: Config;
  /** Absolute, or null where none was given. */
  readonly file: string | null;
  /** Of a key outside of lists, e.g. `spool.bytesMax`, `listen`. */
  readonly sourceOf: (path: string) => Source;
};

type Tree = Record<string, unknown>;

const DEFAULT: Source = { kind: "default", text: "default" };

export async function loadConfig(input: {
  readonly flags: ConfigFlags;
  readonly env: Environment;
  readonly cwd: string;
}): Promise<LoadedConfig> {
  const name = configFileOf(input.flags, input.env);
  const file = name === null ? null : await readConfigFile(name, input.cwd);
  const fromEnv = await assignmentsOfEnv(input.env, input.cwd);
  const fromFlags = assignmentsOfFlags(input.flags);
  const assignments = [...fromEnv.assignments, ...fromFlags.assignments];
  const sourceOf = sourceFinder(file, assignments);

  const tree = treeOf(file, assignments);
  const checked = check(tree, sourceOf);
  const faults = [
    ...(file?.faults ?? []),
    ...fromEnv.faults,
    ...fromFlags.faults,
    ...checked.faults,
  ];
  if (faults.length > 0 || checked.config === null) throw configError(faults);

  const fileDir = file === null ? input.cwd : dirname(file.path);
  const baseOf = (path: readonly PropertyKey[]) =>
    sourceOf(path).kind === "file" ? fileDir : input.cwd;
  return {
    config: withAbsolutePaths(checked.config, baseOf),
    file: file?.path ?? null,
    sourceOf: (path) => sourceOf(path.split(".")),
  };
}

function sourceFinder(file: ConfigFile | null, assignments: readonly Assignment[]) {
  return (path: readonly PropertyKey[]): Source => {
    const text = pathText(path);
    const setter = assignments.findLast(
      (one) =>
        text === one.path || text.startsWith(`${one.path}.`) || text.startsWith(`${one.path}[`),
    );
    if (setter !== undefined) return setter.source;
    return file !== null && hasPath(file.values, path) ? file.sourceOf(path) : DEFAULT;
  };
}

/** Whether the file says something at the path; what a list's item lacks is told at the item. */
function hasPath(values: unknown, path: readonly PropertyKey[]): boolean {
  let value = values;
  for (const key of path) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return true;
    if (!Object.hasOwn(value, key)) return false;
    value = Reflect.get(value, key);
  }
  return value !== null;
}

function treeOf(file: ConfigFile | null, assignments: readonly Assignment[]): unknown {
  if (file !== null && file.values !== undefined && !isTree(file.values)) return file.values;
  const tree: Tree = isTree(file?.values) ? withoutEmpty(file.values, configFields) : {};
  for (const { path, value } of assignments) setAt(tree, path.split("."), value);
  return tree;
}

function setAt(tree: Tree, keys: readonly string[], value: unknown): void {
  let parent = tree;
  for (const key of keys.slice(0, -1)) {
    parent[key] ??= {};
    const child = parent[key];
    // The file says something else than a section here: that fault is told instead.
    if (!isTree(child)) return;
    parent = child;
  }
  parent[keys.at(-1) ?? ""] = value;
}

/** A known key without a value (`spool:`) counts as not written. Copies; the file stays as read. */
function withoutEmpty(values: Tree, fields: readonly ConfigField[]): Tree {
  const copy: Tree = {};
  for (const [key, value] of Object.entries(values)) {
    const field = fields.find((candidate) => candidate.key === key);
    if (field !== undefined && value === null) continue;
    copy[key] =
      field?.kind === "section" && isTree(value) ? withoutEmpty(value, field.fields) : value;
  }
  return copy;
}

/**
 * Values first, then what must hold between them. Where some values are wrong the others are still
 * compared, with defaults in the place of the wrong ones, so that nobody mends a file twice.
 */
function check(
  tree: unknown,
  sourceOf: (path: readonly PropertyKey[]) => Source,
): { readonly config: Config | null; readonly faults: readonly Fault[] } {
  const parsed = configSchema.safeParse(tree);
  const issues = parsed.success ? [] : parsed.error.issues;
  const faults = issues.flatMap((issue) => faultsOfIssue(issue, sourceOf));
  const wrong = issues.map((issue) => issue.path);
  const config = parsed.success ? parsed.data : configWithout(tree, issues);
  if (config === null) return { config, faults };
  for (const { paths, problem } of relations) {
    const touches = (path: string) => wrong.some((keys) => path.startsWith(pathText(keys)));
    const sentence = paths.some(touches) ? null : problem(config);
    if (sentence === null) continue;
    const [first] = paths;
    const set = paths.find((path) => sourceOf(path.split(".")).kind !== "default") ?? first;
    faults.push({ source: sourceOf(set.split(".")), sentence: `${first}: ${sentence}` });
  }
  return { config: parsed.success ? parsed.data : null, faults };
}

type Issue = { readonly path: readonly PropertyKey[]; readonly keys?: readonly string[] };

function configWithout(tree: unknown, issues: readonly Issue[]): Config | null {
  if (!isTree(tree)) return null;
  const copy = structuredClone(tree);
  for (const { path, keys } of issues) {
    for (const last of keys ?? [path.at(-1)]) {
      removeAt(copy, keys === undefined ? path : [...path, last ?? ""]);
    }
  }
  const parsed = configSchema.safeParse(copy);
  return parsed.success ? parsed.data : null;
}

/** Removes one key; within a list the whole list, because its items have no defaults. */
function removeAt(tree: Tree, path: readonly PropertyKey[]): void {
  let parent = tree;
  for (const [index, key] of path.entries()) {
    const child = parent[String(key)];
    if (index === path.length - 1 || !isTree(child)) {
      delete parent[String(key)];
      return;
    }
    parent = child;
  }
}

/** What the schema calls a path, wherever it stands, against the place it was written in. */
function withAbsolutePaths(
  config: Config,
  baseOf: (path: readonly PropertyKey[]) => string,
): Config {
  const copy = structuredClone(config);
  resolvePaths(configFields, copy, { at: [], baseOf });
  return copy;
}

type Place = {
  readonly at: readonly PropertyKey[];
  readonly baseOf: (path: readonly PropertyKey[]) => string;
};

function resolvePaths(fields: readonly ConfigField[], section: Tree, place: Place): void {
  const { baseOf } = place;
  for (const field of fields) {
    const { key } = field;
    const at = [...place.at, key];
    const value = section[key];
    switch (field.kind) {
      case "value":
        if (field.isPath && typeof value === "string") section[key] = resolve(baseOf(at), value);
        break;
      case "section":
        if (isTree(value)) resolvePaths(field.fields, value, { at, baseOf });
        break;
      case "list":
        for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
          if (isTree(item)) resolvePaths(field.items, item, { at: [...at, index], baseOf });
        }
    }
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
