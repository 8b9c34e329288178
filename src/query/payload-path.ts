/**
 * `payload.a.b:value`: where the call payload stands in a message, what its values are, and which
 * words the raw text must hold before anyone parses it. The words make a search over millions of
 * messages a look into the text index; both evaluators demand them, so that they agree.
 */
import { isObject } from "../base/objects.ts";
import type { MessageTypeColumn } from "../store/rows.ts";
import type { NumberTest, TextTest } from "./ast.ts";
import { asciiLower, wordsOf } from "./pattern.ts";

/** 0-based element of the OCPP-J array that `payload.` looks into; of errors the errorDetails. */
export const payloadElement = {
  call: 3,
  send: 3,
  callResult: 2,
  callError: 4,
  callResultError: 4,
  malformed: 3,
} as const satisfies Record<MessageTypeColumn, number>;

export type Guard = {
  /** All of these words stand in the raw payload, … */
  readonly all: readonly string[];
  /** … and one of these, where there are any. */
  readonly any: readonly string[];
};

/** Text that every JSON writer writes as it is; others may be escaped, and then words differ. */
const UNESCAPED = /^[0-9A-Za-z _.:,;#@()/+-]*$/;

export function guardOf(path: readonly string[], test: TextTest | NumberTest): Guard {
  const keys = path.filter((key) => UNESCAPED.test(key)).flatMap((key) => words(key));
  if (test.kind !== "equals" || !UNESCAPED.test(test.text)) return { all: keys, any: [] };
  if (numberOf(test.text) === null) return { all: [...keys, ...words(test.text)], any: [] };
  return { all: keys, any: /^-?\d{1,15}$/.test(test.text) ? spellings(test.text) : [] };
}

/** A whole number as the JSON writers of the field print it: 1500000, 1.5E6 (Java), 1.5e+06 (C). */
function spellings(text: string): readonly string[] {
  const digits = text.replace("-", "");
  const exponent = digits.length - 1;
  const lead = digits.slice(0, 1);
  const fraction = digits.slice(1).replace(/0+$/, "");
  const mantissas = fraction === "" ? [lead, "0", "000000"] : [fraction, fraction.padEnd(6, "0")];
  return [digits, ...mantissas.flatMap((mantissa) => [`${mantissa}e${exponent}`, `${mantissa}e`])];
}

/** The number a text stands for by JSON's own grammar; "007" is none. */
export function numberOf(text: string): number | null {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}

function words(text: string): readonly string[] {
  return wordsOf(asciiLower(text));
}

/** All values at the path; arrays on the way are looked into, one level each. */
export function valuesAt(root: unknown, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const [depth, key] of path.entries()) {
    // The call payload itself is an object by the standard; an array there is not looked into.
    const holders = depth === 0 ? values : elements(values);
    values = holders.flatMap((holder) =>
      isObject(holder) && Object.hasOwn(holder, key) ? [holder[key]] : [],
    );
  }
  return values;
}

/** Each array replaced by its elements. */
export function elements(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => (Array.isArray(value) ? value : [value]));
}
