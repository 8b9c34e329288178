import { expect, it } from "vitest";
import { event2, isoAt, meterValue, minuteMs, startUs, story } from "./tell.ts";

const told2 = () => story({ version: "2.0.1" });
const info = (chargingState: string) => ({ chargingState });
const energy = (ms: number, wh: number) => ({ meterValue: [meterValue(ms, wh)] });

it("makes one transaction of its events", () => {
  const told = told2()
    .says(
      "TransactionEvent",
      event2("Started", 0, {
        ...{ triggerReason: "CablePluggedIn", info: info("EVConnected") },
        ...energy(0, 1_000),
      }),
    )
    .says(
      "TransactionEvent",
      event2("Updated", 1, {
        ...{ triggerReason: "Authorized", idToken: { idToken: "CARD", type: "ISO14443" } },
        ...{ info: info("Charging"), timestamp: isoAt(30_000) },
      }),
      { idTokenInfo: { status: "Accepted" } },
    )
    .says(
      "TransactionEvent",
      event2("Ended", 2, {
        ...{ info: { stoppedReason: "EVDisconnected" }, timestamp: isoAt(minuteMs) },
        ...energy(minuteMs, 4_000),
      }),
    );
  const [row, ...others] = told.transactions();
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ transaction_id: "tx-1", evse_id: 1, connector_id: 1, id_token: "CARD" },
    ...{ state: "ended", started_by: "card", stop_reason: "EVDisconnected" },
    ...{ energy_wh: 3_000, energy_source: "registers", ocpp_version: "2.0.1" },
    station_ended_at: startUs + minuteMs * 1000,
  });
  const details = JSON.parse(String(row?.["details"]));
  expect(details).toMatchObject({
    ...{ triggerReason: "CablePluggedIn", lastSeqNo: 2, missingEvents: 0 },
    start: { times: 1, answer: { outcome: "result" } },
    stop: { times: 1, answer: { outcome: "result" } },
    authorizations: [{ status: "Accepted" }],
  });
  const states = details.chargingStates.map(({ state }: { readonly state: string }) => state);
  expect(states).toEqual(["EVConnected", "Charging"]);
});

it("knows what the CSMS asked for", () => {
  const told = told2()
    .asks(
      "RequestStartTransaction",
      { remoteStartId: 12, idToken: { idToken: "APP", type: "Central" } },
      { status: "Accepted" },
    )
    .says(
      "TransactionEvent",
      event2("Started", 0, { triggerReason: "ChargingStateChanged", info: { remoteStartId: 12 } }),
    )
    .asks("RequestStopTransaction", { transactionId: "tx-1" }, { status: "Accepted" });
  const [transaction] = told.kept();
  expect(transaction).toMatchObject({ startedBy: "remote", remoteStop: { seq: 5 } });
});

it("counts the events that are missing", () => {
  const told = told2()
    .says("TransactionEvent", event2("Started", 0))
    .says("TransactionEvent", event2("Updated", 4));
  expect(told.kept()).toMatchObject([{ missingEvents: 3, lastSeqNo: 4 }]);
});

it("takes an event in the middle for a transaction that began before the record", () => {
  const told = told2().says("TransactionEvent", event2("Updated", 9));
  expect(told.kept()).toMatchObject([{ start: null, mayPrecedeRecord: true, state: "open" }]);
});

it("is nothing without an id", () => {
  const told = told2().says("TransactionEvent", { eventType: "Started", transactionInfo: [] });
  expect(told.kept()).toEqual([]);
});

it("tells transactions apart whose station uses an id again", () => {
  const told = told2()
    .says("TransactionEvent", event2("Started", 0))
    .says("TransactionEvent", event2("Ended", 1))
    .says("TransactionEvent", event2("Ended", 1))
    .says("TransactionEvent", event2("Started", 0))
    .says("TransactionEvent", event2("Started", 0, { timestamp: isoAt(minuteMs) }));
  expect(told.kept()).toMatchObject([
    { state: "ended", start: { times: 2 }, stop: { times: 2 } },
    { state: "open", start: { times: 1 } },
  ]);
});
