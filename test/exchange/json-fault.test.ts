import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault, isTooDeep } from "../../src/exchange/json-fault.ts";

const faultOf = (text: string) => findJsonFault(Buffer.from(text, "utf8"));

/** Endings that finish whatever token a prefix of JSON may stop in. */
const endings = [
  ...["", "0", '"', '0"', '00"', '000"', '0000"', 'u0000"', 'n"'],
  ...["ull", "ll", "l", "rue", "ue", "e", "alse", "lse", "se"],
  ...['"":0', ":0", '":0', '0":0', '00":0', '000":0', '0000":0', 'n":0', ',"":0', ",0"],
];

/** What closes the brackets that are open outside strings. */
function closersOf(text: string): string {
  const open: string[] = [];
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (isInString && character === "\\") at += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === "[") open.unshift("]");
    else if (character === "{") open.unshift("}");
    else if (character === "]" || character === "}") open.shift();
  }
  return open.join("");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The second model: a prefix is good where `JSON.parse` accepts it with some ending. */
const canBecomeJson = (prefix: string) =>
  endings.some((ending) => isJson(prefix + ending + closersOf(prefix + ending)));

function offsetByModel(text: string): number | null {
  if (isJson(text)) return null;
  for (let length = 1; length <= text.length; length += 1) {
    if (!canBecomeJson(text.slice(0, length))) return length - 1;
  }
  return text.length;
}

describe("the place where JSON breaks", () => {
  it.each([
    ['{"connectorId":1,"sampledValue":[,{}]}', 33, 'a value or "]"'],
    ['{"configurationKey":[]', 22, '"," or "}"'],
    ['{"idTag":"A\\B"}', 12, 'one of " \\ / b f n r t u after a backslash'],
    ["[2,'17']", 3, "a value"],
    ['{"a":1,}', 7, "a name in double quotes"],
    ["[01]", 2, "no digit after a leading 0"],
    ["[1.]", 3, "a digit after the decimal point"],
    ["[1e]", 3, "a digit of the exponent"],
    ["[-]", 2, "a digit"],
    ["[tru]", 4, '"true"'],
    ["[1] x", 4, "the end of the text"],
    ["[]\0", 2, "the end of the text"],
    ['["a\nb"]', 3, "no bare control character inside a string"],
    ['["\\u12G4"]', 6, "four hexadecimal digits after \\u"],
    ["", 0, "a value"],
    ['{"a" 1}', 5, '":"'],
    ["[NaN]", 1, 'a value or "]"'],
  ])("is found in %s", (text, offset, expected) => {
    expect(faultOf(text)).toEqual({ offset, expected });
  });

  it("counts bytes, not characters", () => {
    expect(faultOf('["€",]')?.offset).toBe(7);
  });

  it("is the first byte that is not UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from('["'), Buffer.from("c328", "hex"), Buffer.from('"]')]);
    expect(findJsonFault(bytes)).toEqual({ offset: 3, expected: "UTF-8" });
  });

  it("is nowhere exactly where JSON.parse and strict UTF-8 agree", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.json().map((text) => Buffer.from(text)),
        fc.uint8Array(),
      ),
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const bytes = Buffer.concat(list);
        const isGood = isUtf8(bytes) && isJson(bytes.toString("utf8"));
        expect(findJsonFault(bytes) === null).toBe(isGood);
      }),
      { numRuns: 500 },
    );
  });

  it("is where a second model finds it in mutated JSON", () => {
    const mutation = fc.record({
      json: fc.json({ maxDepth: 3 }),
      at: fc.nat(200),
      cut: fc.nat(2),
      paste: fc.constantFrom(
        "",
        ",",
        "]",
        "}",
        "{",
        '"',
        ":",
        "\\",
        "0",
        "-",
        "e",
        "t",
        " ",
        "\0",
        ".",
      ),
    });
    fc.assert(
      fc.property(mutation, ({ json, at, cut, paste }) => {
        const text = json.replace(/[^\x20-\x7e]/g, "?");
        const from = at % (text.length + 1);
        const mutated = text.slice(0, from) + paste + text.slice(from + cut);
        expect(faultOf(mutated)?.offset ?? null).toBe(offsetByModel(mutated));
      }),
      { numRuns: 300 },
    );
  });
});

describe("nesting", () => {
  it("is bounded without recursion, however deep the text goes", () => {
    const deep = Buffer.from("[".repeat(5_000_000));
    expect(findJsonFault(deep)).toEqual({ offset: 512, expected: "at most 512 levels of nesting" });
    expect(isTooDeep(deep)).toBe(true);
  });

  it("passes up to the bound, counting open levels only", () => {
    const text = `${"[".repeat(512)}${"]".repeat(512)}`;
    expect(faultOf(text)).toBeNull();
    expect(isTooDeep(Buffer.from(text))).toBe(false);
    expect(isTooDeep(Buffer.from(`[${text}]`))).toBe(true);
    expect(isTooDeep(Buffer.from(`[${"[],".repeat(5_000)}"${"[".repeat(5_000)}"]`))).toBe(false);
  });

  it("is found wherever in memory the brackets stand, and between whatever bytes", () => {
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('[[[{{{]}"\\Z|\\z')),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 80 }), fc.nat(7), (bytes, from) => {
        const inside = Buffer.from([...new Array<number>(from).fill(0x5b), ...bytes]);
        expect(isTooDeep(inside.subarray(from), 3)).toBe(isDeeper(bytes, 3));
      }),
    );
  });
});

/** The same, one byte after the other. */
function isDeeper(bytes: readonly number[], depthMax: number): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  const outside = text.replaceAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)/gs, "");
  let depth = 0;
  let most = 0;
  for (const character of outside) {
    if ("[{".includes(character)) depth += 1;
    if ("]}".includes(character)) depth -= 1;
    most = Math.max(most, depth);
  }
  return most > depthMax;
}
