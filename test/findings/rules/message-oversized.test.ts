import { expect, it } from "vitest";
import { messageOversized } from "../../../src/findings/rules/message-oversized.ts";
import { record } from "../../support/recording.ts";

const transfer = (bytes: number): string => {
  const [head, tail] = ['[2,"1","DataTransfer",{"vendorId":"v","data":"', '"}]'];
  return `${head}${"x".repeat(bytes - head.length - tail.length)}${tail}`;
};

it("names the action and both sizes", () => {
  const recording = record({ rules: [messageOversized] });
  recording
    .link()
    .open()
    .station(transfer(70 * 1024));
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "station",
      evidence: [1],
      sentence: "The station sent DataTransfer of 70 KiB; many peers accept no more than 64 KiB.",
      details: { bytes: 71_680, action: "DataTransfer" },
    },
  ]);
});

it("is silent about a message of exactly the usual limit", () => {
  const recording = record({ rules: [messageOversized] });
  recording
    .link()
    .open()
    .station(transfer(64 * 1024));
  expect(recording.findings()).toEqual([]);
});
