import { expect, it } from "vitest";
import {
  transactionsIn,
  withTimes,
  withTransactions,
} from "../../../src/rehearse/playback/rewrite.ts";

const NOW = "2026-11-22T03:00:00.000Z";
const now = () => NOW;

it("tells all times of the schema anew, also those in lists, and nothing else", () => {
  const payload = {
    connectorId: 1,
    meterValue: [
      { timestamp: "2026-11-20T06:00:00Z", sampledValue: [{ value: "2026-11-20T06:00:00Z" }] },
      { timestamp: "2026-11-20T06:01:00", sampledValue: [] },
      { timestamp: "yesterday", sampledValue: [] },
    ],
  };
  const message = { version: "1.6", action: "MeterValues", kind: "request" } as const;
  expect(withTimes(payload, message, now)).toEqual({
    connectorId: 1,
    meterValue: [
      { timestamp: NOW, sampledValue: [{ value: "2026-11-20T06:00:00Z" }] },
      { timestamp: NOW, sampledValue: [] },
      { timestamp: "yesterday", sampledValue: [] },
    ],
  });
});

it("gives the very same payload where nothing is to be told anew", () => {
  const payload = { timestamp: "2026-11-20T06:00:00Z", more: [1] };
  const unknown = { version: "2.0.1", action: "NoSuchAction", kind: "request" } as const;
  expect(withTimes(payload, unknown, now)).toBe(payload);
  const stop = { version: "1.6", action: "StopTransaction", kind: "request" } as const;
  expect(withTimes(payload, stop, () => null)).toEqual(payload);
  expect(withTimes([null, "x"], stop, now)).toEqual([null, "x"]);
});

it("finds transactions wherever they stand, as numbers and as text", () => {
  const payload = {
    transactionInfo: { transactionId: "a" },
    list: [{ transactionId: 7 }, { transactionId: null }, { transactionId: { transactionId: 8 } }],
  };
  expect(transactionsIn(payload)).toEqual(["a", 7, 8]);
  expect(withTransactions(payload, (id) => `new ${id}`)).toEqual({
    transactionInfo: { transactionId: "new a" },
    list: [
      { transactionId: "new 7" },
      { transactionId: null },
      { transactionId: { transactionId: "new 8" } },
    ],
  });
});
