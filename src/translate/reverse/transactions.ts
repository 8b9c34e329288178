/** Transactions and their meter values, of a 2.0.1 station. */
import { acknowledge } from "../answers.ts";
import type { Block } from "../block.ts";
import { integerAt } from "../convert.ts";
import { listIn } from "../json.ts";
import { type Call, keep, type Turn } from "../turn.ts";
import { connectorIdAt } from "./places.ts";
import { meterValue16, readMeterValues201 } from "./samples.ts";
import { meterDueMs, started, startWithoutReading } from "./starting.ts";
import { endDoubted, lostDueMs, stopped } from "./stopping.ts";
import { transactionEvent } from "./transaction-events.ts";

/** Outside of transactions. */
function meterValues(turn: Turn, call: Call): void {
  const connectorId = connectorIdAt(turn, { id: integerAt(call.payload, "evseId") ?? 0 });
  const readings = readMeterValues201(turn, listIn(call.payload, "meterValue"));
  const isDropped = connectorId === 0 && turn.settings.evseZeroMeterValues === "drop";
  const keys: string[] = [];
  if (connectorId !== null && readings.length > 0 && !isDropped) {
    const payload = { connectorId, meterValue: readings.map(meterValue16) };
    keys.push(keep(turn, { action: "MeterValues", payload }));
  }
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

export const transactionsReverseBlock: Block = {
  name: "reverse.transactions",
  calls: { TransactionEvent: transactionEvent, MeterValues: meterValues },
  continuings: [started, stopped],
  dueMs: (state, settings) => Math.min(meterDueMs(state.transactions), lostDueMs(state, settings)),
  tick(turn) {
    startWithoutReading(turn);
    endDoubted(turn);
  },
};
