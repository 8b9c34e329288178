import { expect, it } from "vitest";
import { copyOf, isOfTransaction } from "../../src/backends/copies.ts";
import type { JsonObject } from "../../src/exchange/message.ts";

const transactions = { forBackend: (id: number) => (id === 7 ? 100 : undefined) };

function copied(action: string, callPayload: JsonObject, version: "1.6" | "2.0.1" = "1.6") {
  const call = { type: "call" as const, messageId: "m", action, callPayload };
  const text = `[2, "m", "${action}", ${JSON.stringify(callPayload)}]`;
  const copy = copyOf({ text, call }, version, transactions);
  return copy.kind === "nothing" || copy.text === text ? copy.kind : JSON.parse(copy.text);
}

it("what names no transaction is the same text", () => {
  expect(copied("Heartbeat", {})).toBe("text");
  expect(copied("StartTransaction", { transactionId: 7 })).toBe("text");
  expect(copied("MeterValues", { connectorId: 1 })).toBe("text");
  expect(copied("StopTransaction", { transactionId: 7 }, "2.0.1")).toBe("text");
});

it("what names one has the back-end's number", () => {
  const stop = { transactionId: 7, meterStop: 5 };
  expect(copied("StopTransaction", stop)).toEqual([
    ...[2, "m", "StopTransaction", { ...stop, transactionId: 100 }],
  ]);
  expect(copied("MeterValues", { connectorId: 1, transactionId: 7 })).toEqual([
    ...[2, "m", "MeterValues", { connectorId: 1, transactionId: 100 }],
  ]);
});

it("of one that the back-end does not know samples go without it, and no stop goes", () => {
  expect(copied("MeterValues", { connectorId: 1, transactionId: 8 })).toEqual([
    ...[2, "m", "MeterValues", { connectorId: 1 }],
  ]);
  expect(copied("StopTransaction", { transactionId: 8 })).toBe("nothing");
});

it("starts and stops must not be lost", () => {
  const needed = ["StartTransaction", "StopTransaction", "TransactionEvent"];
  expect(needed.every((action) => isOfTransaction({ action }))).toBe(true);
  expect(isOfTransaction({ action: "MeterValues" })).toBe(false);
});
