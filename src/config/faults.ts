/**
 * What is wrong with a configuration, said to the person who wrote it: each fault with the place it
 * stands in (file and line, variable, flag), the key, and what to write instead. zod's issues in,
 * sentences out.
 */
import type { z } from "zod";
import { OperationalError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { childrenOf, configFields, fieldAt, settableFields } from "./fields.ts";

/** Where a value came from, as people recognise it: `ocpptap.yaml:3`, `OCPPTAP_DATA`, `--data`. */
export type Source = {
  readonly kind: "default" | "file" | "env" | "flag";
  readonly text: string;
};

export type Fault = { readonly source: Source; readonly sentence: string };

type Path = readonly PropertyKey[];

export function configError(faults: readonly Fault[]): OperationalError {
  const lines = faults.map(({ source, sentence }) => `  ${source.text}: ${sentence}`);
  return new OperationalError("CONFIG_INVALID", {
    count: faults.length,
    faults: lines.join("\n"),
  });
}

/** `listen[0].tls.key` */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** One issue may tell of several unknown keys: each is a fault of its own, in its own line. */
export function faultsOfIssue(
  issue: z.core.$ZodIssue,
  sourceOf: (path: Path) => Source,
): readonly Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { source: sourceOf(path), sentence: unknownKey(path) };
    });
  }
  const source = sourceOf(issue.path);
  const problem = problemOfIssue(issue);
  // A flag or a variable says by itself which key it is, but not which item of a list.
  const isNamed = source.kind === "flag" || source.kind === "env";
  const isInList = issue.path.some((key) => typeof key === "number");
  const sentence = isNamed && !isInList ? problem : `${pathText(issue.path)}: ${problem}`;
  return [{ source, sentence }];
}

function unknownKey(path: Path): string {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const field = fieldAt(parent);
  const siblings = (field === null ? configFields : childrenOf(field)).map(
    (sibling) => sibling.key,
  );
  const near = nearest(key, siblings);
  const elsewhere = settableFields.find((candidate) => candidate.key === key)?.path ?? null;
  const meant = near === null ? elsewhere : pathText([...parent, near]);
  return `${pathText(path)} is not a known key${meant === null ? `; known here: ${siblings.join(", ")}` : `; did you mean ${meant}?`}`;
}

function problemOfIssue(issue: z.core.$ZodIssue): string {
  const field = fieldAt(issue.path);
  if (issue.code === "invalid_value") {
    return `must be ${issue.values.map((value) => `"${String(value)}"`).join(" or ")}`;
  }
  if (issue.code === "invalid_type" || issue.code === "invalid_union") {
    if (field === null) return "must be a set of keys with values";
    if (typeof issue.path.at(-1) === "number" || field.kind === "section") {
      return `must be a set of keys: ${childrenOf(field)
        .map((child) => child.key)
        .join(", ")}`;
    }
    if (field.kind === "list") return "must be a list";
    return field.isRequired ? `is missing or wrong; write ${field.type}` : `must be ${field.type}`;
  }
  if (issue.code === "too_small" && issue.origin === "array") return "must have at least one item";
  return issue.message;
}
