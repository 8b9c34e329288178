import { expect, it } from "vitest";
import {
  frameText,
  latencyText,
  openedIn,
  pathOf,
  sizeText,
  worstOf,
} from "../../../src/ui/lib/message-words.ts";

const linkId = "00000000-0000-4000-8000-000000000001";

it("reads a message's own address back", () => {
  expect(openedIn(pathOf({ linkId, seq: 12 }))).toEqual({ linkId, seq: 12 });
  expect(openedIn("/")).toBe(null);
  expect(openedIn(`/messages/${linkId}/x`)).toBe(null);
});

it("tells the worst of several findings", () => {
  expect(worstOf([])).toBe(null);
  expect(
    worstOf([
      { rule: "a", severity: "note" },
      { rule: "b", severity: "error" },
    ]),
  ).toBe("error");
});

it("writes lengths, sizes and frames", () => {
  expect([latencyText(null), latencyText(1.25), latencyText(120), latencyText(12_340)]).toEqual([
    "",
    "1.3 ms",
    "120 ms",
    "12.3 s",
  ]);
  expect([3_200_000_000, 4e12].map(sizeText)).toEqual(["3.2 GB", "4.0 TB"]);
  expect([sizeText(12), sizeText(1_200), sizeText(2_500_000)]).toEqual([
    "12 B",
    "1.2 kB",
    "2.5 MB",
  ]);
  expect(frameText({ sender: "csms", payload: "[3]" })).toBe("< [3]");
});
