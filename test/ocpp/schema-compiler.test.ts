import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createCompiler } from "../../src/ocpp/schema-compiler.ts";
import { schemasOf } from "../../src/ocpp/schemas.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";
import { documentOf } from "../support/schema-documents.ts";

const addFormats = createRequire(import.meta.url)("ajv-formats") as (ajv: Ajv) => void;

it("gives no verdict that stock ajv does not give, but for fractions", () => {
  const stock = new Ajv({ strict: false, multipleOfPrecision: 6, validateSchema: false });
  addFormats(stock);
  const tuned = createCompiler("first");
  const verdicts = { valid: 0, invalid: 0 };
  for (const version of ocppVersions) {
    // Every seventh, and a share of each version, in a suite that everybody runs often.
    const picked = [...schemasOf(version)].filter((_, index) => index % 7 === 0);
    for (const [name, schema] of picked) {
      const [ours, theirs] = [tuned(schema), stock.compile(schema)];
      fc.assert(
        fc.property(documentOf(schema), (document) => {
          const expected = theirs(document);
          verdicts[expected ? "valid" : "invalid"]++;
          expect(ours(document), `${version} ${name} ${JSON.stringify(document)}`).toBe(expected);
        }),
        { numRuns: 40 },
      );
    }
  }
  expect(verdicts.valid).toBeGreaterThan(200);
  expect(verdicts.invalid).toBeGreaterThan(200);
});

it("counts characters, not halves of them", () => {
  const check = createCompiler("first")({ type: "string", maxLength: 3 });
  const texts = ["abc", "abcd", "😀😀😀", "😀😀😀😀", "\ud800\ud800\ud800", "a😀b", "a".repeat(7)];
  const stock = new Ajv().compile({ type: "string", maxLength: 3 });
  expect(texts.map((text) => check(text))).toEqual(texts.map((text) => stock(text)));
});

it("knows the formats that the schemas use", () => {
  const text = ocppVersions.map((version) => JSON.stringify([...schemasOf(version)])).join();
  const used = new Set([...text.matchAll(/"format":"([a-z-]+)"/g)].map((match) => match[1]));
  expect([...used].sort()).toEqual(["date-time", "uri"]);
  expect(fullFormats.uri).toBeDefined();
});
