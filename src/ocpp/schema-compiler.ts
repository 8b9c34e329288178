/**
 * JSON schemas → functions, tuned for the wire without a verdict of its own: it decides as stock
 * ajv does, but for fractions (0.3 is a multiple of 0.1, whatever binary floating point says).
 */
import { _, Ajv, type KeywordCxt, type ValidateFunction } from "ajv";
import { isDateTime } from "./date-time.ts";
import { isUri } from "./uri.ts";

export type Compile = (schema: object) => ValidateFunction;

export type Depth =
  /** Stops at the first error: for every message. */
  | "first"
  /** Goes on: only for what is known to be invalid, and has been cut to size. */
  | "all";

export function createCompiler(depth: Depth): Compile {
  const ajv = new Ajv({
    allErrors: depth === "all",
    verbose: true,
    strict: false,
    multipleOfPrecision: 6,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    formats: { "date-time": isDateTime, uri: isUri },
  });
  ajv.removeKeyword("maxLength");
  ajv.addKeyword({
    keyword: "maxLength",
    type: "string",
    schemaType: "number",
    before: "format",
    code(context: KeywordCxt) {
      const { data, gen, schemaCode } = context;
      const isLonger = gen.scopeValue("func", { ref: hasMoreCharacters });
      context.fail(
        _`${data}.length > ${schemaCode} && (${data}.length > 2 * ${schemaCode} || ${isLonger}(${data}, ${schemaCode}))`,
      );
    },
  });
  return (schema) => ajv.compile(schema);
}

/** JSON schema counts characters; `.length` counts a character beyond U+FFFF twice. */
function hasMoreCharacters(text: string, max: number): boolean {
  let count = 0;
  for (const _character of text) count++;
  return count > max;
}
