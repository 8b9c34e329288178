/** Helm's functions that our chart uses. */
import { createHash } from "node:crypto";
import { stringify } from "yaml";

export type GoFunction = (...args: readonly unknown[]) => unknown;

export const goFunctions: Readonly<Record<string, GoFunction>> = {
  default: (fallback, value) => (isTrue(value) ? value : fallback),
  trunc: (length, text) => String(text).slice(0, Number(length)),
  trimSuffix: (suffix, text) =>
    String(text).endsWith(String(suffix))
      ? String(text).slice(0, -String(suffix).length)
      : String(text),
  contains: (part, text) => String(text).includes(String(part)),
  printf: (format, ...args) => formatted(String(format), args),
  quote: (value) => JSON.stringify(textOf(value)),
  nindent: (count, text) => `\n${indented(Number(count), String(text))}`,
  toYaml: (value) => stringify(value, { sortMapEntries: true, lineWidth: 0 }).trimEnd(),
  sha256sum: (text) => createHash("sha256").update(String(text)).digest("hex"),
  splitList: (separator, text) => String(text).split(String(separator)),
  last: (list) => (Array.isArray(list) ? list.at(-1) : undefined),
  toString: (value: unknown) => textOf(value),
  list: (...args) => args,
  required: (message, value) => {
    if (isTrue(value)) return value;
    throw new Error(String(message));
  },
  fail: (message) => {
    throw new Error(String(message));
  },
  and: (...args) => args.find((each) => !isTrue(each)) ?? args.at(-1),
  or: (...args) => args.find(isTrue) ?? args.at(-1),
  not: (value) => !isTrue(value),
  eq: (one, ...others) => others.includes(one),
  ne: (one, other) => one !== other,
};

/** Go: false, 0, nil and what is empty are not. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") throw new Error("a map or list is written as it is");
  return String(value);
}

function formatted(format: string, args: readonly unknown[]): string {
  let index = 0;
  return format.replace(/%./g, (verb) => {
    if (verb !== "%s" && verb !== "%d") throw new Error(`the verb ${verb} is not known`);
    return textOf(args[index++]);
  });
}

function indented(count: number, text: string): string {
  const pad = " ".repeat(count);
  return pad + text.replaceAll("\n", `\n${pad}`);
}
