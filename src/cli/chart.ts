/**
 * `values.yaml` and `values.schema.json` of the Helm chart, out of two schemas: the chart's own and
 * the configuration's. So a key that ocpptap does not know is refused before anything is installed.
 */
import { stringify } from "yaml";
import { z } from "zod";
import { type ConfigField, type ConfigValue, configFields } from "../config/fields.ts";
import { sampleConfiguration } from "../config/reference.ts";
import { chartConfig, chartOwned, chartSchema } from "./chart-values.ts";

const COLUMNS = 98;

/** `deploy/helm/ocpptap/values.schema.json`. */
export function chartValuesSchema(): string {
  const own = z.toJSONSchema(chartSchema, { target: "draft-7", io: "input" });
  const config = {
    description: "The configuration of ocpptap. `routes` or `upstream` is required.",
    ...sectionSchema(configFields.filter(isGiven)),
  };
  const properties = { ...own.properties, config, global: { type: "object" } };
  return `${JSON.stringify({ ...own, properties, required: ["config"] }, null, 2)}\n`;
}

function isGiven(field: ConfigField): boolean {
  return !chartOwned.includes(field.path);
}

function sectionSchema(fields: readonly ConfigField[]): object {
  const properties = Object.fromEntries(fields.map((field) => [field.key, schemaOf(field)]));
  const required = fields.filter((field) => field.isRequired).map(({ key }) => key);
  return {
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function schemaOf(field: ConfigField): object {
  const { description } = field;
  if (field.kind === "section") {
    return { description, ...sectionSchema(field.fields.filter(isGiven)) };
  }
  if (field.kind === "list") {
    return { description, type: "array", items: sectionSchema(field.items) };
  }
  if (field.choices.length > 0) return { description, enum: field.choices };
  return { description: `${description} Value: ${field.type}.`, type: typesOf(field) };
}

/** As YAML may write it; ocpptap itself is stricter, and says what is wrong when it starts. */
function typesOf({ type, isPath }: ConfigValue): string | readonly string[] {
  if (isPath) return "string";
  if (type.startsWith("yes or no")) return ["boolean", "string", "integer"];
  if (/^a (whole number|size)/.test(type)) return ["integer", "string"];
  return ["string", "number", "array"];
}

/** `deploy/helm/ocpptap/values.yaml`. */
export function chartValues(): string {
  const lines = [
    "## Values of the chart. Generated from src/cli/chart-values.ts and src/config/schema.ts by",
    "## `npm run docs`.",
    "",
    ...valuesOf(chartSchema, ""),
    "## The configuration of ocpptap: every key, commented with its default. Give `routes` (or",
    "## `upstream`). What is not here the chart sets by itself, or takes from a Secret.",
    "config:",
    ...indented(stringify(chartConfig).trimEnd().split("\n")),
    "",
    ...indented(configSample()),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function valuesOf(schema: z.ZodObject, indent: string): readonly string[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const { description = "" } = z.globalRegistry.get(value) ?? {};
    const comment = wrapped(description, `${indent}# `);
    const section = sectionOf(value);
    const lines =
      section === null
        ? stringify({ [key]: z.parse(value, undefined) }, { lineWidth: 0 })
            .trimEnd()
            .split("\n")
            .map((line) => indent + line)
        : [`${indent}${key}:`, ...valuesOf(section, `${indent}  `)];
    return [...comment, ...lines, ...(indent === "" ? [""] : [])];
  });
}

function sectionOf(schema: unknown): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  return schema instanceof z.ZodPrefault ? sectionOf(schema.unwrap()) : null;
}

/**
 * Without the keys that the chart sets, and the head, which speaks of a file. Sections are comments
 * as well: Helm would take an empty one for a value.
 */
function configSample(): readonly string[] {
  const known = sampleConfiguration().split("\n").slice(3);
  const lines: string[] = [];
  let section = "";
  for (const line of known) {
    const key = /^( {0,2})(?:# )?(\w+):/.exec(line);
    const isTop = key?.[1] === "";
    const path = isTop ? (key?.[2] ?? "") : `${section}.${key?.[2] ?? ""}`;
    if (isTop) section = path;
    // Its sentence stands in the line before.
    if (key !== null && chartOwned.includes(path)) lines.pop();
    else lines.push(line.replace(/^( *)(\w+:)$/, "$1# $2"));
  }
  return lines.filter((line, index) => line !== "" || (lines[index - 1] ?? "") !== "");
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

function wrapped(text: string, prefix: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((each) => each !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= COLUMNS) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(prefix + word);
  }
  return lines;
}
