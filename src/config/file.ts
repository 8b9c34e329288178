/**
 * The configuration file (YAML 1.2) → plain values, and the line in which each key stands, so that
 * a fault can be told with its place. Nothing is judged here but YAML itself.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Document, isMap, isNode, isPair, isSeq, LineCounter, parseDocument } from "yaml";
import { OperationalError, problemOf } from "../base/errors.ts";
import type { Fault, Source } from "./faults.ts";

/** A configuration of a thousand routes is below 200 kB; more is the wrong file. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

export type ConfigFile = {
  /** Absolute. */
  readonly path: string;
  readonly values: unknown;
  readonly faults: readonly Fault[];
  readonly sourceOf: (path: readonly PropertyKey[]) => Source;
};

export async function readConfigFile(name: string, cwd: string): Promise<ConfigFile> {
  const path = resolve(cwd, name);
  const text = await readText(path, name);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...{ lineCounter: lines, prettyErrors: false },
    // Its warnings go past our log, and what they are about is a fault of ours to tell.
    logLevel: "error",
  });
  const at = (offset: number): Source => ({
    kind: "file",
    text: `${name}:${lines.linePos(offset).line}`,
  });
  const faults = document.errors.map((error) => ({
    source: at(error.pos[0]),
    sentence: `not valid YAML: ${error.message}`,
  }));
  return {
    path,
    values: faults.length > 0 ? undefined : toValues(document, name, faults),
    faults,
    sourceOf: (keys) => at(offsetOf(document, keys)),
  };
}

function toValues(document: Document, name: string, faults: Fault[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (thrown) {
    // Aliases that multiply, or that point nowhere.
    faults.push({ source: { kind: "file", text: name }, sentence: problemOf(thrown) });
    return undefined;
  }
}

async function readText(path: string, name: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > FILE_BYTES_MAX) throw new Error(`it is larger than ${FILE_BYTES_MAX} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw new OperationalError(
      "CONFIG_UNREADABLE",
      { file: name, problem: problemOf(thrown) },
      { cause: thrown },
    );
  }
}

/** Where the key of the path stands, or the nearest thing around it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item.key) === String(key));
      if (!isPair(pair)) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function keyText(key: unknown): string {
  return isNode(key) ? String(key.toJSON()) : String(key);
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
