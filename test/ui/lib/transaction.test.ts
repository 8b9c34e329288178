import { expect, it } from "vitest";
import type { TransactionAnswer } from "../../../src/console/transaction-contract.ts";
import {
  caveats,
  counted,
  energyText,
  spanOfTransaction,
  startText,
  stateTone,
  stopText,
} from "../../../src/ui/lib/transaction.ts";

const transaction: TransactionAnswer["transaction"] = {
  ...{ key: "k", stationId: "CP-1", instance: "a", transactionId: "7", ocppVersion: "1.6" },
  ...{ evseId: null, connectorId: 1, idToken: "CARD", state: "ended", startedAt: "", lastAt: "" },
  ...{ endedAt: null, stationStartedAt: null, stationEndedAt: null, durationS: 1 },
  ...{ startedBy: "card", stopReason: "EVDisconnected", meterStartWh: 0, meterStopWh: 1 },
  ...{ energyWh: 1, energySource: "registers", messages: 2, rules: [], links: [] },
};
const answer: TransactionAnswer = {
  transaction,
  series: { at: [], energyWh: [], powerW: [], currentA: [], socPercent: [] },
  ...{ start: null, stop: null, triggerReason: null, authorizations: [], refusal: null },
  ...{ remoteStop: null, limits: [], chargingStates: [], mayPrecedeRecord: false },
  ...{ replayedMessages: 0, lastSeqNo: null, missingEvents: 0, recordGaps: 0, linksLost: 0 },
  ...{ evidence: [], findings: [] },
};
const told = (more: Partial<typeof transaction>, rest: Partial<TransactionAnswer> = {}) => ({
  ...answer,
  ...rest,
  transaction: { ...transaction, ...more },
});

it("says who started it and who stopped it, and why", () => {
  expect(startText(answer)).toBe("A token at the station");
  expect(startText(told({ startedBy: "plug" }, { triggerReason: "CablePluggedIn" }))).toBe(
    "Plugging in (CablePluggedIn)",
  );
  expect(stopText(answer)).toBe("Reason EVDisconnected");
  expect(stopText(told({ stopReason: null }))).toBe("No reason given, which means Local");
  expect(stopText(told({ stopReason: null, ocppVersion: "2.0.1" }))).toBe("No reason given");
  const remoteStop = { at: "", linkId: "", seq: 1 };
  expect(stopText(told({ stopReason: "Remote" }, { remoteStop }))).toBe(
    "The CSMS asked for it; reason Remote",
  );
  expect(stopText(told({ state: "open" }))).toBe("It is still running");
  expect(stopText(told({ state: "unfinished" }))).toMatch(/^No stop came/);
  expect(energyText(transaction)).toBe("from the meter's register");
});

it("tells what keeps the picture from being whole", () => {
  expect(caveats(answer)).toEqual([]);
  expect(
    caveats({ ...answer, missingEvents: 2, recordGaps: 1, linksLost: 1, replayedMessages: 3 }),
  ).toEqual([
    "2 events of the station never came",
    "1 gap in our record while it ran",
    "1 link lost while it ran",
    "3 messages sent long afterwards",
  ]);
  expect(caveats({ ...answer, mayPrecedeRecord: true })).toHaveLength(1);
});

it("an unfinished one is marked", () => {
  expect([stateTone("open"), stateTone("ended"), stateTone("unfinished")]).toEqual([
    ...["ok", "plain", "warning"],
  ]);
});

it("reaches from the first to the last moment that anything tells of", () => {
  const at = (s: number) => new Date(s * 1_000).toISOString();
  const answer = told(
    { startedAt: at(100), lastAt: at(200), stationStartedAt: at(50), stationEndedAt: at(150) },
    { chargingStates: [{ at: at(190), state: "Charging" }] },
  );
  expect(spanOfTransaction(answer)).toEqual({ fromMs: 50_000, toMs: 190_000 });
});

it("counts in English", () => {
  expect([counted(1, "finding"), counted(1_200, "finding")]).toEqual([
    ...["1 finding", "1,200 findings"],
  ]);
});
