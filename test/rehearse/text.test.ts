import { expect, it } from "vitest";
import { summaryOf } from "../../src/rehearse/summary.ts";
import { stationText, summaryText } from "../../src/rehearse/text.ts";
import { reportOf, station, transfer } from "./told.ts";

it("says the verdict and why", () => {
  const report = reportOf();
  const summary = summaryText(summaryOf([report]));
  expect(summary).toMatch(/^READY WITH REMARKS: Of 1 station: 1 ready with remarks\.\n/);
  expect(summary).toMatch(/\n {6}1 {2}remark {4}Its tokens/);
  const text = stationText(report);
  expect(text).toContain("\nCP-7 (ACME One 1.2): ready with remarks\n");
  expect(text).toContain("TransactionEvent Started 1");
});

it("what peers wrote moves no cursor", () => {
  const report = reportOf({
    station: { ...station, stationId: "\u001b[2J" },
    transfers: [transfer({ vendorId: "\u001b]0;x\u0007" })],
  });
  expect(stationText(report) + summaryText(summaryOf([report]))).not.toContain("\u001b");
});
