/** Short ways to write field texts of named types. */
import type { FieldTexts } from "../text.ts";

/** The texts of one type's fields, keyed as `Type.field`. */
export function ofType(type: string, texts: FieldTexts): FieldTexts {
  return Object.fromEntries(
    Object.entries(texts).map(([field, text]) => [`${type}.${field}`, text]),
  );
}

/**
 * Quantities that 2.1 has as total and per phase. `words` begin the sentence: the field without
 * suffix is the sum unless the others are given, in which case it is L1.
 */
export function perPhase(words: FieldTexts): FieldTexts {
  return Object.fromEntries(
    Object.entries(words).flatMap(([field, start]) => [
      [field, `${start}; all phases together, or L1 where L2 and L3 are given.`],
      [`${field}_L2`, `${start}, on phase L2.`],
      [`${field}_L3`, `${start}, on phase L3.`],
    ]),
  );
}
