import { Ajv } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { expect, it } from "vitest";
import { createCompiler } from "../../src/ocpp/schema-compiler.ts";
import { schemasOf } from "../../src/ocpp/schemas.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";

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
