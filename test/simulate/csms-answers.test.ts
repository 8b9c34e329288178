import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";
import {
  answerStation,
  type BootStatus,
  type StationFile,
} from "../../src/simulate/csms-answers.ts";

function deskOf(ocppVersion: OcppVersion) {
  let transactionId = 41;
  const file: StationFile = { stationId: "CP-1", ocppVersion, boots: 0, transactions: new Map() };
  const policy = {
    nowMs: () => Date.UTC(2026, 0, 1),
    heartbeatIntervalS: 60,
    bootStatus: (_id: string, boot: number): BootStatus => (boot === 1 ? "Pending" : "Accepted"),
    refusedTokens: { THIEF: "Blocked" },
    nextTransactionId: () => {
      transactionId += 1;
      return transactionId;
    },
  };
  const answer = (action: string, payload: JsonObject) =>
    answerStation(action, payload, { file, policy });
  return { file, answer };
}

it("lets the policy decide about boots and tokens", () => {
  const { answer } = deskOf("1.6");
  expect(answer("BootNotification", {})).toMatchObject({ payload: { status: "Pending" } });
  expect(answer("BootNotification", {})).toEqual({
    payload: { status: "Accepted", currentTime: "2026-01-01T00:00:00.000Z", interval: 60 },
  });
  expect(answer("Authorize", { idTag: "THIEF" })).toEqual({
    payload: { idTagInfo: { status: "Blocked" } },
  });
  const { answer: answer2 } = deskOf("2.0.1");
  expect(answer2("Authorize", { idToken: { idToken: "THIEF", type: "Local" } })).toEqual({
    payload: { idTokenInfo: { status: "Blocked" } },
  });
});

it("counts transactions of both kinds", () => {
  const old = deskOf("1.6");
  expect(old.answer("StartTransaction", { idTag: "A" })).toMatchObject({
    payload: { transactionId: 42 },
  });
  expect([...old.file.transactions]).toEqual([["42", "A"]]);
  old.answer("StopTransaction", { transactionId: 42 });
  expect(old.file.transactions.size).toBe(0);

  const { file, answer } = deskOf("2.0.1");
  const transactionInfo = { transactionId: "tx" };
  answer("TransactionEvent", { eventType: "Started", transactionInfo });
  expect([...file.transactions.keys()]).toEqual(["tx"]);
  expect(answer("TransactionEvent", { eventType: "Ended", transactionInfo })).toEqual({
    payload: {},
  });
  expect(file.transactions.size).toBe(0);
});

it("forgets the oldest of too many open transactions", () => {
  const { file, answer } = deskOf("1.6");
  for (let count = 0; count < 500; count += 1) answer("StartTransaction", { idTag: "A" });
  expect(file.transactions.size).toBe(100);
});

it("does not implement what its version does not know", () => {
  expect(deskOf("1.6").answer("TransactionEvent", {})).toMatchObject({
    errorCode: "NotImplemented",
  });
  expect(deskOf("2.1").answer("StartTransaction", {})).toMatchObject({
    errorCode: "NotImplemented",
  });
});
