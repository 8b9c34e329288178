import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsIn } from "../../../src/ui/lib/fault-places.ts";

const marked = (line: string, details: Record<string, unknown>, rule = "schema-violation") =>
  faultsIn(line, [{ rule, details }]).map(({ from, to }) => line.slice(from, to));
const violation = (path: string) => ({
  violations: [{ path, expected: "a string", hint: "the value needs quotes" }],
});

describe("marks the very place", () => {
  it("of a field of a call, of a result and within lists", () => {
    const boot = '[2,"1","BootNotification",{"a":{"b":[1, {"c": 17 }]},"d":"x"}]';
    expect(marked(boot, violation("a.b.1.c"))).toEqual(["17 "]);
    expect(marked(boot, violation("d"))).toEqual(['"x"']);
    expect(marked('[3,"1",{"status":"Acepted"}]', violation("status"))).toEqual(['"Acepted"']);
    expect(marked('[3,"1",{"a":1,"b":2}]', { paths: ["a", "b"] })).toEqual(["1", "2"]);
  });

  it("of what is missing: the object that should have it", () => {
    expect(marked('[2,"1","A",{"a":{}}]', violation("a.b"))).toEqual(["{"]);
    expect(marked('[2,"1","A",{}]', violation("model"))).toEqual(["{"]);
  });

  it("of a byte, counted in bytes, not in characters", () => {
    expect(marked('[2,"é","A",{]', { offset: 13 }, "json-invalid")).toEqual(["]"]);
    expect(marked('[2,"1"', { offset: 99 }, "json-invalid")).toEqual(['"']);
  });

  it("of an action, and in a line with more around the message", () => {
    expect(marked('09:00 CP-1 < [2,"1","Reste",{}] ', {}, "action-unknown")).toEqual(['"Reste"']);
    expect(marked('{"message":[2,"1","A",{"b":1}]}', violation("b"))).toEqual(["1"]);
  });
});

it("says what should be there", () => {
  const [fault] = faultsIn('[3,"1",{"a":1}]', [{ rule: "x", details: violation("a") }]);
  expect(fault?.text).toBe("should be a string (the value needs quotes)");
});

it("never throws, and its places are in order, apart and within the text", () => {
  const texts = fc.array(fc.constantFrom(...'[]{}":,\\2 aé😀\n'.split("")), { maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.string(), fc.integer(), (parts, path, offset) => {
      const line = `[2,"1","A",${parts.join("")}`;
      const details = [{ ...violation(path) }, { path }, { offset }, violation("a.0.a")];
      let last = 0;
      for (const { from, to } of faultsIn(
        line,
        details.map((each) => ({ rule: "action-x", details: each })),
      )) {
        expect(from).toBeGreaterThanOrEqual(last);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(line.length);
        last = to;
      }
    }),
  );
});
