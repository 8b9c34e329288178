/**
 * Flags and environment variables → assignments to keys. Unknown names are faults, with the nearest
 * known one. The only place that reads `process.env`.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { problemOf } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { ENV_PREFIX, envOf, flagOf, SHORT_FLAGS } from "./derive.ts";
import type { Fault, Source } from "./faults.ts";
import { type ConfigList, type ConfigValue, settableFields } from "./fields.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** By the flag as it was typed: `{ "--spool.bytes-max": "1GiB", "--listen": ["9000", "9001"] }`. */
export type ConfigFlags = Readonly<Record<string, string | boolean | readonly string[]>>;

export type Assignment = {
  readonly path: string;
  readonly value: unknown;
  readonly source: Source;
};

export type Assignments = {
  readonly assignments: readonly Assignment[];
  readonly faults: readonly Fault[];
};

const CONFIG_ENV = `${ENV_PREFIX}CONFIG`;
const FILE_SUFFIX = "_FILE";

/**
 * Kubernetes gives every container variables for every service of its namespace. A service named
 * "ocpptap" or "ocpptap-console" makes `OCPPTAP_PORT`, `OCPPTAP_SERVICE_HOST`,
 * `OCPPTAP_PORT_9000_TCP`…: nobody wrote them for us, so they are not faults.
 */
const KUBERNETES_NAMES =
  /^OCPPTAP_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_[A-Z]+(_[A-Z]+)?)?)$/;

export function readProcessEnv(): Environment {
  return process.env;
}

/** What a service manager wants to be told, and where; see sd_notify(3). */
export type ServiceManagerEnv = {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  readonly WATCHDOG_PID?: string | undefined;
};

/** Taken away: it is meant for this process, and children would answer in its place. */
export function takeServiceManagerEnv(env: NodeJS.ProcessEnv = process.env): ServiceManagerEnv {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = env;
  for (const name of ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]) delete env[name];
  return { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID };
}

/** The file named by `--config`, else by `OCPPTAP_CONFIG`; null for none. */
export function configFileOf(flags: ConfigFlags, env: Environment): string | null {
  const flag = flags["--config"];
  if (typeof flag === "string") return flag;
  return env[CONFIG_ENV] || null;
}

export function assignmentsOfFlags(flags: ConfigFlags): Assignments {
  const known = new Map(settableFields.map((field) => [flagOf(field.path), field]));
  for (const [flag, path] of Object.entries(SHORT_FLAGS)) {
    const field = settableFields.find((candidate) => candidate.path === path);
    if (field !== undefined) known.set(flag, field);
  }
  const assignments: Assignment[] = [];
  const faults: Fault[] = [];
  for (const [flag, written] of Object.entries(flags)) {
    if (flag === "--config") continue;
    const source: Source = { kind: "flag", text: flag };
    const field = known.get(flag);
    if (field === undefined) {
      faults.push({ source, sentence: unknownName("flag", flag, known.keys()) });
    } else {
      addAssignment(field, written, source, { assignments, faults });
    }
  }
  return { assignments, faults };
}

/** An empty variable counts as not set: that is how compose files pass on what nobody gave. */
export async function assignmentsOfEnv(env: Environment, cwd: string): Promise<Assignments> {
  const known = new Map(settableFields.map((field) => [envOf(field.path), field]));
  const assignments: Assignment[] = [];
  const faults: Fault[] = [];
  for (const [name, written] of Object.entries(env)) {
    if (!name.startsWith(ENV_PREFIX) || name === CONFIG_ENV || !written) continue;
    const source: Source = { kind: "env", text: name };
    const field = known.get(name);
    const base = name.endsWith(FILE_SUFFIX) ? name.slice(0, -FILE_SUFFIX.length) : "";
    const fileField = known.get(base);
    if (field !== undefined) {
      addAssignment(field, written, source, { assignments, faults });
    } else if (fileField !== undefined && env[base]) {
      faults.push({ source, sentence: `${base} is set as well; keep one of the two` });
    } else if (fileField !== undefined) {
      const content = await readSecret(resolve(cwd, written), source, faults);
      if (content !== null) addAssignment(fileField, content, source, { assignments, faults });
    } else if (!KUBERNETES_NAMES.test(name)) {
      faults.push({ source, sentence: unknownName("variable", name, known.keys()) });
    }
  }
  return { assignments, faults };
}

async function readSecret(path: string, source: Source, faults: Fault[]): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).replace(/\r?\n$/, "");
  } catch (thrown) {
    faults.push({ source, sentence: `the file cannot be read: ${problemOf(thrown)}` });
    return null;
  }
}

function unknownName(what: string, name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return `is not a known ${what}${near === null ? "" : `; did you mean ${near}?`}`;
}

function addAssignment(
  field: ConfigValue | ConfigList,
  written: string | boolean | readonly string[],
  source: Source,
  into: { readonly assignments: Assignment[]; readonly faults: Fault[] },
): void {
  if (field.kind === "value") {
    const value = Array.isArray(written) ? written.at(-1) : written;
    into.assignments.push({ path: field.path, value, source });
    return;
  }
  const texts = typeof written === "object" ? written : [String(written)];
  const items: unknown[] = [];
  for (const text of texts) {
    const read = readList(text, field.shorthand);
    if (read === null) {
      const sentence = `${field.path}: "${text}" is not a JSON list; write e.g. '[{…}]'`;
      into.faults.push({ source, sentence });
      return;
    }
    items.push(...read);
  }
  into.assignments.push({ path: field.path, value: items, source });
}

/** `[{"address":"9000"}]`, or `9000,9001` where one key can stand for the whole item. */
function readList(text: string, shorthand: string | null): readonly unknown[] | null {
  const isJson = /^\s*[[{]/.test(text) && !/^\s*\[[0-9a-f:.]+\]:/i.test(text);
  if (!isJson) {
    return shorthand === null
      ? null
      : text.split(",").map((item) => ({ [shorthand]: item.trim() }));
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return null;
  }
}
