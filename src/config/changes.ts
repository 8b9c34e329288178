/**
 * Two configurations → what differs, and what of it can count without a restart. Pure. Promised:
 * values are nowhere in what is told, only keys; what is put in force together keeps every relation
 * between keys, also where some of a change has to wait.
 */
import { isDeepStrictEqual } from "node:util";
import { type Affected, effectOf } from "./effects.ts";
import { pathText } from "./faults.ts";
import { type ConfigField, configFields } from "./fields.ts";
import { relations } from "./relations.ts";
import type { Config } from "./schema.ts";

export type Change = {
  readonly keys: readonly (string | number)[];
  /** The same for people: `listen[0].tls.key`. */
  readonly path: string;
  /** Undefined: it is no longer there. */
  readonly value: unknown;
};

export type Plan = {
  /** To be put in force now. */
  readonly now: readonly Change[];
  /** Paths that count after a restart. */
  readonly waiting: readonly string[];
  /** Who takes something over as it runs. */
  readonly told: readonly Affected[];
  /** Who is started again. */
  readonly again: readonly Affected[];
};

type Tree = { [key: string | number]: unknown };

/** `running`: what is in force; `wanted`: what has been read. */
export function planOf(running: Config, wanted: Config): Plan {
  const all = changesOf(running, wanted);
  let now = all.filter(({ path }) => effectOf(path).how !== "restart");
  for (;;) {
    const mixed = patched(running, now);
    const broken = relations.filter(({ problem }) => problem(mixed) !== null);
    const kept = now.filter(
      ({ path }) => !broken.some(({ paths }) => paths.some((each) => isWithin(path, each))),
    );
    if (kept.length === now.length) break;
    now = kept;
  }
  const effects = now.map(({ path }) => effectOf(path));
  const again = unique(effects.flatMap((effect) => effect.again));
  return {
    now,
    waiting: all.filter((change) => !now.includes(change)).map(({ path }) => path),
    // Whoever is started again has all of it then.
    told: unique(effects.flatMap((effect) => effect.told)).filter((role) => !again.includes(role)),
    again,
  };
}

/** The configuration with these changes. Ports that were chosen freely stay as they are. */
export function patched<Section extends object>(
  config: Section,
  changes: readonly Change[],
): Section {
  const copy = structuredClone(config);
  for (const { keys, value } of changes) {
    let parent = parseTree(copy);
    for (const key of keys.slice(0, -1)) parent = parseTree(parent[key]);
    const last = keys.at(-1) ?? "";
    if (value === undefined) delete parent[last];
    else parent[last] = structuredClone(value);
  }
  return copy;
}

function changesOf(before: Config, after: Config): readonly Change[] {
  const found: Change[] = [];
  const differ = (fields: readonly ConfigField[], one: unknown, other: unknown, at: At) => {
    for (const field of fields) {
      const keys = [...at, field.key];
      compare(field, parseTree(one)[field.key], parseTree(other)[field.key], keys);
    }
  };
  const compare = (field: ConfigField, one: unknown, other: unknown, keys: At) => {
    if (isDeepStrictEqual(one, other)) return;
    if (field.kind === "section" && isTree(one) && isTree(other)) {
      differ(field.fields, one, other, keys);
    } else if (
      field.kind === "list" &&
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length
    ) {
      for (const [index, item] of one.entries()) {
        if (!isDeepStrictEqual(item, other[index])) {
          differ(field.items, item, other[index], [...keys, index]);
        }
      }
    } else found.push({ keys, path: pathText(keys), value: other });
  };
  differ(configFields, before, after, []);
  return found;
}

type At = readonly (string | number)[];

/** `routes[0].upstream` is within `routes`, and `routes` takes part in `routes[0].upstream`. */
function isWithin(path: string, other: string): boolean {
  const [longer, shorter] = path.length > other.length ? [path, other] : [other, path];
  return longer === shorter || longer.startsWith(`${shorter}.`) || longer.startsWith(`${shorter}[`);
}

function unique<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items)];
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of a checked configuration, whose schema has been walked up to here. */
function parseTree(value: unknown): Tree {
  return value as Tree;
}
