import { expect, it } from "vitest";
import { isValid, validate } from "../../src/ocpp/validator.ts";

const boot = { version: "1.6", action: "BootNotification", kind: "request" } as const;
const report = { version: "2.0.1", action: "NotifyReport", kind: "request" } as const;

it("accepts a valid payload, and null for no payload", () => {
  const payload = { chargePointVendor: "V", chargePointModel: "M" };
  expect(validate(boot, payload)).toEqual({ kind: "valid" });
  expect(isValid({ ...boot, action: "Heartbeat" }, null)).toBe(true);
});

it("accepts one-decimal limits that binary fractions cannot hold", () => {
  const subject = { version: "1.6", action: "SetChargingProfile", kind: "request" } as const;
  const payload = (limit: number) => ({
    connectorId: 1,
    csChargingProfiles: {
      ...{ chargingProfileId: 1, stackLevel: 0 },
      chargingProfilePurpose: "TxProfile",
      chargingProfileKind: "Absolute",
      chargingSchedule: {
        chargingRateUnit: "A",
        chargingSchedulePeriod: [{ startPeriod: 0, limit }],
      },
    },
  });
  expect([0.3, 16.1, 32].map((limit) => isValid(subject, payload(limit)))).toEqual([
    ...[true, true, true],
  ]);
  expect(isValid(subject, payload(16.15))).toBe(false);
});

it("says nothing of actions that the version does not have, whatever their names", () => {
  for (const action of ["__proto__", "constructor", "TransactionEvent", "a b"]) {
    expect(validate({ ...boot, action }, {})).toEqual({ kind: "unknown" });
  }
});

it("lists all violations, the same one once", () => {
  const verdict = validate(boot, { chargePointVendor: 7, constructor: 1, ["__proto__x"]: 2 });
  expect(verdict.kind === "invalid" && verdict.violations.map(({ path }) => path).sort()).toEqual([
    ...["__proto__x", "chargePointModel", "chargePointVendor", "constructor"],
  ]);
});

it("reports at most twenty violations, and nothing that only its own cuts caused", () => {
  const items = Array.from({ length: 500 }, () => ({ unknown: 1 }));
  const payload = {
    requestId: 1,
    generatedAt: "2026-01-01T00:00:00Z",
    seqNo: 0,
    reportData: items,
  };
  const verdict = validate(report, payload);
  expect(verdict.kind === "invalid" && verdict.violations.length).toBe(20);
  const crowd = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, 1]));
  const crowded = validate(boot, { ...crowd, chargePointVendor: "V", chargePointModel: "M" });
  expect(crowded.kind === "invalid" && crowded.violations.map(({ keyword }) => keyword)).toEqual(
    Array(20).fill("additionalProperties"),
  );
});

it("does not block on a large report of nonsense", () => {
  const payload = {
    ...{ requestId: 1, generatedAt: "2026-01-01T00:00:00Z", seqNo: 0 },
    reportData: Array(100_000).fill(1),
  };
  validate(report, {});
  const began = performance.now();
  for (let round = 0; round < 10; round++) validate(report, payload);
  // Looking for all faults of the whole takes 33 s; ten rounds of ours take some 20 ms.
  expect(performance.now() - began).toBeLessThan(2_000);
});
