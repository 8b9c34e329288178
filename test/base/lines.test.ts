import fc from "fast-check";
import { expect, it } from "vitest";
import { createLines } from "../../src/base/lines.ts";

it("puts lines together from any cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((line) => !line.includes("\n"))),
      fc.array(fc.nat(20)),
      (lines, cuts) => {
        const found: string[] = [];
        const push = createLines((line) => found.push(line), 10_000);
        let rest = `${lines.join("\n")}\n`;
        for (const cut of cuts) {
          push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        push(rest);
        expect(found).toEqual(lines.filter((line) => line !== ""));
      },
    ),
  );
});

it("says where a line is longer than it may be, also one without an end", () => {
  const found: string[] = [];
  const push = createLines((line) => found.push(line), 5);
  expect([push("one\ntw"), push("elve"), push("")]).toEqual([true, false, false]);
  expect(found).toEqual(["one"]);
});
