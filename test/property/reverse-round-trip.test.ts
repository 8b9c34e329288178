/** 1.6 → 2.0.1 → 1.6: a session, a command and a configuration key come out as they went in. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { textIn } from "../../src/findings/fields.ts";
import { keyRows } from "../../src/translate/config-keys.ts";
import { type Chain, chain } from "../translate/reverse/chain.ts";
import { deadLetters } from "../translate/stage.ts";

function booted(): Chain {
  const it = chain();
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "Fast-22" });
  return it;
}

const reasons = [
  ...["Local", "DeAuthorized", "EmergencyStop", "EVDisconnected", "HardReset", "PowerLoss"],
  ...["Reboot", "Remote", "UnlockCommand", "Other"],
];

it("a session keeps its connector, token, energy, times and reason", () => {
  const session = fc.record({
    connectorId: fc.integer({ min: 1, max: 3 }),
    idTag: fc.stringMatching(/^[0-9A-Za-z]{1,20}$/),
    meterStart: fc.integer({ min: 0, max: 1_000_000_000 }),
    wh: fc.integer({ min: 0, max: 100_000 }),
    reason: fc.constantFrom(...reasons),
  });
  fc.assert(
    fc.property(session, ({ connectorId, idTag, meterStart, wh, reason }) => {
      const it = booted();
      const at = () => new Date(it.forward.now).toISOString();
      const status = (name: string) =>
        it.station("StatusNotification", { connectorId, status: name, errorCode: "NoError" });
      status("Preparing");
      const start = { connectorId, idTag, meterStart, timestamp: at() };
      it.station("StartTransaction", start);
      const told = it.forward.sent.findLast(({ action }) => action === "StartTransaction");
      const transactionId = Number(Object.keys(it.forward.state.ints)[0]);
      expect(told?.payload).toEqual({ transactionId, idTagInfo: { status: "Accepted" } });
      status("Charging");
      it.pass(60_000);
      const meterValue = [
        {
          timestamp: at(),
          sampledValue: [{ value: String((meterStart + wh / 2) / 1_000), unit: "kWh" }],
        },
      ];
      it.station("MeterValues", { connectorId, transactionId, meterValue });
      it.pass(60_000);
      const stop = { transactionId, idTag, meterStop: meterStart + wh, timestamp: at(), reason };
      it.station("StopTransaction", stop);
      status("Finishing");
      status("Available");
      expect(it.asked("StartTransaction")).toEqual([start]);
      expect(it.asked("StopTransaction")).toEqual([
        { ...stop, transactionId: 101, transactionData: expect.any(Array) },
      ]);
      expect(it.asked("MeterValues")).toMatchObject([{ connectorId, transactionId: 101 }]);
      expect(it.asked("StatusNotification").map((each) => textIn(each, "status"))).toEqual([
        ...["Preparing", "Charging", "Finishing", "Available"],
      ]);
      expect([...deadLetters(it.forward), ...deadLetters(it.reverse)]).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it("commands reach the station as the CSMS wrote them", () => {
  const it = booted();
  const pairs = [
    ["Reset", { type: "Hard" }, { status: "Accepted" }],
    ["ChangeAvailability", { connectorId: 0, type: "Operative" }, { status: "Accepted" }],
    ["UnlockConnector", { connectorId: 1 }, { status: "Unlocked" }],
    ["ClearCache", {}, { status: "Rejected" }],
    ["RemoteStartTransaction", { idTag: "ABC", connectorId: 1 }, { status: "Accepted" }],
    ["CancelReservation", { reservationId: 4 }, { status: "Accepted" }],
  ] as const;
  for (const [action, payload, conf] of pairs) {
    it.csms(action, payload);
    const asked = it.forward.pending("station");
    expect([asked?.action, asked?.payload]).toEqual([action, payload]);
    it.answer(conf);
    expect(it.told()).toEqual(conf);
  }
});

const values = { boolean: "true", integer: "17", string: "abc", MemberList: "Voltage,SoC" };

it("13: a key that is written is read again by its own name, through both translators", () => {
  const isOurs = /^(SecurityProfile|GetConfigurationMaxKeys|NumberOfConnectors|SupportedFeatureP)/;
  for (const { key, dataType, mutability } of keyRows) {
    if (isOurs.test(key)) continue;
    const it = booted();
    const isRate = key === "ChargingScheduleAllowedChargingRateUnit";
    const value = isRate ? "Current,Power" : values[dataType];
    it.csms("ChangeConfiguration", { key, value });
    const isFixed = mutability === "ReadOnly";
    // One key may be two variables, each of which is a write.
    for (let count = 0; count < 4; count += 1) {
      const asked = it.forward.pending("station");
      if (asked === null) break;
      if (asked.action === "ChangeConfiguration") {
        expect([isFixed, asked.payload], key).toEqual([false, { key, value }]);
        it.answer({ status: "Accepted" });
      } else {
        it.answer({ configurationKey: [{ key, readonly: isFixed, value }] });
      }
    }
    expect(it.told(), key).toEqual({ status: isFixed ? "Rejected" : "Accepted" });
    it.csms("GetConfiguration", { key: [key] });
    it.answer({ configurationKey: [{ key, readonly: isFixed, value }] });
    expect(it.told(), key).toEqual({
      configurationKey: [{ key, readonly: isFixed, value }],
    });
  }
});
