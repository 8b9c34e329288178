/**
 * A JSON schema of OCPP → its fields as a person wants them: flat, in the schema's order, types in
 * words. `customData` is left out: every object of 2.x may have it, and it means nothing by itself.
 */

export type FieldShape = {
  /** Dotted, without signs for lists. */
  readonly path: string;
  /** The schema's name of the object that the field is in; null where it has none. */
  readonly owner: string | null;
  /** In words, e.g. "list of 1 to 4 texts". */
  readonly type: string;
  /** Of a text, or of each text of a list. Unit: characters. */
  readonly lengthMax: number | null;
  readonly isRequired: boolean;
  /** Null where anything is allowed. */
  readonly values: readonly string[] | null;
  /** The schema's name for the values; null where it has none. */
  readonly enumeration: string | null;
};

/** Deeper than any schema of OCPP; only a schema that contains itself could reach it. */
const DEPTH_MAX = 12;

type Node = ReadonlyMap<string, unknown>;

type Resolved = { readonly node: Node; readonly name: string | null };

export function fieldsOf(schema: object): readonly FieldShape[] {
  const root = nodeOf(schema);
  const definitions = nodeOf(root.get("definitions"));
  return [...below({ node: root, name: null }, "", definitions, 0)];
}

function* below(
  owner: Resolved,
  prefix: string,
  definitions: Node,
  depth: number,
): Generator<FieldShape> {
  const required = textsOf(owner.node.get("required"));
  for (const [name, child] of nodeOf(owner.node.get("properties"))) {
    if (name === "customData") continue;
    const path = `${prefix}${name}`;
    const field = resolved(child, definitions);
    const isList = field.node.get("type") === "array";
    const item = isList ? resolved(field.node.get("items"), definitions) : field;
    const values = item.node.has("enum") ? textsOf(item.node.get("enum")) : null;
    yield {
      path,
      owner: owner.name,
      type: isList ? listIn(field.node, item.node) : wordsOf(item.node),
      lengthMax: numberOf(item.node, "maxLength"),
      isRequired: required.includes(name),
      values,
      enumeration: values === null ? null : item.name,
    };
    if (depth < DEPTH_MAX) yield* below(item, `${path}.`, definitions, depth + 1);
  }
}

function resolved(value: unknown, definitions: Node): Resolved {
  const node = nodeOf(value);
  const reference = node.get("$ref");
  if (typeof reference !== "string") return { node, name: null };
  const name = reference.replace("#/definitions/", "");
  return { node: nodeOf(definitions.get(name)), name };
}

function listIn(list: Node, item: Node): string {
  const min = numberOf(list, "minItems") ?? 0;
  const max = numberOf(list, "maxItems");
  const of = pluralOf(wordsOf(item));
  if (max === null) return min > 1 ? `list of at least ${min} ${of}` : `list of ${of}`;
  return min === max ? `list of ${max} ${of}` : `list of ${min} to ${max} ${of}`;
}

const plurals: ReadonlyMap<string, string> = new Map([
  ["date and time", "dates and times"],
  ["true or false", "true or false"],
  ["one of", "values"],
  ["anything", "anything"],
]);

/** The limits of a number stand behind a comma: "whole number, 0 or more". */
function pluralOf(words: string): string {
  const [noun = "", ...rest] = words.split(",");
  return [plurals.get(noun) ?? `${noun}s`, ...rest].join(",");
}

function wordsOf(node: Node): string {
  if (node.has("enum")) return "one of";
  switch (node.get("type")) {
    case "string":
      return formats.get(node.get("format")) ?? "text";
    case "integer":
      return `whole number${rangeOf(node)}`;
    case "number":
      return `number${rangeOf(node)}`;
    case "boolean":
      return "true or false";
    case "object":
      return "object";
    default:
      return "anything";
  }
}

const formats: ReadonlyMap<unknown, string> = new Map([
  ["date-time", "date and time"],
  ["uri", "address"],
]);

function rangeOf(node: Node): string {
  const min = numberOf(node, "minimum");
  const max = numberOf(node, "maximum");
  const step = numberOf(node, "multipleOf");
  if (step !== null) return `, in steps of ${step}`;
  if (min !== null && max !== null) return `, ${min} to ${max}`;
  if (min !== null) return `, ${min} or more`;
  return max === null ? "" : `, at most ${max}`;
}

function nodeOf(value: unknown): Node {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function numberOf(node: Node, name: string): number | null {
  const value = node.get(name);
  return typeof value === "number" ? value : null;
}
