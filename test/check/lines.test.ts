import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../src/check/lines.ts";

async function all(chunks: readonly (string | Buffer)[], bytesMax?: number) {
  const lines: (string | null)[] = [];
  for await (const { number, bytes } of linesOf(
    chunks.map((c) => Buffer.from(c)),
    bytesMax,
  )) {
    expect(number).toBe(lines.length + 1);
    lines.push(bytes === null ? null : bytes.toString());
  }
  return lines;
}

describe("linesOf", () => {
  it("takes line feeds, with or without carriage returns, and a last line without", async () => {
    expect(await all(["a\nb\r\n\nc"])).toEqual(["a", "b", "", "c"]);
    expect(await all(["a\n"])).toEqual(["a"]);
    expect(await all([])).toEqual([]);
  });

  it("leaves out the mark that some editors write first", async () => {
    expect(await all(["\ufeffa\n\ufeffb"])).toEqual(["a", "\ufeffb"]);
  });

  it("keeps nothing of a line beyond the limit, and goes on after it", async () => {
    expect(await all(["ab", "cd", "ef\nok\ntoo long"], 4)).toEqual([null, "ok", null]);
  });

  it("gives the same lines however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("a", "é", "\n", "\r\n", "[2,")), async (parts) => {
        const bytes = Buffer.from(parts.join(""));
        const single = Array.from(bytes, (byte) => Buffer.from([byte]));
        expect(await all(single)).toEqual(await all([bytes]));
      }),
      { numRuns: 50 },
    );
  });
});
