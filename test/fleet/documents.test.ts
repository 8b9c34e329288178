import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { encodeChanges, parseDocuments } from "../../src/fleet/documents.ts";

const text = fc.string({ unit: "binary", maxLength: 50 });
const halves = fc.constantFrom("\ud800", "\udfff", "a\ud83d", "\u0000");

function textsOf(encoded: ReturnType<typeof encodeChanges>) {
  if (encoded.kind === "limit") throw new Error(encoded.problem);
  return encoded.changes.map(([key, value]) => [key, value ?? ""] as const);
}

describe("documents", () => {
  it("come back as they were, through UTF-8", async () => {
    const documents = fc.array(fc.record({ key: fc.oneof(text, halves), value: fc.jsonValue() }));
    await fc.assert(
      fc.asyncProperty(documents, async (given) => {
        const kept = given.filter(({ value }) => value !== null) as { key: string; value: Json }[];
        const stored = textsOf(encodeChanges(kept)).map(
          ([key, value]) => [throughUtf8(key), throughUtf8(value)] as const,
        );
        expect(JSON.stringify(await parseDocuments(stored))).toBe(JSON.stringify(kept));
      }),
    );
  });

  it("of other programs are known as such", async () => {
    for (const foreign of [
      ["key", "1"],
      ['"key"', "{"],
      ['"key"', ""],
      ["1", "1"],
      ["null", "1"],
    ] as const) {
      expect(await parseDocuments([foreign]), foreign.join()).toBeNull();
    }
  });

  it("are parsed in turns where they are many: others go on in between", async () => {
    const value = JSON.stringify("x".repeat(100_000));
    const many = Array.from(
      { length: 50 },
      (_, index) => [JSON.stringify(`${index}`), value] as const,
    );
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    expect(await parseDocuments(many)).toHaveLength(50);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});

describe("changes", () => {
  it("have null for what is to go", () => {
    expect(encodeChanges([{ key: "a", value: null }])).toEqual({
      kind: "changes",
      changes: [['"a"', null]],
      bytes: 3,
    });
  });

  it("are measured in bytes, not characters", () => {
    expect(encodeChanges([{ key: "é", value: "€" }])).toMatchObject({ bytes: 4 + 5 });
  });
});

function throughUtf8(given: string): string {
  return Buffer.from(given, "utf8").toString("utf8");
}
