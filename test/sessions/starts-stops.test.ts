import { expect, it } from "vitest";
import {
  accepted16,
  isoAt,
  meterValue,
  minuteMs,
  start16,
  startUs,
  stop16,
  story,
} from "./tell.ts";

it("makes one transaction of start, answer, meter values and stop", () => {
  const told = story()
    .says("Authorize", { idTag: "CARD" }, { idTagInfo: { status: "Accepted" } })
    .says("StartTransaction", start16(), accepted16())
    .says("MeterValues", {
      ...{ connectorId: 1, transactionId: 7 },
      meterValue: [meterValue(30_000, 1_500)],
    })
    .says("StopTransaction", stop16());
  const [row, ...others] = told.transactions();
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ station_id: "CP-1", transaction_id: "7", connector_id: 1, id_token: "CARD" },
    ...{ state: "ended", started_by: "card", stop_reason: "Local", ocpp_version: "1.6" },
    ...{ meter_start_wh: 1_000, meter_stop_wh: 3_000, energy_wh: 2_000 },
    ...{ energy_source: "meter-start-stop", messages: 5 },
    transaction_key: `${told.link.linkId}-3`,
    station_started_at: startUs,
    station_ended_at: startUs + minuteMs * 1000,
  });
  expect(JSON.parse(String(row?.["series"]))).toEqual({
    atUs: [0, 30_000, 60_000].map((ms) => startUs + ms * 1000),
    energyWh: [1_000, 1_500, 3_000],
    powerW: [null, 7_000, null],
    currentA: [null, 12, null],
    socPercent: [null, null, null],
  });
});

it("goes on over links", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  told.link.close();
  const later = story({}, told.recording).says("StopTransaction", stop16(), {}, { afterMs: 5_000 });
  expect(later.transactions()).toMatchObject([{ state: "ended", energy_wh: 2_000 }]);
  const [row] = later.transactions();
  expect(JSON.parse(String(row?.["details"]))).toMatchObject({ linksLost: 1 });
  expect(row?.["links"]).toEqual([told.link.linkId, later.link.linkId]);
});

it("knows a start without an answer by its connector, and takes the id that is used", () => {
  const told = story()
    .says("StartTransaction", start16(), null)
    .says("StopTransaction", stop16({ transactionId: 99 }));
  expect(told.transactions()).toMatchObject([{ transaction_id: "99", state: "ended" }]);
});

it("keeps a placeholder id, and finds the transaction by its connector", () => {
  const told = story()
    .says("StartTransaction", start16(), null)
    .says("StartTransaction", start16({ connectorId: 2, idTag: "OTHER" }), null)
    .says("MeterValues", { connectorId: 2, transactionId: -1, meterValue: [] })
    .says("StopTransaction", stop16({ transactionId: -1, idTag: "OTHER" }));
  expect(told.transactions()).toMatchObject([
    { connector_id: 1, state: "open", transaction_id: "" },
    { connector_id: 2, state: "ended", transaction_id: "-1" },
  ]);
});

it("is one transaction, however often its start and stop come", () => {
  const told = story()
    .says("StartTransaction", start16(), null)
    .says("StartTransaction", start16(), accepted16())
    .fails("StopTransaction", stop16(), "InternalError")
    .says("StopTransaction", stop16());
  const [row, ...others] = told.transactions();
  expect(others).toEqual([]);
  expect(JSON.parse(String(row?.["details"]))).toMatchObject({
    start: { times: 2, answer: { outcome: "result" } },
    stop: { times: 2, answer: { outcome: "result" } },
  });
});

it("ends what is open on a connector where another one starts", () => {
  const told = story()
    .says("StartTransaction", start16(), accepted16(7))
    .says("StartTransaction", start16({ timestamp: isoAt(9) }), accepted16(8));
  expect(told.transactions()).toMatchObject([{ state: "unfinished" }, { state: "open" }]);
});

it("takes a late stop of what seemed unfinished", () => {
  const told = story()
    .says("StartTransaction", start16(), accepted16(7))
    .says("StartTransaction", start16({ timestamp: isoAt(9) }), accepted16(8))
    .says("StopTransaction", stop16());
  expect(told.transactions()).toMatchObject([{ state: "ended" }, { state: "open" }]);
});

it("tells sessions apart that begin alike because the station has no clock", () => {
  const start = start16({ timestamp: "1970-01-01T00:00:00Z", meterStart: 0 });
  const told = story()
    .says("StartTransaction", start, accepted16(7))
    .says("StopTransaction", stop16())
    .says("StartTransaction", start, accepted16(8));
  expect(told.transactions()).toMatchObject([
    { transaction_id: "7", state: "ended" },
    { transaction_id: "8", state: "open" },
  ]);
});

it("does not grow with a stop that is sent for ever", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  for (let time = 0; time < 200; time += 1) {
    told.says("StopTransaction", stop16(), { idTagInfo: { status: "Accepted" } });
  }
  expect(JSON.stringify(told.kept()).length).toBeLessThan(10_000);
});
