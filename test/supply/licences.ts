/** Licences under which others' code may ship with ours (Apache-2.0). */
import type { Shipped } from "./packages.ts";

/** By SPDX identifier. All ask for no more than their text and notices. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0"],
  ...["ISC", "MIT", "MIT-0", "Unlicense"],
]);

/** Null where it may ship; else why not. */
export function licenceProblem({ name, version, licence }: Shipped): string | null {
  if (licence === null)
    return `${name}@${version} says no licence; ask its author, or do without it`;
  return isAllowed(licence)
    ? null
    : `${name}@${version} has the licence ${licence}, which is not in test/supply/licences.ts`;
}

/** `MIT`, `(MIT OR GPL-3.0-only)`, `MIT AND ISC`. OR binds least; nested parentheses are refused. */
function isAllowed(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((licence) => ALLOWED.has(licence.trim())));
}
