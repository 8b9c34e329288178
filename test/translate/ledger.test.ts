import { expect, it } from "vitest";
import { isTold, ledger } from "../../src/translate/ledger.ts";
import { booted } from "./stage.ts";

it("a loss is told at its 1st, 10th, 100th time", () => {
  expect([1, 2, 10, 11, 100, 20].map(isTold)).toEqual([true, false, true, false, true, false]);
});

it("every loss says what stands in for it", () => {
  for (const { what, instead } of Object.values(ledger)) expect([what, instead]).not.toContain("");
});

it("a loss is a finding", () => {
  const it = booted();
  it.csms("PublishFirmware", { location: "x", checksum: "y", requestId: 1 });
  expect(it.effects).toContainEqual(
    expect.objectContaining({ kind: "finding", rule: "translation-refused", count: 1 }),
  );
});
