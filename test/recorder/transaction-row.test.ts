import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { transactionRowOf } from "../../src/recorder/transaction-row.ts";
import { accepted16, isoAt, meterValue, start16, stop16, story } from "../sessions/tell.ts";

function rowOf(told: ReturnType<typeof story>) {
  const [transaction] = told.recording.intake.state.sessions.takeDue();
  if (transaction === undefined) throw new Error("the story has a transaction");
  return transactionRowOf(transaction);
}

it("writes samples by column, fewer while the transaction is open", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  const meterValues = Array.from({ length: 200 }, (_, index) =>
    meterValue(index * 1_000 + 1_000, 1_000 + index),
  );
  told.says("MeterValues", { connectorId: 1, transactionId: 7, meterValue: meterValues });
  const { atUs, energyWh } = JSON.parse(rowOf(told).series);
  expect(atUs).toHaveLength(limits.openRowSamplesMax);
  expect([energyWh[0], energyWh.at(-1)]).toEqual([1_000, 1_199]);
  told.says("StopTransaction", stop16({ timestamp: isoAt(900_000) }));
  expect(JSON.parse(rowOf(told).series).atUs).toHaveLength(202);
});

it("leaves out a time that no column holds", () => {
  const told = story().says(
    "StartTransaction",
    start16({ timestamp: "0001-01-01T00:00:00Z" }),
    accepted16(),
  );
  expect(rowOf(told)).toMatchObject({
    ...{ stationStartedAtUs: null, state: "open", version: 1, lastLimit: "" },
  });
});
