import { expect, it } from "vitest";
import { accepted16, isoAt, meterValue, start16, stop16, story } from "./tell.ts";

const ok = { status: "Accepted" };
const profile = (more: object = {}, limit = 10) => ({
  connectorId: 1,
  csChargingProfiles: {
    ...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
    chargingProfileKind: "Relative",
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
    ...more,
  },
});
const limitsOf = (told: ReturnType<typeof story>) =>
  told.kept().map(({ limitChanges }) => limitChanges.map(({ limit }) => limit));

it("finds the transaction of meter values without an id by their connector", () => {
  const told = story()
    .says("StartTransaction", start16(), accepted16())
    .says("StartTransaction", start16({ connectorId: 2 }), accepted16(8))
    .says("MeterValues", { connectorId: 2, meterValue: [meterValue(9_000, 1_200)] })
    .says("MeterValues", { connectorId: 0, meterValue: [meterValue(9_000, 99_999)] })
    .says("MeterValues", { connectorId: 3, meterValue: [meterValue(9_000, 5)] });
  expect(told.kept().map(({ connectorId, energyWh }) => [connectorId, energyWh])).toEqual([
    [1, null],
    [2, 200],
  ]);
});

it("begins with meter values where the record began later than the transaction", () => {
  const told = story()
    .says("MeterValues", {
      ...{ connectorId: 1, transactionId: 7, meterValue: [meterValue(0, 500)] },
    })
    .says("StopTransaction", stop16({ meterStop: 800 }));
  expect(told.transactions()).toMatchObject([
    { state: "ended", energy_wh: 300, energy_source: "registers", transaction_id: "7" },
  ]);
});

it("tells a start that the CSMS asked for, with its limit", () => {
  const told = story()
    .asks(
      "RemoteStartTransaction",
      { idTag: "CARD", chargingProfile: profile().csChargingProfiles },
      ok,
    )
    .says("StartTransaction", start16(), accepted16())
    .asks("RemoteStopTransaction", { transactionId: 7 }, ok);
  expect(told.kept()).toMatchObject([
    { startedBy: "remote", limitChanges: [{ limit: 10, unit: "A" }], remoteStop: { seq: 5 } },
  ]);
  const refused = story()
    .asks("RemoteStartTransaction", { idTag: "CARD" }, { status: "Rejected" })
    .says("StartTransaction", start16(), accepted16());
  expect(refused.kept()).toMatchObject([{ startedBy: "card" }]);
});

it("follows the limits that the station accepted", () => {
  const told = story()
    .asks("SetChargingProfile", profile(), ok)
    .says("StartTransaction", start16(), accepted16())
    .asks("SetChargingProfile", profile({ chargingProfileId: 2, transactionId: 7 }, 6), ok)
    .asks("SetChargingProfile", profile({ chargingProfileId: 3 }, 1), { status: "Rejected" })
    .asks("SetChargingProfile", { ...profile({ chargingProfileId: 4 }, 2), connectorId: 2 }, ok)
    .asks("ClearChargingProfile", { id: 2 }, ok);
  expect(limitsOf(told)).toEqual([[10, 6, null]]);
});

it("keeps the status of the connector as the charging state", () => {
  const status = (said: string) => ({
    ...{ connectorId: 1, errorCode: "NoError", status: said, timestamp: isoAt(0) },
  });
  const told = story()
    .says("StartTransaction", start16(), accepted16())
    .says("StatusNotification", status("Charging"))
    .says("StatusNotification", status("Charging"))
    .says("StatusNotification", status("SuspendedEV"));
  const [transaction] = told.kept();
  expect(transaction?.chargingStates.map(({ state }) => state)).toEqual([
    "Charging",
    "SuspendedEV",
  ]);
});
