/**
 * A JSON schema of OCPP → what a form has to know of each field, one level at a time: two schemas
 * contain themselves. And the smallest payload to begin with.
 */

export type Shape =
  | { readonly kind: "object"; readonly fields: readonly Field[] }
  | {
      readonly kind: "list";
      readonly item: Shape;
      readonly min: number;
      readonly max: number | null;
    }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "time" }
  | { readonly kind: "text"; readonly lengthMax: number | null; readonly isAddress: boolean }
  | {
      readonly kind: "number";
      readonly isWhole: boolean;
      readonly min: number | null;
      readonly max: number | null;
    }
  | { readonly kind: "boolean" }
  | { readonly kind: "anything" };

export type Field = {
  readonly name: string;
  readonly isRequired: boolean;
  /** Read when it is needed. */
  readonly shape: () => Shape;
};

export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value };

type Node = Readonly<Record<string, unknown>>;

export function shapeOf(schema: Node): Shape {
  return within(schema, schema);
}

function within(value: unknown, root: Node): Shape {
  const node = resolved(value, root);
  if (Array.isArray(node["enum"])) {
    return { kind: "choice", values: node["enum"].filter((each) => typeof each === "string") };
  }
  switch (node["type"]) {
    case "object":
      return { kind: "object", fields: fieldsOf(node, root) };
    case "array":
      return {
        kind: "list",
        item: within(node["items"], root),
        min: numberOf(node, "minItems") ?? 0,
        max: numberOf(node, "maxItems"),
      };
    case "string":
      return node["format"] === "date-time"
        ? { kind: "time" }
        : {
            kind: "text",
            lengthMax: numberOf(node, "maxLength"),
            isAddress: node["format"] === "uri",
          };
    case "integer":
    case "number":
      return {
        kind: "number",
        isWhole: node["type"] === "integer",
        min: numberOf(node, "minimum"),
        max: numberOf(node, "maximum"),
      };
    case "boolean":
      return { kind: "boolean" };
    default:
      return { kind: "anything" };
  }
}

/** Required ones first; vendors' own data last. */
function fieldsOf(node: Node, root: Node): readonly Field[] {
  const required = new Set<unknown>(Array.isArray(node["required"]) ? node["required"] : []);
  const fields = Object.entries(recordOf(node["properties"])).map(([name, value]) => ({
    name,
    isRequired: required.has(name),
    shape: () => within(value, root),
  }));
  const rank = ({ name, isRequired }: Field) => (isRequired ? 0 : name === "customData" ? 2 : 1);
  return fields.toSorted((one, other) => rank(one) - rank(other));
}

function resolved(value: unknown, root: Node): Node {
  const node = recordOf(value);
  const reference = node["$ref"];
  if (typeof reference !== "string") return node;
  return recordOf(recordOf(root["definitions"])[reference.replace("#/definitions/", "")]);
}

function recordOf(value: unknown): Node {
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

function numberOf(node: Node, name: string): number | null {
  const value = node[name];
  return typeof value === "number" ? value : null;
}

/** Where they may be chosen: what most messages of their kind say. */
const LIKELY: readonly string[] = ["Started", "Accepted", "Available"];

/** With what is required, and nothing else. A list that is there has something in it. */
export function startValue(shape: Shape, now: string): Value {
  switch (shape.kind) {
    case "object":
      return Object.fromEntries(
        shape.fields
          .filter(({ isRequired }) => isRequired)
          .map(({ name, shape: of }) => [name, startValue(of(), now)]),
      );
    case "list":
      return Array.from({ length: Math.max(1, shape.min) }, () => startValue(shape.item, now));
    case "choice":
      return LIKELY.find((value) => shape.values.includes(value)) ?? shape.values[0] ?? "";
    case "time":
      return now;
    case "text":
      return shape.isAddress ? "https://csms.example/" : "";
    case "number":
      return Math.max(0, shape.min ?? 0);
    case "boolean":
      return false;
    case "anything":
      return "";
  }
}

/** The value with the one at `path` replaced; undefined removes it. */
export function withValue(
  value: Value,
  path: readonly (string | number)[],
  next: Value | undefined,
): Value {
  const [step, ...rest] = path;
  if (step === undefined) return next ?? null;
  if (Array.isArray(value)) {
    const items: readonly Value[] = value;
    if (rest.length === 0 && next === undefined) return items.toSpliced(Number(step), 1);
    return items.with(Number(step), withValue(items[Number(step)] ?? null, rest, next));
  }
  const fields: { readonly [name: string]: Value } = isFields(value) ? value : {};
  if (rest.length === 0 && next === undefined) {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== String(step)));
  }
  return { ...fields, [step]: withValue(fields[step] ?? null, rest, next) };
}

export function isFields(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The number that a text is; a text that is none stays one, and the check says so. */
export function numberIn(text: string): string | number {
  const trimmed = text.trim();
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed))
    ? Number(trimmed)
    : text;
}

/** Fields in the order of the schema, however they were added. */
export function ordered(value: Value, shape: Shape): Value {
  if (shape.kind === "list" && Array.isArray(value)) {
    return (value as readonly Value[]).map((item) => ordered(item, shape.item));
  }
  if (shape.kind !== "object" || !isFields(value)) return value;
  const known = shape.fields.flatMap(({ name, shape: of }) => {
    const child = value[name];
    return child === undefined ? [] : [[name, ordered(child, of())] as const];
  });
  const names = new Set(shape.fields.map(({ name }) => name));
  const others = Object.entries(value).filter(([name]) => !names.has(name));
  return Object.fromEntries([...known, ...others]);
}
