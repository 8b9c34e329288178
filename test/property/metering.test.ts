/** Whatever a station says of its meter, the metering rules go on, and their states stay small. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { meteringRules } from "../../src/findings/groups/metering.ts";
import { record } from "../support/recording.ts";

const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -1, 1e308, -1e308, 5e-324, 2 ** 53),
  fc.constantFrom("1", "-5", "1e99", "12,5", "", "NaN"),
);
const text = fc.oneof(
  fc.constantFrom("Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "SoC"),
  fc.constantFrom("Voltage", "Wh", "kWh", "W", "A", "V", "L1", "Outlet", "Transaction.Begin"),
  fc.string(),
);
const sampled = fc.record(
  { value: number, measurand: text, unit: text, phase: text, location: text, context: text },
  { requiredKeys: [] },
);
const time = fc.constantFrom(
  "2026-09-21T14:00:00Z",
  "1970-01-01T00:00:00Z",
  "2099-01-01T00:00:00Z",
);
const meterValue = fc.array(
  fc.record({ timestamp: time, sampledValue: fc.array(fc.oneof(sampled, fc.jsonValue())) }),
);
const periods = fc.array(fc.record({ startPeriod: number, limit: number }));
const chargingProfile = fc.record({
  ...{ chargingProfileId: number, stackLevel: number, chargingProfilePurpose: text },
  chargingSchedule: fc.record({
    chargingRateUnit: fc.constantFrom("A", "W"),
    chargingSchedulePeriod: periods,
    duration: number,
  }),
});
const payload = fc.record(
  {
    ...{ connectorId: fc.integer({ min: 0, max: 50 }), transactionId: fc.integer(), meterValue },
    ...{ meterStart: number, meterStop: number, timestamp: time, transactionData: meterValue },
    ...{ status: fc.constantFrom("Charging", "Available", "SuspendedEV"), reason: text },
    ...{ eventType: fc.constantFrom("Started", "Updated", "Ended"), evseId: number },
    transactionInfo: fc.record({ transactionId: text, chargingState: text }),
    ...{ csChargingProfiles: chargingProfile, chargingProfile },
  },
  { requiredKeys: [] },
);
const action = fc.constantFrom(
  ...["MeterValues", "StartTransaction", "StopTransaction", "TransactionEvent"],
  ...["StatusNotification", "SetChargingProfile", "ClearChargingProfile"],
);
const steps = fc.array(fc.tuple(action, fc.oneof(payload, fc.jsonValue()), fc.nat(3_600_000)));

for (const version of ["1.6", "2.0.1"] as const) {
  it(`survives whatever a station of ${version} sends`, () => {
    fc.assert(
      fc.property(steps, (told) => {
        const recording = record({ rules: meteringRules });
        const link = recording.link().open({ subprotocol: `ocpp${version}` });
        told.forEach(([name, content, afterMs], id) => {
          const isCsms = name.endsWith("Profile");
          const call = JSON.stringify([2, String(id), name, content]);
          link[isCsms ? "csms" : "station"](call, { afterMs });
          const answer = JSON.stringify([3, String(id), { status: "Accepted", transactionId: id }]);
          link[isCsms ? "station" : "csms"](answer);
          link.tick(1_000);
        });
        expect(recording.events.filter(({ name }) => /bug|Disabled/.test(name))).toEqual([]);
        for (const finding of recording.findings()) {
          expect(String(finding["sentence" as never]).length).toBeLessThan(800);
        }
      }),
      { numRuns: 60 },
    );
  });
}
