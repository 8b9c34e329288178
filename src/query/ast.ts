/**
 * A query as parsed: small immutable nodes, read by `sql.ts` (the record) and `match.ts` (the live
 * tail), which must give the same answer. Types only.
 */
import type { ChoiceFieldName, NumberFieldName, TextFieldName } from "./fields.ts";

/** Text with wildcards: `*` is any text or none, `?` is one character. */
export type PatternPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "many" }
  | { readonly kind: "one" };
export type Pattern = readonly PatternPart[];

export type TextTest =
  | { readonly kind: "equals"; readonly text: string }
  | { readonly kind: "like"; readonly pattern: Pattern }
  /** A lone `*`: there is a value. */
  | { readonly kind: "exists" };

export type Bound = { readonly value: number; readonly isOpen: boolean };

/** Comparisons, ranges and equality are all intervals; a missing end is null. */
export type NumberTest =
  | { readonly kind: "interval"; readonly low: Bound | null; readonly high: Bound | null }
  | { readonly kind: "exists" };

export type Query =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly terms: readonly Query[] }
  | { readonly kind: "not"; readonly term: Query }
  | { readonly kind: "text"; readonly field: TextFieldName; readonly test: TextTest }
  | { readonly kind: "number"; readonly field: NumberFieldName; readonly test: NumberTest }
  /** One of the field's values; wildcards are resolved by the parser. */
  | {
      readonly kind: "choice";
      readonly field: ChoiceFieldName;
      readonly values: readonly string[];
    }
  /** A value inside the call payload, below objects and through the elements of arrays. */
  | {
      readonly kind: "payload";
      readonly path: readonly string[];
      readonly test: TextTest | NumberTest;
    }
  /** Words in the raw payload: all of them whole, and the text as written, letters' case ignored. */
  | { readonly kind: "words"; readonly text: string }
  /** A piece of text with wildcards anywhere in the raw payload, also inside words. */
  | { readonly kind: "piece"; readonly pattern: Pattern };
