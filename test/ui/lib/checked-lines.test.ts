import { expect, it } from "vitest";
import type { CheckFinding } from "../../../src/console/contract.ts";
import { checkedLines, piecesOf } from "../../../src/ui/lib/checked-lines.ts";

const finding = (line: number): CheckFinding => ({
  ...{ line, evidence: [line], rule: "json-invalid", severity: "error", side: "station" },
  ...{ stationId: "", at: null, sentence: "", details: {}, title: "", explanation: "" },
  ...{ remedy: "", clause: "" },
});

it("gives each line what was found at it, and leaves out empty ones", () => {
  const lines = checkedLines("a\r\n\nb\n  \nc", [finding(3), finding(3), finding(4)], "all");
  expect(lines.map(({ number, text, findings }) => [number, text, findings.length])).toEqual([
    ...[[1, "a", 0]],
    ...[[3, "b", 2]],
    ...[[4, "  ", 1]],
    ...[[5, "c", 0]],
  ]);
  const found = checkedLines("a\nb", [finding(2)], "findings");
  expect(found.map(({ number }) => number)).toEqual([2]);
});

it("cuts a text at its faults, losing nothing", () => {
  const pieces = piecesOf("abcdef", [
    { from: 0, to: 1, text: "x" },
    { from: 3, to: 6, text: "y" },
  ]);
  expect(pieces).toEqual([
    { text: "a", why: "x" },
    { text: "bc", why: null },
    { text: "def", why: "y" },
  ]);
  expect(piecesOf("", [])).toEqual([]);
});
