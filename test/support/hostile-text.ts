/** Any text that a program can hold, also one that no UTF-8 can say. */
import fc from "fast-check";

const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }))
  .map((codes) => String.fromCharCode(...codes));

export const hostileText = fc.oneof(fc.string({ unit: "binary" }), units);
