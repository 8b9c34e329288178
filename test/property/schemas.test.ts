/**
 * All 387 schemas: ours decide as stock ajv does, accept what follows them, and reject whatever one
 * step away does not.
 */
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createCompiler } from "../../src/ocpp/schema-compiler.ts";
import { schemasOf } from "../../src/ocpp/schemas.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";
import { documentOf, mutationsOf, validDocumentOf } from "../support/schema-documents.ts";

const addFormats = createRequire(import.meta.url)("ajv-formats") as (ajv: Ajv) => void;

const all = ocppVersions.flatMap((version) =>
  [...schemasOf(version)].map(([name, schema]) => ({ name: `${version} ${name}`, schema })),
);
const DOCUMENTS_PER_SCHEMA = 52;

it("20,000 documents get the verdicts of stock ajv, fractions exact", () => {
  const stock = new Ajv({ strict: false, multipleOfPrecision: 6, validateSchema: false });
  addFormats(stock);
  const tuned = createCompiler("first");
  const verdicts = { valid: 0, invalid: 0 };
  for (const { name, schema } of all) {
    const [ours, theirs] = [tuned(schema), stock.compile(schema)];
    fc.assert(
      fc.property(documentOf(schema), (document) => {
        const expected = theirs(document);
        verdicts[expected ? "valid" : "invalid"] += 1;
        if (ours(document) !== expected) throw new Error(`${name} ${JSON.stringify(document)}`);
      }),
      { numRuns: DOCUMENTS_PER_SCHEMA },
    );
  }
  expect(all.length).toBe(387);
  expect(verdicts.valid + verdicts.invalid).toBeGreaterThanOrEqual(20_000);
  expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(4_000);
});

it("every schema accepts what follows it and rejects each step away", () => {
  const tuned = createCompiler("first");
  let mutations = 0;
  for (const { name, schema } of all) {
    const check = tuned(schema);
    for (const document of fc.sample(validDocumentOf(schema), { numRuns: 3, seed: 1 })) {
      if (!check(document)) throw new Error(`${name} rejects ${JSON.stringify(document)}`);
      for (const { what, mutant } of mutationsOf(schema, document)) {
        mutations += 1;
        if (check(mutant)) throw new Error(`${name} accepts ${what}: ${JSON.stringify(mutant)}`);
      }
    }
  }
  expect(mutations).toBeGreaterThan(4_000);
});
